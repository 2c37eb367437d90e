import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build, type EnvironmentName } from '../../synthesized';

const folder = join(__dirname, '..', '..', '..', 'lib', 'training', 'boot');
const parts = readdirSync(folder).filter((name) => name.endsWith('.sh'));
const shellcheck = spawnSync('shellcheck', ['--version']).error ? 'shellcheck is not installed' : undefined;
if (shellcheck) console.warn(`skipped: ${shellcheck}`);

/** User data of the first machine of a kind, as text; every reference becomes as long as its value may be. */
function script(environment: EnvironmentName, kind: 'Workstations' | 'Fleets', overlay?: object): string {
  const [template] = build(environment, overlay)
    .ofType('AWS::EC2::LaunchTemplate')
    .filter(({ id }) => id.startsWith(`Training/${kind}`));
  const { 'Fn::Base64': text } = template!.resource.Properties['LaunchTemplateData'].UserData;
  if (typeof text === 'string') return text;
  const pieces = text['Fn::Join'][1] as unknown[];
  return pieces.map((piece) => (typeof piece === 'string' ? piece : 'x'.repeat(63))).join('');
}

describe.each(parts)('%s', (part) => {
  (shellcheck ? test.skip : test)('passes shellcheck', () => {
    // Parts share variables; that they fit together is checked on the whole.
    const { stdout } = spawnSync('shellcheck', ['-e', 'SC2154,SC2034', join(folder, part)], {
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
  });
});

describe.each([
  ['production', 'Workstations'],
  ['production', 'Fleets'],
  ['lesson', 'Workstations'],
] as const)('script of %s %s', (environment, kind) => {
  const text = script(environment, kind);

  test('is what bash takes', () => {
    expect(spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    });
  });

  (shellcheck ? test.skip : test)('passes shellcheck as a whole', () => {
    // The variables of the header that a part uses by name only are read indirectly.
    const { stdout } = spawnSync('shellcheck', ['-e', 'SC2034', '-'], { input: text, encoding: 'utf8' });
    expect(stdout).toBe('');
  });

  test('is what EC2 takes', () => {
    expect(Buffer.byteLength(text)).toBeLessThan(16_384);
  });

  test('has its parts in their order', () => {
    const marks = [
      'set -Eeuo pipefail',
      '/opt/ml/boot.sh',
      'attach_data_volume()',
      'mount_data()',
      '/etc/profile.d',
      'pip_install()',
      'gpus_compute()',
    ];
    const places = marks.map((mark) => text.indexOf(mark));
    expect(places).toEqual([...places].sort((one, other) => one - other));
    expect(Math.min(...places)).toBeGreaterThan(0);
  });

  test('carries no comment of ours to the machine', () => {
    expect(
      text
        .split('\n')
        .slice(1)
        .filter((line) => /^\s*#/.test(line)),
    ).toEqual([]);
  });
});

describe('libraries', () => {
  const pins = (text: string) => /ML_REQUIREMENTS='([^']*)'/.exec(text)![1]!.trim().split('\n');

  test('are those of the GPU: Volta has its own', () => {
    expect(pins(script('production', 'Fleets'))).not.toEqual(pins(script('lesson', 'Fleets')));
  });

  test('are all at one version', () => {
    for (const environment of ['production', 'lesson'] as const) {
      const found = pins(script(environment, 'Workstations'));
      expect(found).toHaveLength(8);
      for (const pin of found) expect(pin).toMatch(/^[a-z]+==\d+(\.\d+)+$/);
    }
  });
});

test('a name with a quote stays a name', () => {
  const text = script('production', 'Fleets', {
    training: { fleets: { default: { clusterName: "a'; reboot; '" } } },
  });
  const header = text.split('\n').find((line) => line.startsWith('ML_CLUSTER_NAME='))!;
  const { stdout } = spawnSync('bash', ['-c', `${header}; printf %s "$ML_CLUSTER_NAME"`], {
    encoding: 'utf8',
  });
  expect(stdout).toBe("a'; reboot; '");
});
