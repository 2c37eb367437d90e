import { spawnSync } from 'node:child_process';
import { gcpSchema } from '../../lib/gcp/schema';
import { productionGcp } from '../../lib/gcp/defaults';
import { startupScript } from '../../lib/gcp/startup-script';

const { libraries } = gcpSchema.parse(productionGcp);
const shellcheckIsMissing = spawnSync('shellcheck', ['--version']).error !== undefined;
const run = shellcheckIsMissing ? test.skip : test;

run(
  `shellcheck has nothing to say${shellcheckIsMissing ? ' (skipped: shellcheck is not installed)' : ''}`,
  () => {
    const { stdout } = spawnSync('shellcheck', ['-'], { input: startupScript(libraries), encoding: 'utf8' });

    expect(stdout).toBe('');
  },
);

test('starts with its settings, and is a script that bash can read', () => {
  const script = startupScript({ ...libraries, pytorchIndexUrl: 'https://example.com/whl/cu126' }, 'disk-1');

  expect(script.split('\n').slice(0, 5)).toEqual([
    '#!/bin/bash',
    "ML_DATA_DEVICE_NAME='disk-1'",
    "ML_PYTORCH_INDEX_URL='https://example.com/whl/cu126'",
    `ML_PYTORCH_PACKAGES='${libraries.pytorch.join(' ')}'`,
    `ML_PACKAGES='${libraries.packages.join(' ')}'`,
  ]);
  expect(spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' }).stderr).toBe('');
});
