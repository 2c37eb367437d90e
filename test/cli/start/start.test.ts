import { execFile } from 'node:child_process';
import { join } from 'node:path';

const project = join(__dirname, '..', '..', '..');

/** `npm start` with arguments, on a machine that has no Python to start anything with. */
function start(...args: string[]): Promise<{ exitCode: number; stderr: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['-r', 'tsx/cjs', join('cli', 'start', 'start.ts'), ...args],
      { cwd: project, env: { PATH: '/no-programs' } },
      (failure, stdout, stderr) => {
        expect(stdout).toBe('');
        resolve({ exitCode: (failure?.code as number | undefined) ?? 0, stderr });
      },
    );
  });
}

test('mistakes are reported without a stack trace, with exit code 1, before anything is started', async () => {
  const [option, setting] = await Promise.all([
    start('--fast'),
    start('-c', 'region=mars', '-c', 'enviroment=dev'),
  ]);
  expect(option.stderr).toMatch(/^Unknown option '--fast'\. Usage: npm start .*\n$/);
  expect(setting.stderr).toMatch(
    /^The configuration has 2 problems:\n {2}-c enviroment: sets nothing here; .*\n {2}region: "mars" is not an AWS region; .*\n$/,
  );
  expect([option.exitCode, setting.exitCode]).toEqual([1, 1]);
}, 60_000);
