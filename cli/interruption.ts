import { constants } from 'node:os';
import { UserError } from './user-error';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The reason of an abort: the process received a signal to terminate, or nobody reads its output any more. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  /** The exit code that a shell reports for a program that was terminated by the signal. */
  readonly exitCode: number;

  /** @param signal - SIGPIPE if the output was closed: Node reports an error of the stream in its place. */
  constructor(signal: (typeof SIGNALS)[number] | 'SIGPIPE') {
    super(`Interrupted by ${signal}`);
    this.exitCode = 128 + constants.signals[signal];
  }
}

/** The terminal sends Ctrl-C to this process, and npm forwards it again; both count as one signal. */
const ECHO_MS = 500;

/** Why the output cannot be written; undefined as long as it can. */
let broken: Interrupted | UserError | undefined;

/** Is called when the output cannot be written any more. */
let onBroken: ((reason: Interrupted | UserError) => void) | undefined;

/**
 * Aborts on SIGINT (Ctrl-C), SIGTERM, SIGHUP (closed terminal), and when standard output or standard error cannot be
 * written any more, for example because of `| head`. A second SIGINT or SIGTERM immediately terminates this process and all processes that it started.
 *
 * @param notice - Printed at the first signal.
 * @param lastWords - Printed on standard error at the second one.
 */
export function abortWhenInterrupted(
  controller: AbortController,
  notice = 'Stopping ...',
  lastWords: () => string = () => '',
): void {
  let first = -Infinity;
  const abort = (reason: Interrupted | UserError) => {
    if (controller.signal.aborted) return;
    first = Date.now();
    controller.abort(reason);
  };
  for (const name of SIGNALS) {
    process.on(name, () => {
      const reason = new Interrupted(name);
      if (Date.now() - first < ECHO_MS) return;
      // A terminal that is closed after Ctrl-C does not ask for more than Ctrl-C.
      if (controller.signal.aborted && name === 'SIGHUP') return;
      if (controller.signal.aborted) {
        const text = lastWords();
        if (text) console.error(text);
        process.exit(reason.exitCode);
      }
      console.log(`\n${notice}`);
      abort(reason);
    });
  }
  onBroken = abort;
}

const closed = new Set<unknown>();

/** Whether a stream of this process cannot be written any more. */
export function isClosed(stream: unknown): boolean {
  return closed.has(stream);
}

/**
 * Handles errors of standard output and standard error, which would end the process with a stack trace: the program is
 * interrupted, and what it still prints to that stream is lost.
 */
export function watchOutput(): void {
  for (const [name, stream] of [
    ['Standard output', process.stdout],
    ['Standard error', process.stderr],
  ] as const) {
    stream.on('error', (cause: NodeJS.ErrnoException) => {
      if (closed.has(stream)) return;
      closed.add(stream);
      broken ??= reasonOf(name, cause);
      onBroken?.(broken);
    });
  }
}

/** Why the output could not be written, once what was printed so far has been written. */
export async function brokenOutput(): Promise<Interrupted | UserError | undefined> {
  // Streams report an error after the call that caused it.
  await new Promise(setImmediate);
  return broken;
}

function reasonOf(name: string, { code, message }: NodeJS.ErrnoException): Interrupted | UserError {
  if (code === 'EPIPE') return new Interrupted('SIGPIPE');
  // The terminal is gone.
  if (code === 'EIO') return new Interrupted('SIGHUP');
  return new UserError(`${name} cannot be written (${message}).`);
}
