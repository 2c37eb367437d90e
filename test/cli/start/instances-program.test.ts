import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { instancesEnded } from '../../../cli/start/instances-program';

const folder = mkdtempSync(join(tmpdir(), 'ml-platform-instances-log-'));
const logFile = join(folder, 'instances.log');
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  [
    'Traceback:\n  line 1\nOSError: disk full\n',
    { exitCode: 1, signal: null },
    'ended with exit code 1 (OSError: disk full)',
  ],
  ['', { exitCode: null, signal: 'SIGKILL' }, 'was ended by SIGKILL'],
] as const)('a program that exited by itself is reported with its last line: %j', (log, end, how) => {
  writeFileSync(logFile, log);
  expect(instancesEnded({ logFile }, end).message).toBe(
    `The program that runs jobs on the instances of the account ${how}; its log is ${logFile}.`,
  );
});
