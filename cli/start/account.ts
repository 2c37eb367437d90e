import { accountEnvironment } from './account-environment';
import { endedByItself, isHealthy, startEmulator } from './emulator-process';
import { preparePythonEnvironment } from './python-environment';
import { isLoopback } from '../local-instances';
import { UserError } from '../user-error';

/** The emulated account to deploy to. */
export interface Account {
  readonly endpoint: string;
  readonly region: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The log and the record of the emulator; undefined if AWS_ENDPOINT_URL named the account. */
  readonly files?: { readonly log: string; readonly record: string };
  /**
   * Stops the emulator of the account. An account from AWS_ENDPOINT_URL keeps running.
   *
   * @param keep - Pass `'log'` to keep the log.
   */
  close(keep?: 'log'): Promise<void>;
}

/** The account to open, and the work that depends on it. */
export interface AccountOptions {
  readonly region: string;
  readonly port: number | undefined;
  /** Aborts the work on the account; is also aborted if the emulator exits. */
  readonly work: AbortController;
  /** Receives a line before each long step. */
  readonly report: (line: string) => void;
}

/** Uses the emulated account of AWS_ENDPOINT_URL, or starts one if that is not set. */
export async function openAccount(options: AccountOptions): Promise<Account> {
  const given = process.env['AWS_ENDPOINT_URL'];
  return given ? useAccount(loopbackEndpoint(given), options) : startAccount(options);
}

/**
 * Checks that an endpoint is on this computer.
 *
 * @throws UserError for any other endpoint: `npm start` never deploys to an account that costs money.
 */
export function loopbackEndpoint(text: string): string {
  if (isLoopback(text) && /^https?:$/.test(new URL(text).protocol)) return new URL(text).origin;
  throw new UserError(
    `AWS_ENDPOINT_URL is ${JSON.stringify(text)}, and npm start deploys only to an emulated account on this computer, ` +
      'such as http://127.0.0.1:4566; unset it to have one started, or deploy elsewhere with npx cdk deploy.',
  );
}

async function useAccount(endpoint: string, { region, port }: AccountOptions): Promise<Account> {
  if (port !== undefined) {
    throw new UserError(
      `--port is for an emulated account that npm start starts, and AWS_ENDPOINT_URL (${endpoint}) names one already; leave out --port, or unset AWS_ENDPOINT_URL.`,
    );
  }
  if (!(await isHealthy(endpoint))) {
    throw new UserError(
      `No emulated account answers at ${endpoint}, which AWS_ENDPOINT_URL names; start it, or unset AWS_ENDPOINT_URL to have one started.`,
    );
  }
  return {
    endpoint,
    region,
    environment: accountEnvironment(endpoint, region),
    close: () => Promise.resolve(),
  };
}

async function startAccount({ region, port, work, report }: AccountOptions): Promise<Account> {
  await preparePythonEnvironment({ report, signal: work.signal });
  const emulator = await startEmulator({ region, port, signal: work.signal });
  let closing = false;
  void emulator.exited.then((end) => {
    if (!closing) work.abort(endedByItself(emulator, end));
  });
  return {
    endpoint: emulator.endpoint,
    region,
    environment: emulator.environment,
    files: { log: emulator.logFile, record: emulator.record },
    close(keep) {
      closing = true;
      return emulator.stop(keep);
    },
  };
}
