import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The reason of an abort: the process received a signal to terminate. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  /** The exit code that a shell reports for a program that was terminated by the signal. */
  readonly exitCode: number;

  constructor(signal: (typeof SIGNALS)[number]) {
    super(`Interrupted by ${signal}`);
    this.exitCode = 128 + constants.signals[signal];
  }
}

/** The terminal sends Ctrl-C to this process, and npm forwards it again; both count as one signal. */
const ECHO_MS = 500;

/**
 * Aborts on SIGINT (Ctrl-C), SIGTERM and SIGHUP (closed terminal). A second signal immediately terminates this process
 * and all processes that it started.
 *
 * @param notice - Printed at the first signal.
 */
export function abortWhenInterrupted(controller: AbortController, notice = 'Stopping ...'): void {
  let first = -Infinity;
  for (const name of SIGNALS) {
    process.on(name, () => {
      const reason = new Interrupted(name);
      if (Date.now() - first < ECHO_MS) return;
      if (controller.signal.aborted) process.exit(reason.exitCode);
      first = Date.now();
      console.log(`\n${notice}`);
      controller.abort(reason);
    });
  }
}
