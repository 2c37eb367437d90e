import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { accountEnvironment, ACCOUNT, credentials } from './account-environment';
import { freePort, isTaken } from './ports';
import { howEnded, ProcessGroup, type ProcessEnd } from './process-group';
import { interpreterOf } from './python-environment';
import { UserError } from '../user-error';

/** The region, port and state of an emulated account. */
export interface EmulatorOptions {
  /** @default 'us-west-2' */
  readonly region?: string;
  /** @default a free one */
  readonly port?: number;
  /**
   * Folder that keeps the account between runs.
   * @default the state is lost when the emulator stops
   */
  readonly stateFolder?: string;
  /** Aborts the start. */
  readonly signal?: AbortSignal;
}

/** An emulated AWS account that is ready for calls. */
export interface Emulator {
  readonly endpoint: string;
  readonly region: string;
  /** The environment of the CDK CLI, the AWS CLI and SDKs. */
  readonly environment: Readonly<Record<string, string>>;
  /** File with a line of JSON for each call of kubectl, helm and aws in the account. */
  readonly record: string;
  readonly logFile: string;
  /** Resolves when the emulator exits, for any reason. */
  readonly exited: Promise<ProcessEnd>;
  /**
   * Stops the emulator, waits until it has exited, and removes its files.
   *
   * @param keep - Pass `'log'` to keep the log.
   */
  stop(keep?: 'log'): Promise<void>;
}

const root = join(__dirname, '..', '..');
const START_SECONDS = 30;

/**
 * Starts an emulated AWS account on the loopback interface. Its Python environment must exist.
 *
 * @throws UserError if the port is taken or the emulator exits.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { region = 'us-west-2', port = await freePort(), stateFolder, signal } = options;
  // Another emulator on this port would answer in place of the new one.
  if (await isTaken(port)) {
    throw new UserError(
      `Port ${port} is taken by another program; choose another with --port, or leave it out.`,
    );
  }
  const scratch = mkdtempSync(join(tmpdir(), 'ml-platform-account-'));
  const removeScratch = () => rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
  const logFile = join(scratch, 'emulator.log');
  const record = join(scratch, 'kubernetes-calls.jsonl');
  writeFileSync(record, '');
  const log = openSync(logFile, 'w');
  const group = new ProcessGroup(interpreterOf(), ['-m', 'emulator'], {
    cwd: join(root, 'emulator'),
    stdio: ['ignore', log, log],
    env: emulatorEnvironment({ region, port, stateFolder, scratch, record }),
  });
  closeSync(log);
  process.on('exit', removeScratch);

  const endpoint = `http://127.0.0.1:${port}`;
  const emulator: Emulator = {
    endpoint,
    region,
    environment: accountEnvironment(endpoint, region),
    record,
    logFile,
    exited: group.ended,
    async stop(keep) {
      // Time to save its state.
      await group.stop(10_000);
      process.off('exit', removeScratch);
      if (keep === undefined) return removeScratch();
      for (const name of readdirSync(scratch)) {
        if (join(scratch, name) !== logFile) rmSync(join(scratch, name), { recursive: true });
      }
    },
  };
  try {
    await untilHealthy(emulator, signal);
  } catch (cause) {
    await emulator.stop(signal?.aborted ? undefined : 'log');
    throw cause;
  }
  return emulator;
}

/** The last line of a Python traceback, and errors as MiniStack prints and logs them. */
const ERROR_LINE = /^[\w.]*(Error|Exception)\b|^ERROR\b| (ERROR|CRITICAL) /;

/** An error for an emulator that exited unexpectedly, with the reason from its log. */
export function endedByItself({ logFile }: Pick<Emulator, 'logFile'>, end: ProcessEnd): UserError {
  const reason = readFileSync(logFile, 'utf8')
    .split('\n')
    .slice(-50)
    .findLast((line) => ERROR_LINE.test(line));
  return new UserError(
    `The emulated account ${howEnded(end)}${reason ? ` (${reason.slice(0, 300)})` : ''}; its log is ${logFile}.`,
  );
}

async function untilHealthy(emulator: Emulator, signal?: AbortSignal): Promise<void> {
  let end: ProcessEnd | undefined;
  void emulator.exited.then((each) => (end = each));
  const deadline = Date.now() + START_SECONDS * 1000;
  while (Date.now() < deadline) {
    signal?.throwIfAborted();
    if (end) throw endedByItself(emulator, end);
    if (await isHealthy(emulator.endpoint)) return;
    await wait(100);
  }
  throw new UserError(
    `The emulated account did not answer within ${START_SECONDS} seconds; its log is ${emulator.logFile}.`,
  );
}

/** Whether an emulated account answers at an endpoint. Not by fetch, which refuses ports of other protocols, such as 6000. */
export function isHealthy(endpoint: string): Promise<boolean> {
  const url = new URL('/_ministack/health', endpoint);
  const { get } = url.protocol === 'https:' ? https : http;
  return new Promise((resolve) => {
    get(url, { timeout: 2000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    })
      .on('timeout', function (this: http.ClientRequest) {
        this.destroy();
      })
      .on('error', () => resolve(false));
  });
}

interface Settings {
  readonly region: string;
  readonly port: number;
  readonly stateFolder: string | undefined;
  readonly scratch: string;
  readonly record: string;
}

/** The environment of the emulator, which contains only the PATH of the user's environment. */
function emulatorEnvironment({
  region,
  port,
  stateFolder,
  scratch,
  record,
}: Settings): Record<string, string> {
  const temporary = join(scratch, 'tmp');
  mkdirSync(temporary);
  return {
    BIND_HOST: '127.0.0.1',
    GATEWAY_PORT: String(port),
    MINISTACK_HOST: '127.0.0.1',
    MINISTACK_REGION: region,
    MINISTACK_ACCOUNT_ID: ACCOUNT,
    ...credentials(region),
    ...(stateFolder && {
      PERSIST_STATE: '1',
      STATE_DIR: join(stateFolder, 'state'),
      S3_PERSIST: '1',
      S3_DATA_DIR: join(stateFolder, 's3'),
    }),
    // The Node and Python of this computer run the Lambda functions. They find the AWS SDK here, and the recorders
    // instead of kubectl, helm and aws.
    PATH: [join(root, 'emulator', 'recorders'), dirname(process.execPath), process.env['PATH']].join(
      delimiter,
    ),
    NODE_PATH: join(root, 'node_modules'),
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    LOCAL_ACCOUNT_RECORD: record,
    // Emulators must not share /tmp. The CDK's functions write manifests to TEST_OUTDIR.
    TMPDIR: temporary,
    TEST_OUTDIR: temporary,
    HOME: scratch,
    LC_ALL: 'C.UTF-8',
    PYTHONUNBUFFERED: '1',
    PYTHONDONTWRITEBYTECODE: '1',
  };
}
