import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endedByItself, startEmulator } from '../../../cli/start/emulator-process';

test('a port that another program has is refused', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await expect(startEmulator({ port })).rejects.toThrow(
    `Port ${port} is taken by another program; choose another with --port, or leave it out.`,
  );
  server.close();
});

describe('an emulator that exited by itself', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ml-platform-log-'));
  const logFile = join(folder, 'emulator.log');
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each([
    [
      'a traceback',
      'Traceback (most recent call last):\n  File "x"\nModuleNotFoundError: No module named \'x\'\n',
    ],
    ['the output of MiniStack', "Ready\nModuleNotFoundError: No module named 'x'\n  another line\n"],
  ])('is reported with %s', (_, log) => {
    writeFileSync(logFile, log);
    expect(endedByItself({ logFile }, { exitCode: 1, signal: null }).message).toBe(
      `The emulated account ended with exit code 1 (ModuleNotFoundError: No module named 'x'); its log is ${logFile}.`,
    );
  });

  test('is reported with the signal when its log has no error', () => {
    writeFileSync(logFile, '2026-11-24 17:00:00 INFO [eks] The word error in a message is none\n');
    expect(endedByItself({ logFile }, { exitCode: null, signal: 'SIGKILL' }).message).toBe(
      `The emulated account was ended by SIGKILL; its log is ${logFile}.`,
    );
  });
});
