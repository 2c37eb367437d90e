import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withNotice } from '../../cli/slow-notice';

test('the result and the error of quick work are passed on', () => {
  expect(withNotice('never printed', () => 5)).toBe(5);
  expect(() =>
    withNotice('never printed', () => {
      throw new Error('of the work');
    }),
  ).toThrow('of the work');
});

test('work that blocks the process is announced, by a thread', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ml-platform-notice-'));
  const errors = join(folder, 'errors.txt');
  const output = openSync(errors, 'w');
  // The work ends when it sees the line, which no timer of its own process could have written.
  const script = `
    const { withNotice } = require('./cli/slow-notice');
    const { readFileSync } = require('node:fs');
    withNotice('Still at work ...', () => { while (readFileSync(process.argv[1], 'utf8') === ''); }, 1);
  `;
  const child = spawn(process.execPath, ['-r', 'tsx/cjs', '-e', script, errors], {
    cwd: join(__dirname, '..', '..'),
    stdio: ['ignore', 'inherit', output],
  });
  const [exitCode] = await once(child, 'exit');
  expect([exitCode, readFileSync(errors, 'utf8')]).toEqual([0, 'Still at work ...\n']);
  closeSync(output);
  rmSync(folder, { recursive: true });
}, 30_000);
