import { shellcheck, shellcheckTest } from '../../../setup/shellcheck';
import { gcpSchema } from '../../../../lib/config/schema/gcp';
import { productionGcp } from '../../../../lib/config/environments/gcp';
import { startupScript } from '../../../../lib/gcp/training/boot/startup-script';
import { run } from '../../../training/boot/user-data';

const { libraries } = gcpSchema.parse(productionGcp);

const script = startupScript(
  { ...libraries, pytorchIndexUrl: 'https://example.com/whl/cu126' },
  'training-data-disk',
);
/** The script that the instance runs at every boot. */
const bootScript = /<<'ML_BOOT_SCRIPT'\n(.*)\nML_BOOT_SCRIPT\n/s.exec(script)![1]!;

test('is valid bash, with the boot script in it', () => {
  for (const each of [script, bootScript]) {
    expect(run('bash', ['-n'], each)).toMatchObject({ status: 0, stderr: '' });
  }
});

test('starts the boot script with its settings', () => {
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

test('is the same on every instance with the same settings', () => {
  expect(startupScript(libraries)).toBe(startupScript(libraries));
});

test('has no comments', () => {
  const comments = script.split('\n').filter((line) => /^\s*#/.test(line));
  expect(new Set(comments)).toEqual(new Set(['#!/bin/bash']));
});

shellcheckTest('passes shellcheck as a whole', () => {
  // Some variables of the header are only read indirectly, and metadata.sh exists on instances only. SC2016 is disabled where
  // it applies, by a comment, which the assembled script has not.
  for (const each of [script, bootScript]) {
    expect(shellcheck({ text: each }, ['SC2034', 'SC1091', 'SC2154', 'SC2016'])).toBe('');
  }
});
