import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthWithoutAccount } from './synth-without-account';

const folder = mkdtempSync(join(tmpdir(), 'ml-platform-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The output of an earlier synth. */
function earlierOutput(name: string): string {
  const outdir = join(folder, name);
  mkdirSync(join(outdir, 'gcp'), { recursive: true });
  writeFileSync(join(outdir, 'manifest.json'), '{"version":"48.0.0","artifacts":{}}');
  writeFileSync(join(outdir, 'Network.template.json'), '{"Resources":{}}');
  writeFileSync(join(outdir, 'gcp', 'main.tf.json'), '{}');
  return outdir;
}

function hashes(root: string): Record<string, string> {
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(
    names.map((name) => {
      const path = join(root, name);
      const content = statSync(path).isDirectory() ? 'folder' : readFileSync(path);
      return [name, createHash('sha256').update(content).digest('hex')];
    }),
  );
}

function overlay(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return `config=${file}`;
}

const cases: [what: string, context: string[], expected: RegExp[]][] = [
  [
    'a wrong command line',
    ['enviroment=dev', 'environment=prod', 'config=missing.yaml'],
    [
      /^The configuration has 3 problems:$/m,
      /^ {2}-c enviroment: is not a setting here; .*Did you mean "environment"\?$/m,
      /^ {2}environment: "prod" is not an environment; use lesson, dev, production\. Did you mean "production"\?$/m,
      /^ {2}config: "missing.yaml" does not exist in ".*"; give/m,
    ],
  ],
  [
    'a malformed file and an unknown region',
    [overlay('malformed.yaml', 'cluster:\n\tname: x'), 'region=us-west-9', 'environment=dev'],
    [
      /^ {2}config: ".*malformed.yaml" is not valid YAML \(a tab indents the line/m,
      /^ {2}region: "us-west-9" is not an AWS region; .*Did you mean/m,
    ],
  ],
  [
    'wrong settings of every kind',
    [
      overlay(
        'settings.yaml',
        `
regio: x
network: { cidr: 10.0.0.0/8, flowLogs: { retentionDays: 2 } }
training: { fleets: { default: { instanceTypes: [g5.13xlarge], min: 20, timeZone: Mars } } }
cluster: { version: "1.33", endpoint: { public: true }, nodeGroups: { gpu: { instanceTypes: [m7i.large] } } }
inference: { services: { model: { cpuUnits: 1000000 } } }
observability: { monthlyBudgetUsd: .nan }
`,
      ),
    ],
    [
      /^ {2}regio: is not a setting; .*Did you mean "region"\?$/m,
      /^ {2}network.cidr: 10.0.0.0\/8 has a size that AWS refuses/m,
      /^ {2}network.flowLogs.retentionDays: 2 is not allowed; use 1, 3/m,
      /^ {2}training.fleets.default.instanceTypes.0: "g5.13xlarge" is not in the catalog/m,
      /^ {2}training.fleets.default.max: 10 is smaller than min \(20\)/m,
      /^ {2}training.fleets.default.timeZone: "Mars" is not an IANA time zone/m,
      /^ {2}cluster.version: "1.33" has no kubectl layer/m,
      /^ {2}cluster.endpoint.publicCidrs: is empty, but the endpoint is public/m,
      /^ {2}cluster.nodeGroups.gpu.instanceTypes.0: m7i.large has no GPU/m,
      /^ {2}inference.services.model.cpuUnits: 1000000 is out of range/m,
      /^ {2}observability.monthlyBudgetUsd: NaN is not a number/m,
    ],
  ],
  [
    'the lesson without its licence to be old',
    ['environment=lesson', overlay('today.json', '{"historical":false}')],
    [
      /^ {2}cluster.version: "1.28" left extended support/m,
      /^ {2}training.workstations.default.instanceType: p3.2xlarge cannot be launched any more; use g6e.2xlarge\.$/m,
      /^ {2}cluster.endpoint.publicCidrs.0: 0.0.0.0\/0 opens the API server to the world/m,
    ],
  ],
];

test.each(cases.map(([what, context, expected], index) => ({ what, context, expected, index })))(
  '$what: one report, exit code 1, and the earlier output as it was',
  async ({ context, expected, index }) => {
    const outdir = earlierOutput(`out-${index}`);
    const before = hashes(outdir);
    const { exitCode, output } = await synthWithoutAccount(outdir, ...context);
    for (const line of expected) expect(output).toMatch(line);
    expect(output).not.toMatch(/^\s+at /m);
    expect(exitCode).toBe(1);
    expect(hashes(outdir)).toEqual(before);
  },
  60_000,
);
