import type { WriteStream } from 'node:tty';
import { isClosed } from '../interruption';

/** Shows a job to the user. */
export interface Output {
  /** Prints a line. */
  line(text: string): void;
  /** Shows the current state: replaces the previous one on a terminal, otherwise prints a line if it has changed. */
  progress(text: string): void;
  /** Ends the progress line. */
  end(): void;
}

/** Control characters other than tabs, with which a log could move the cursor or forge lines. */
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g;

/** Removes control characters from external text. */
export function printable(text: string): string {
  return text.replace(/\u001b\[[0-9;]*[A-Za-z]/g, '').replace(CONTROL, '');
}

/** A stream as far as an output uses it. */
type Stream = Pick<WriteStream, 'write' | 'isTTY' | 'columns'>;

/**
 * Creates an output for a terminal or a file.
 *
 * @param other - Receives the lines once the stream is closed: what happens to the fleet must not be lost.
 */
export function consoleOutput(stream: Stream, other: Pick<WriteStream, 'write'>): Output {
  let shown = '';
  const clear = () => void (stream.isTTY && shown && stream.write('\r\u001b[K'));
  return {
    line(text) {
      if (isClosed(stream)) return void other.write(`${text}\n`);
      clear();
      stream.write(`${text}\n`);
      if (stream.isTTY && shown) stream.write(shown);
    },
    progress(text) {
      const next = stream.isTTY ? text.slice(0, (stream.columns || 80) - 1) : text;
      if (next === shown) return;
      clear();
      stream.write(stream.isTTY ? next : `${next}\n`);
      shown = next;
    },
    end() {
      if (stream.isTTY && shown) stream.write('\n');
      shown = '';
    },
  };
}
