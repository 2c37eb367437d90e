import type { Column, Row } from './table';

const GAP = '  ';

/** A table for a terminal: the headers, then one line for each row, without trailing spaces. */
export function textTable(columns: readonly Column[], rows: readonly Row[]): string {
  const lines = [columns.map(({ header }) => header), ...rows];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => (line[index] ?? '').length)));
  return lines
    .map((line) =>
      columns
        .map(({ align }, index) => {
          const cell = line[index] ?? '';
          return align === 'right' ? cell.padStart(widths[index]!) : cell.padEnd(widths[index]!);
        })
        .join(GAP)
        .trimEnd(),
    )
    .join('\n');
}
