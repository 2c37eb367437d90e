import { execFile } from 'node:child_process';
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
  // The work waits for the line itself, which comes through a pipe that only the thread can write to.
  const script = `
    const { withNotice } = require('./cli/slow-notice');
    const { spawnSync } = require('node:child_process');
    withNotice('Still at work ...', () => spawnSync(process.execPath, ['-e', 'setTimeout(() => {}, 1500)']), 1);
    console.error('done');
  `;
  const output = await new Promise<string>((resolve) => {
    const options = { cwd: join(__dirname, '..', '..') };
    execFile(process.execPath, ['-r', 'tsx/cjs', '-e', script], options, (_, _stdout, stderr) =>
      resolve(stderr),
    );
  });
  expect(output).toBe('Still at work ...\ndone\n');
}, 30_000);
