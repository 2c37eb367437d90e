import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { assemble, installFile, packed, settingLines, sharedScript } from '../../lib/boot/assemble';
import { run } from '../training/boot/user-data';

test.each(["a'; reboot; '", '$(reboot) `reboot` ${HOME} "', String.raw`\n \' \\`, 'two\nlines', ''])(
  'the setting <%s> reaches the shell as it is',
  (value) => {
    const script = [...settingLines({ FIRST: 'x', SETTING: value }), 'printf %s "$SETTING"'].join('\n');

    expect(run('bash', ['-c', script]).stdout).toBe(value);
  },
);

test('parts run in order, without comments and blank lines', () => {
  const script = assemble(['#!/bin/bash\n# why\n\necho one # kept', '  # why\necho "#two"']);

  expect(script).toBe('#!/bin/bash\necho one # kept\necho "#two"\n');
});

test('an installed file has its mode and its parts, without shell expansion', () => {
  const place = mkdtempSync(join(tmpdir(), 'assemble-'));
  const script = assemble([
    'set -eu',
    /^install_file\(\) \{.*?^\}/ms.exec(sharedScript('begin.sh'))![0],
    installFile('file.sh', '0755', '#!/bin/bash', 'echo "$HOME"', 'echo $(date)'),
  ]).replace('/opt/ml', place);

  expect(run('bash', ['-c', script])).toMatchObject({ status: 0, stderr: '' });
  expect(readFileSync(join(place, 'file.sh'), 'utf8')).toBe('#!/bin/bash\necho "$HOME"\necho $(date)\n');
  expect(statSync(join(place, 'file.sh')).mode & 0o777).toBe(0o755);
});

test('compressed data depends on the text only', () => {
  // Changed user data replaces workstations. A new fflate may change this hash: then say so in the release.
  const input = Array.from({ length: 300 }, (_, index) => `line ${index}: ${index * 7919}\n`).join('');

  expect(createHash('sha256').update(packed(input)).digest('hex')).toBe(
    'd5c2168c9c63f14aaf3bd87c829cbcd021ba2c8cfcf405be44877507cd3291be',
  );
  expect(gunzipSync(Buffer.from(packed(input), 'base64')).toString()).toBe(input);
});
