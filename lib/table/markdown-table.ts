import type { Column, Row } from './table';

/** A Markdown table, one string for each line. Cells are Markdown; a pipe in one ends the cell. */
export function markdownTable(columns: readonly Column[], rows: readonly Row[]): string[] {
  return [
    columns.map(({ header }) => header),
    columns.map(({ align }) => (align === 'right' ? '--:' : '---')),
    ...rows,
  ].map((cells) => `| ${cells.join(' | ')} |`);
}
