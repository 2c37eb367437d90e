import { Worker } from 'node:worker_threads';

/** How long work may take without a word, in milliseconds. */
const PATIENCE_MS = 2000;

/** Written by a thread, because the work leaves no time for a timer of its own. */
const WRITE_LATER = `
  const { workerData: { text, delay } } = require('node:worker_threads');
  setTimeout(() => require('node:fs').writeSync(2, text), delay);
`;

/**
 * Runs work that does not give way to timers, and writes a line on standard error if it takes longer than two seconds.
 *
 * @param notice - The line.
 * @param delay - Milliseconds until the line is written.
 */
export function withNotice<T>(notice: string, work: () => T, delay = PATIENCE_MS): T {
  const options = { eval: true, execArgv: [], workerData: { text: `${notice}\n`, delay } };
  const worker = new Worker(WRITE_LATER, options);
  worker.unref();
  // A line that cannot be written, such as to a closed pipe, does not end the work.
  worker.on('error', () => {});
  try {
    return work();
  } finally {
    void worker.terminate();
  }
}

/** Checks a configuration, with a word if that takes long. */
export function whileChecking<T>(check: () => T): T {
  return withNotice('Still checking the configuration ...', check);
}
