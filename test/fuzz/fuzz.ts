import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { preparePythonEnvironment } from '../../cli/start/python-environment';
import { createPlatformApp } from '../../lib/app';
import { loadConfig, type LoadedConfig } from '../../lib/config';
import { fastAppProps, fastSynth } from '../fast-app';
import { quietly } from '../setup/quiet';
import { STACKS } from '../stack-ids';
import type { TemplateJson } from '../template-json';
import { mutation, type Mutation } from './mutations';

/**
 * `npm run fuzz -- [RUNS [SEED]]`: loads mutated configuration files as a user does, and synthesizes the accepted ones.
 * cfn-lint then checks every resource against the schemas that AWS publishes, which is how a value is found that we
 * accept and AWS refuses. Exits with 1 if there is a stack trace, a riddle, or a wrongly accepted value.
 */
async function main(): Promise<void> {
  const [runs = 5000, seed = Date.now() % 1_000_000] = process.argv.slice(2).map(Number);
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
  const found = { refused: 0, accepted: 0, slowestMs: 0 };
  const faults: string[] = [];
  const resources = new Map<string, Sample>();
  try {
    for (const each of fc.sample(mutation, { numRuns: runs, seed })) {
      const file = join(folder, `overlay${each.extension}`);
      writeFileSync(file, each.text);
      const start = performance.now();
      try {
        const loaded = loadConfig({ environment: each.environment, configFile: file });
        found.slowestMs = Math.max(found.slowestMs, performance.now() - start);
        collect(loaded, each, resources);
        found.accepted++;
      } catch (cause) {
        found.slowestMs = Math.max(found.slowestMs, performance.now() - start);
        found.refused++;
        const fault = faultOf(cause as Error);
        if (fault) faults.push(`${fault}\n    ${shown(each)}`);
      }
    }
    console.log(`seed ${seed}: ${runs} mutated files, ${found.refused} refused, ${found.accepted} accepted`);
    console.log(`slowest: ${found.slowestMs.toFixed(0)} ms`);
    console.log(`traces and riddles: ${faults.length}`);
    for (const fault of faults.slice(0, 20)) console.log(`  ${fault}`);
    const wrong = await wronglyAccepted(resources, folder);
    console.log(`${resources.size} different resources of accepted files, ${wrong.length} that AWS refuses`);
    for (const each of wrong) console.log(`  ${each}`);
    process.exitCode = faults.length + wrong.length > 0 ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Sample {
  readonly resource: object;
  readonly region: string;
  readonly mutation: Mutation;
}

/** Synthesizes an accepted configuration, and keeps every resource that no other one had. */
function collect(loaded: LoadedConfig, from: Mutation, resources: Map<string, Sample>): void {
  const { region } = loaded.config;
  const { app } = quietly(() => createPlatformApp(loaded, undefined, fastAppProps()));
  const assembly = fastSynth(app);
  for (const stack of STACKS) {
    const template = assembly.getStackArtifact(stack).template as TemplateJson;
    for (const resource of Object.values(template.Resources)) {
      const { Type, Properties } = resource;
      const key = createHash('sha256')
        .update(JSON.stringify([region, Type, Properties]))
        .digest('hex');
      if (!resources.has(key)) resources.set(key, { resource: { Type, Properties }, region, mutation: from });
    }
  }
  rmSync(assembly.directory, { recursive: true, force: true });
}

/** Texts of parsers and of zod that our own words should replace. */
const RIDDLE = /Invalid (input|option|type)|expected \w+, received|\bat \S+:\d+:\d+|undefined|\[object /;

function faultOf({ name, message, stack }: Error): string | undefined {
  if (name !== 'ConfigError') return `trace: ${stack?.split('\n').slice(0, 3).join(' | ')}`;
  const line = message.split('\n').find((each) => RIDDLE.test(each));
  return line && `riddle: ${line.slice(0, 300)}`;
}

/** Resources in one template for cfn-lint; CloudFormation allows 500. */
const BATCH = 400;

/** Runs cfn-lint over all resources, and names the file of each one that it refuses. */
async function wronglyAccepted(resources: Map<string, Sample>, folder: string): Promise<string[]> {
  const python = await preparePythonEnvironment();
  const all = [...resources.values()];
  const regions = [...new Set(all.map(({ region }) => region))];
  return regions.flatMap((region) => {
    const samples = all.filter((each) => each.region === region);
    return Array.from({ length: Math.ceil(samples.length / BATCH) }, (_, batch) => {
      const some = samples.slice(batch * BATCH, (batch + 1) * BATCH);
      const file = join(folder, 'batch.json');
      const entries = some.map(({ resource }, index) => [`R${index}`, resource]);
      writeFileSync(file, JSON.stringify({ Resources: Object.fromEntries(entries) }));
      return lint(python, file, region).map(
        ({ index, text }) => `${text}\n    ${shown(some[index]!.mutation)}`,
      );
    }).flat();
  });
}

const LINT = 'import sys; from cfnlint.runner import main; sys.argv[0] = "cfn-lint"; main()';

interface Finding {
  readonly Level: string;
  readonly Rule: { readonly Id: string };
  readonly Message: string;
  readonly Location: { readonly Path: (string | number)[] };
}

/**
 * Rules that say nothing here. The first three are about several resources, which are of other stacks. E3671 has the gp3
 * limits of before September 2025, as of cfn-lint 1.58: https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html
 */
const UNUSED_RULES = ['E3019', 'E3060', 'E3064', 'E3671'];

function lint(python: string, file: string, region: string): { index: number; text: string }[] {
  let output: string;
  try {
    output = execFileSync(python, ['-I', '-c', LINT, '--format', 'json', '--regions', region, '--', file], {
      encoding: 'utf8',
      maxBuffer: 1e9,
    });
  } catch (cause) {
    output = (cause as { stdout: string }).stdout;
  }
  return (JSON.parse(output || '[]') as Finding[])
    .filter(
      ({ Rule: { Id }, Level }) => Level === 'Error' && Id.startsWith('E3') && !UNUSED_RULES.includes(Id),
    )
    .map(({ Rule, Message, Location: { Path } }) => ({
      index: Number(String(Path[1]).slice(1)),
      text: `${Rule.Id} ${Path.slice(3).join('.')}: ${Message.slice(0, 200)}`,
    }));
}

function shown({ environment, text }: Mutation): string {
  return `${environment}: ${text.replace(/\s+/g, ' ').slice(0, 300)}`;
}

void main();
