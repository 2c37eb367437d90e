import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gcpSchema } from '../../../lib/config/schema/gcp';
import { productionGcp } from '../../../lib/config/environments/gcp';
import { startupScript } from '../../../lib/gcp/training/boot/startup-script';
import { run, unless } from '../../training/boot/user-data';

const { libraries } = gcpSchema.parse(productionGcp);
const folder = join(__dirname, '..', '..', '..', 'lib', 'gcp', 'training', 'boot');
const parts = ['', 'files'].flatMap((place) =>
  readdirSync(join(folder, place))
    .filter((name) => name.endsWith('.sh'))
    .map((name) => join(place, name)),
);
const shellcheckTest = unless(test, run('shellcheck', ['--version']).error && 'shellcheck is not installed');

const script = startupScript(
  { ...libraries, pytorchIndexUrl: 'https://example.com/whl/cu126' },
  'training-data-disk',
);
/** The script that the machine runs at every boot. */
const bootScript = /<<'ML_BOOT_SCRIPT'\n(.*)\nML_BOOT_SCRIPT\n/s.exec(script)![1]!;

test('is what bash takes, with the boot script in it', () => {
  for (const each of [script, bootScript]) {
    expect(run('bash', ['-n'], each)).toMatchObject({ status: 0, stderr: '' });
  }
});

test('begins the boot script with its settings', () => {
  expect(bootScript.split('\n').slice(0, 8)).toEqual([
    '#!/bin/bash',
    "ML_DATA_DEVICE_NAME='training-data-disk'",
    "ML_DATA_VOLUME_ID='training-data-disk'",
    "ML_DATA_MOUNT='/data'",
    "ML_CHECKPOINT_SECONDS='30'",
    "ML_PYTORCH_INDEX_URL='https://example.com/whl/cu126'",
    `ML_PYTORCH_PACKAGES='${libraries.pytorch.join(' ')}'`,
    `ML_PACKAGES='${libraries.packages.join(' ')}'`,
  ]);
});

test('fits into a metadata value', () => {
  // https://docs.cloud.google.com/compute/docs/metadata/setting-custom-metadata#limitations, 2026-11
  expect(Buffer.byteLength(script)).toBeLessThan(256 * 1024);
});

test('is the same on every machine with the same settings', () => {
  expect(startupScript(libraries)).toBe(startupScript(libraries));
});

shellcheckTest('passes shellcheck as a whole', () => {
  // Parts use variables of the header by name, and functions of each other; metadata.sh is there on a machine.
  for (const each of [script, bootScript]) {
    expect(run('shellcheck', ['-e', 'SC2034,SC1091,SC2154', '-'], each).stdout).toBe('');
  }
});

describe.each(parts)('%s', (part) => {
  test('is what bash takes', () => {
    expect(run('bash', ['-n', join(folder, part)])).toMatchObject({ status: 0, stderr: '' });
  });

  shellcheckTest('passes shellcheck', () => {
    // Parts share variables; that they fit together is checked on the whole.
    expect(
      run('shellcheck', ['-x', '-P', 'SCRIPTDIR', '-e', 'SC2154,SC2034', join(folder, part)]).stdout,
    ).toBe('');
  });

  test('is explained, or is one of the files', () => {
    if (part.startsWith('files')) return;
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toContain(`\`${part}\``);
  });
});
