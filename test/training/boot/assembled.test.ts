import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type EnvironmentName } from '../../synthesized';
import { shellcheck, shellcheckTest } from '../../setup/shellcheck';
import { partsFolder, run, unpacked, userData } from './user-data';

/** User data of the first instance of a kind, as text. Each reference is replaced by the longest possible value. */
function synthesized(
  environment: EnvironmentName,
  kind: 'Workstations' | 'Fleets',
  overlay?: object,
): string {
  const [template] = build(environment, overlay)
    .ofType('AWS::EC2::LaunchTemplate')
    .filter(({ id }) => id.startsWith(`Training/${kind}`));
  const { 'Fn::Base64': text } = template!.resource.Properties['LaunchTemplateData'].UserData;
  if (typeof text === 'string') return text;
  const pieces = text['Fn::Join'][1] as unknown[];
  return pieces.map((piece) => (typeof piece === 'string' ? piece : 'x'.repeat(63))).join('');
}

/** A value of the header, as the shell reads it. */
function header(text: string, name: string): string {
  const end = text.indexOf('\nset -');
  return run('bash', ['-c', `${text.slice(0, end)}\nprintf %s "$${name}"`]).stdout;
}

describe.each([
  ['production', 'Workstations'],
  ['production', 'Fleets'],
  ['lesson', 'Workstations'],
] as const)('script of %s %s', (environment, kind) => {
  const text = synthesized(environment, kind);
  const script = unpacked(text);

  test('is valid bash, packed and unpacked', () => {
    for (const each of [text, script])
      expect(run('bash', ['-n'], each)).toMatchObject({ status: 0, stderr: '' });
  });

  shellcheckTest('passes shellcheck as a whole', () => {
    // Some variables of the header are only read indirectly, and metadata.sh exists on instances only.
    for (const each of [text, script])
      expect(shellcheck({ text: each }, ['SC2034', 'SC1091', 'SC2154'])).toBe('');
  });

  test('has no unresolved values', () => {
    expect(text + script).not.toMatch(/\$\{Token\[|<unresolved/);
  });

  test('has no comments', () => {
    const comments = script.split('\n').filter((line) => /^\s*#/.test(line));
    expect(new Set(comments)).toEqual(new Set(['#!/bin/bash']));
  });
});

test('user data stays below the limit of EC2 with the longest names and the most quotes', () => {
  // A quote becomes four characters; instanceTagValue in lib/config allows 256.
  const text = synthesized('production', 'Fleets', {
    training: { fleets: { default: { clusterName: "'".repeat(256) } } },
  });
  expect(header(text, 'ML_CLUSTER_NAME')).toHaveLength(256);
  const ofAWorkstation = synthesized('lesson', 'Workstations');
  for (const each of [text, ofAWorkstation]) expect(Buffer.byteLength(each)).toBeLessThan(15_000);
});

test('the header comes first, then the parts in their order', () => {
  const lines = unpacked(userData({ volume: true, clusterName: 'run' })).split('\n');
  const names = lines.flatMap((line) => /^(ML_[A-Z_]+)='/.exec(line)?.[1] ?? []);
  expect(names).toEqual([
    'ML_KIND',
    'ML_NAME',
    'ML_STACK',
    'ML_REGION',
    'ML_DATA_VOLUME_ID',
    'ML_DATA_DEVICE',
    'ML_DATA_MOUNT',
    'ML_SCRATCH_MOUNT',
    'ML_DATASETS_BUCKET',
    'ML_MODELS_BUCKET',
    'ML_ARTIFACTS_BUCKET',
    'ML_LOG_GROUP',
    'ML_CHECKPOINT_SECONDS',
    'ML_LAUNCH_HOOK',
    'ML_CLUSTER_NAME',
    'ML_PYTHON',
    'ML_REQUIREMENTS',
  ]);
  const marks = [
    /^ML_REQUIREMENTS=/,
    /^set -Eeuo pipefail/,
    /install \]\]/,
    /^instance_id=/,
    /^agent_control=/,
    /^attach_data_volume\(\)/,
    /^mount_data\(\)/,
    /^mount_scratch\(\)/,
    /profile\.d/,
    /ml-training\.service <<UNIT/,
    /^pip_install\(\)/,
    /^gpus_compute\(\)/,
    /^gpu_count=/,
    /GPU instance ready!/,
  ];
  const places = marks.map((mark) => lines.findIndex((line) => mark.test(line)));
  expect(places).toEqual([...places].sort((one, other) => one - other));
  expect(places).not.toContain(-1);
});

test('settings of a fleet reach its instances', () => {
  const text = synthesized('production', 'Fleets', {
    training: { fleets: { default: { checkpointSeconds: 300, scratch: false } } },
  });
  expect(header(text, 'ML_CHECKPOINT_SECONDS')).toBe('300');
  expect(header(text, 'ML_SCRATCH_MOUNT')).toBe('');
  expect(header(userData(), 'ML_SCRATCH_MOUNT')).toBe('/scratch');
});

test('the README explains every variable of the header', () => {
  const readme = readFileSync(join(partsFolder, 'README.md'), 'utf8');
  for (const [name] of userData().matchAll(/^ML_[A-Z_]+(?==)/gm)) expect(readme).toContain(`\`${name}\``);
});

describe('libraries', () => {
  const pinsOf = (instanceType: string) =>
    Object.fromEntries(
      header(userData({ instanceType }), 'ML_REQUIREMENTS')
        .split('\n')
        .map((line) => line.split('==') as [string, string]),
    );
  const VOLTA = ['p3.2xlarge', 'p3.8xlarge', 'p3.16xlarge'];
  const LATER = ['g4dn.xlarge', 'g5.xlarge', 'g6e.xlarge', 'p4d.24xlarge', 'p5.48xlarge'];

  test.each([...VOLTA, ...LATER])('of %s are each at one version', (instanceType) => {
    const pins = pinsOf(instanceType);
    expect(Object.keys(pins).sort()).toEqual(
      [
        'torch',
        'torchvision',
        'torchaudio',
        'transformers',
        'datasets',
        'accelerate',
        'wandb',
        'mlflow',
        'boto3',
      ].sort(),
    );
    for (const version of Object.values(pins)) expect(version).toMatch(/^\d+(\.\d+)+$/);
  });

  test.each(VOLTA)(
    'of %s are the latest that its GPU and the C library of its image support',
    (instanceType) => {
      expect(header(userData({ instanceType }), 'ML_PYTHON')).toBe('python3.10');
      // Later wheels need glibc 2.28; Amazon Linux 2 has 2.26. transformers ignores PyTorch below 2.6.
      expect(pinsOf(instanceType)['torch']).toMatch(/^2\.6\./);
    },
  );

  test.each(LATER)('of %s are for the Python of Amazon Linux 2023', (instanceType) => {
    expect(header(userData({ instanceType }), 'ML_PYTHON')).toBe('python3.12');
    expect(pinsOf(instanceType)).not.toEqual(pinsOf(VOLTA[0]!));
  });
});
