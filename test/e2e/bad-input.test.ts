import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cdkWithoutAccount, synthWithoutAccount } from './synth-without-account';

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

const commandLines: [args: string[], expected: RegExp[]][] = [
  [
    ['ls', '--environment', 'dev'],
    [/^ {2}--environment: is not an option of cdk, .*; write -c environment=dev\.$/m],
  ],
  [
    ['deploy', '--all', '--region=eu-west-1', '--clusterName', 'other'],
    [
      /^ {2}--region: .*; write -c region=eu-west-1\.$/m,
      /^ {2}--clusterName: .*; write -c clusterName=other\.$/m,
    ],
  ],
  [['diff', '-c', 'environment'], [/^ {2}-c: "environment" has no value; write -c environment=VALUE\.$/m]],
  [
    ['ls', '-c', 'region=us-east-1', '-c', 'region=eu-west-1'],
    [/^ {2}-c region: is given as "us-east-1" and "eu-west-1"; give it once\.$/m],
  ],
  [
    ['ls', '-c', 'Environment=dev'],
    [/^ {2}-c Environment: is not a setting here; .*Did you mean "environment"\?$/m],
  ],
];

test.each(commandLines)(
  'cdk %j does not act on production in silence',
  async (args, expected) => {
    const { exitCode, output } = await cdkWithoutAccount(join(folder, 'out-command-line'), args);
    expect(output).toMatch(
      /^Environment production, account unknown \(no AWS credentials\), region \S+\.\nThe configuration has/m,
    );
    for (const line of expected) expect(output).toMatch(line);
    expect(output).not.toMatch(/^\s+at /m);
    expect(exitCode).toBe(1);
  },
  60_000,
);

test('an option that npm takes is refused, and no file is written', async () => {
  const outdir = join(folder, 'out-npm');
  const environment = { npm_command: 'run', npm_config_call: 'environment=dev' };
  const { exitCode, output } = await cdkWithoutAccount(outdir, ['ls'], environment);
  expect(output).toMatch(
    /^npm took -c environment=dev for itself, because there is no -- in front; write npm run cdk -- ls -c environment=dev\.$/m,
  );
  expect([exitCode, existsSync(join(outdir, 'manifest.json'))]).toEqual([1, false]);
}, 60_000);

test('a pipe as configuration file is refused and not waited for', async () => {
  const pipe = join(folder, 'pipe.yaml');
  execFileSync('mkfifo', [pipe]);
  const { exitCode, output } = await synthWithoutAccount(join(folder, 'out-pipe'), `config=${pipe}`);
  expect(output).toMatch(
    /^ {2}config: ".*pipe\.yaml" is a pipe; give the path of a readable YAML or JSON file\.$/m,
  );
  expect(exitCode).toBe(1);
}, 60_000);
