import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPlatformApp } from '../lib/app';
import { ConfigError, parseConfig } from '../lib/config';
import { dev } from '../lib/config/environments/dev';
import { merge } from '../lib/config/merge';

/**
 * `npm run bench`: measures the time of a synthesis, as a ratio to an empty app with the same compliance rules, and how
 * it grows with the configuration. Both apps run in turns, so that the load of the computer affects both.
 */
const root = join(__dirname, '..');
const scratch = mkdtempSync(join(tmpdir(), 'ml-platform-bench-'));
const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')) as {
  context: Record<string, unknown>;
};
const ROUNDS = Number(process.argv[2] ?? 7);

function seconds(work: () => void): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)]!;
}

/** Runs the app like the CDK CLI does, including the time for loading the library. */
function runApp(entry: string): void {
  execFileSync(process.execPath, ['-r', 'tsx/cjs', entry], {
    cwd: root,
    stdio: 'ignore',
    env: { ...process.env, CDK_OUTDIR: join(scratch, 'app'), CDK_CONTEXT_JSON: JSON.stringify(context) },
  });
}

function runCli(entry: string): void {
  const cdk = join(root, 'node_modules', 'aws-cdk', 'bin', 'cdk');
  const args = [cdk, 'synth', '-q', '-o', join(scratch, 'cli'), '--app', `node -r tsx/cjs ${entry}`];
  execFileSync(process.execPath, args, { cwd: root, stdio: 'ignore' });
}

function compare(name: string, run: (entry: string) => void): void {
  const empty: number[] = [];
  const platform: number[] = [];
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const base = seconds(() => run('bench/empty-app.ts'));
    const whole = seconds(() => run('bin/ml-platform.ts'));
    empty.push(base);
    platform.push(whole);
    ratios.push(whole / base);
  }
  console.log(
    `${name.padEnd(8)}  empty ${median(empty).toFixed(2)} s  platform ${median(platform).toFixed(2)} s  ` +
      `median ratio ${median(ratios).toFixed(2)}`,
  );
}

/** The dev environment with a number of node groups and fleets. */
function grown(count: number) {
  const names = Array.from({ length: count }, (_, index) => `g${index}`);
  const group = dev.cluster.nodeGroups['gpu']!;
  const fleet = dev.training!.fleets!['default']!;
  const entries = <T>(entry: T) => Object.fromEntries(names.map((name) => [name, entry]));
  const overlay = {
    // Enough addresses for all nodes.
    network: {
      zones: [
        { name: 'a', publicCidr: '10.0.0.0/24', privateCidr: '10.0.64.0/18' },
        { name: 'b', publicCidr: '10.0.1.0/24', privateCidr: '10.0.128.0/18' },
      ],
    },
    training: { fleets: { default: null, ...entries(fleet) } },
    cluster: { nodeGroups: { gpu: null, inference: null, ...entries(group) } },
  };
  return parseConfig(merge(dev, overlay));
}

function grow(count: number): void {
  try {
    const outdir = join(scratch, `grown-${count}`);
    let resources = 0;
    const times = Array.from({ length: 3 }, () =>
      seconds(() => {
        const { app, platform } = createPlatformApp(grown(count), undefined, { outdir, context });
        const assembly = app.synth();
        resources = platform.stacks
          .map(({ artifactId }) => assembly.getStackArtifact(artifactId).template as { Resources: object })
          .reduce((sum, { Resources }) => sum + Object.keys(Resources).length, 0);
      }),
    );
    console.log(
      `${String(count).padStart(4)} node groups and fleets  ${resources} resources  ${median(times).toFixed(2)} s`,
    );
  } catch (problem) {
    if (!(problem instanceof ConfigError)) throw problem;
    console.log(`${String(count).padStart(4)} node groups and fleets  refused: ${problem.message}`);
  }
}

console.log(`Node ${process.version}, ${ROUNDS} rounds, in turns`);
compare('process', runApp);
compare('CLI', runCli);
console.log('Synthesis in one process that has loaded the library, median of 3:');
for (const count of [1, 10, 50, 250]) grow(count);
rmSync(scratch, { recursive: true, force: true });
