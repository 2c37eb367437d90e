import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shellcheck, shellcheckTest } from '../setup/shellcheck';
import { assemble, readScript } from '../../lib/boot/assemble';
import { startupScript } from '../../lib/gcp/training/boot/startup-script';
import { run, unpacked, userData } from '../training/boot/user-data';
import { jobScript } from '../training/job/code';
import { root, scripts } from './scripts';

const libraries = { pytorch: [], packages: [] };
const assembled = [unpacked(userData()), jobScript(), startupScript(libraries)].join('\n');

describe.each(scripts.map(({ name, path }) => [name, path] as const))('%s', (_, path) => {
  test('is valid bash', () => {
    expect(run('bash', ['-n', path])).toMatchObject({ status: 0, stderr: '' });
  });

  shellcheckTest('passes shellcheck', () => {
    // Parts share variables; the assembled scripts are checked as a whole.
    expect(shellcheck({ path }, ['SC2154', 'SC2034'])).toBe('');
  });

  test('is part of a script that an instance runs', () => {
    for (const text of assemble([readScript(path)]).split('@BOOT_SCRIPT@'))
      expect(assembled.includes(text)).toBe(true);
  });
});

test.each(['lib/boot', 'lib/training/boot', 'lib/gcp/training/boot'])(
  'the README of %s names every part',
  (folder) => {
    const readme = readFileSync(join(root, folder, 'README.md'), 'utf8');
    const parts = scripts
      .filter(({ name }) => name.startsWith(`${folder}/`))
      .map(({ name }) => name.slice(folder.length + 1))
      // The files of one cloud are listed by their folder.
      .filter((name) => folder === 'lib/boot' || !name.startsWith('files/'));

    expect(parts.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  },
);
