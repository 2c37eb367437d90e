import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The reason why everything ends: somebody wants it to. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  /** As a shell reports a program that a signal ended. */
  readonly exitCode: number;

  constructor(signal: (typeof SIGNALS)[number]) {
    super(`Interrupted by ${signal}`);
    this.exitCode = 128 + constants.signals[signal];
  }
}

/** npm passes Ctrl-C on to the program, which the terminal has told already: that is one and not two. */
const ECHO_MS = 500;

/**
 * Aborts on Ctrl-C, and when the terminal is closed or the process is to end. A second time ends this process at once,
 * and everything it started with it.
 *
 * @param notice - Is printed at the first time.
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
