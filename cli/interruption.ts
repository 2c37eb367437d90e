import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The reason of an abort: the user or the system has asked this process to end. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  /** The exit code that a shell reports for a program which a signal ended. */
  readonly exitCode: number;

  constructor(signal: (typeof SIGNALS)[number]) {
    super(`Interrupted by ${signal}`);
    this.exitCode = 128 + constants.signals[signal];
  }
}

/** The terminal sends Ctrl-C to this process, and npm forwards it again: both count as one. */
const ECHO_MS = 500;

/**
 * Aborts on Ctrl-C, when the terminal is closed, and when the process is asked to end. A second signal ends this process
 * and everything it started at once.
 *
 * @param notice - Printed at the first signal.
 */
export function abortWhenInterrupted(
  controller: AbortController,
  notice = 'Ending what was started ...',
): void {
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
