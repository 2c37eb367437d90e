import { constants } from 'node:os';
import type { WriteStream } from 'node:tty';

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

/** What happens when the output is closed; a program that has nothing to roll back exits. */
let onClosed = ({ exitCode }: Interrupted): void => process.exit(exitCode);

/**
 * Aborts on SIGINT (Ctrl-C), SIGTERM, SIGHUP (closed terminal), and when standard output or standard error is closed, for
 * example by `| head`. A second SIGINT or SIGTERM immediately terminates this process and all processes that it started.
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
  const abort = (reason: Interrupted) => {
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
  onClosed = abort;
}

const closed = new Set<unknown>();

/** Whether a stream of this process was closed by its reader. */
export function isClosed(stream: unknown): boolean {
  return closed.has(stream);
}

/**
 * Handles errors of standard output and standard error, which would end the process with a stack trace: the program is
 * interrupted, and what it still prints to that stream is lost.
 */
export function watchOutput(streams: readonly WriteStream[] = [process.stdout, process.stderr]): void {
  for (const stream of streams) {
    stream.on('error', ({ code }: NodeJS.ErrnoException) => {
      if (closed.has(stream)) return;
      closed.add(stream);
      // EIO: the terminal is gone.
      onClosed(new Interrupted(code === 'EIO' ? 'SIGHUP' : 'SIGPIPE'));
    });
  }
}
