import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endedByItself, isHealthy, startEmulator } from '../../../cli/start/emulator-process';

test('a port that another program has is refused', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await expect(startEmulator({ port })).rejects.toThrow(
    `Port ${port} is taken by another program; choose another with --port, or leave it out.`,
  );
  server.close();
});

test('an account answers at any port, those that fetch blocks too', async () => {
  const server = http.createServer((request, response) => {
    response.statusCode = request.url === '/_ministack/health' ? 200 : 404;
    response.end();
  });
  const port = await listenAtOneOf(server, [6000, 6566, 6665, 6666, 6667, 6668, 6669, 6697, 10080]);
  await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toMatchObject({ cause: { message: 'bad port' } });
  expect(await isHealthy(`http://127.0.0.1:${port}`)).toBe(true);
  server.close();
  await once(server, 'close');
  expect(await isHealthy(`http://127.0.0.1:${port}`)).toBe(false);
});

/** Listens at the first port that no program has. */
async function listenAtOneOf(server: Server, [port, ...others]: number[]): Promise<number> {
  if (port === undefined) throw new Error('every port that fetch blocks is taken');
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return port;
  } catch {
    return listenAtOneOf(server, others);
  }
}

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
