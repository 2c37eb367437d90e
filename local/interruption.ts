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

/**
 * Aborts on Ctrl-C, and when the terminal is closed or the process is to end. A second time ends this process at once,
 * and everything it started with it.
 */
export function abortWhenInterrupted(controller: AbortController): void {
  for (const name of SIGNALS) {
    process.on(name, () => {
      const reason = new Interrupted(name);
      if (controller.signal.aborted) process.exit(reason.exitCode);
      console.log('\nEnding what was started ...');
      controller.abort(reason);
    });
  }
}
