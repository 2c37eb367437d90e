import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { merge } from '../../lib/config/merge';
import { GcpCompanion } from '../../lib/gcp/companion';
import { devGcp, lessonGcp, productionGcp } from '../../lib/gcp/defaults';
import { gcpConfig } from './emitted';
import { gcpSchema } from '../../lib/gcp/schema';

/** Why terraform cannot validate here, if so. */
function obstacle(): string | undefined {
  // The file tells terraform where the provider is (dev_overrides), so that no init and no registry is needed.
  const file = process.env['TF_CLI_CONFIG_FILE'];
  if (!file) return 'TF_CLI_CONFIG_FILE is not set';
  if (!existsSync(file)) return 'the file of TF_CLI_CONFIG_FILE does not exist';
  if (!readFileSync(file, 'utf8').includes('hashicorp/google'))
    return 'TF_CLI_CONFIG_FILE names no google provider';
  return spawnSync('terraform', ['version']).error ? 'terraform is not installed' : undefined;
}

const skipped = obstacle();
const run = skipped ? test.skip : test;

const v100 = { machineType: 'n1-standard-8', gpu: { acceleratorType: 'nvidia-tesla-v100' } };
const environments: Record<string, unknown> = {
  lesson: lessonGcp,
  production: productionGcp,
  dev: devGcp,
  'the lesson with a V100 and local state': merge(lessonGcp, {
    state: { backend: 'local', path: '../../gcp.tfstate', bucket: null, prefix: null },
    trainingVms: { training: v100 },
  }),
  'no instance': merge(devGcp, { trainingVms: { training: null } }),
};

function validate(configuration: string) {
  const directory = mkdtempSync(join(tmpdir(), 'gcp-validate-'));
  try {
    writeFileSync(join(directory, 'main.tf.json'), configuration);
    const { stdout } = spawnSync('terraform', [`-chdir=${directory}`, 'validate', '-json'], {
      encoding: 'utf8',
    });
    return JSON.parse(stdout) as { valid: boolean; diagnostics: { severity: string; summary: string }[] };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const configuration = (input: unknown) =>
  new GcpCompanion(new App(), 'Gcp', { config: { ...gcpConfig('production'), gcp: gcpSchema.parse(input) } })
    .configuration;
const errors = (text: string) => validate(text).diagnostics.filter(({ severity }) => severity === 'error');

// Needs no terraform. Jest names skipped tests only in a file in which something ran.
test.each([
  ['lesson', { gcs: { bucket: 'my-terraform-state', prefix: 'ml-platform' } }],
  ['the lesson with a V100 and local state', { local: { path: '../../gcp.tfstate' } }],
])('%s keeps its state where the configuration says', (name, backend) => {
  expect(JSON.parse(configuration(environments[name]))).toMatchObject({ terraform: { backend } });
});

describe(`terraform validate${skipped ? ` (skipped: ${skipped})` : ''}`, () => {
  run.each(Object.entries(environments))('accepts %s', (_, input) => {
    expect(errors(configuration(input))).toEqual([]);
  });

  run('would find a misspelt argument', () => {
    const misspelt = configuration(lessonGcp).replace('"machine_type"', '"machinetype"');

    expect(errors(misspelt).map(({ summary }) => summary)).toContain('Extraneous JSON object property');
  });
});
