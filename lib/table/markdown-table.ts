import type { Column, Row } from './table';

/** The lines of a Markdown table. Cells are Markdown, in which pipes must be escaped. */
export function markdownTable(columns: readonly Column[], rows: readonly Row[]): string[] {
  return [
    columns.map(({ header }) => header),
    columns.map(({ align }) => (align === 'right' ? '--:' : '---')),
    ...rows,
  ].map((cells) => `| ${cells.join(' | ')} |`);
}
