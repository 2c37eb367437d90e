import type { WriteStream } from 'node:tty';

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

/** Creates an output for a terminal or a file. */
export function consoleOutput(stream: Pick<WriteStream, 'write' | 'isTTY' | 'columns'>): Output {
  let shown = '';
  const clear = () => void (stream.isTTY && shown && stream.write('\r\u001b[K'));
  return {
    line(text) {
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
