import { readFileSync } from 'node:fs';

/** A call of kubectl, helm or aws by one of the CDK's functions. */
export interface RecordedCall {
  readonly program: 'kubectl' | 'helm' | 'aws';
  readonly arguments: readonly string[];
  /** Contents of the files in its arguments, by path. */
  readonly files: Readonly<Record<string, string>>;
}

/** Reads the calls that the recorders have written to a file. */
export function recordedCalls(record: string): RecordedCall[] {
  const lines = readFileSync(record, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as RecordedCall);
}
