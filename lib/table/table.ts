/** A column of a table. */
export interface Column {
  /** Text of the first row. */
  readonly header: string;
  /**
   * Side that the cells are aligned to.
   *
   * @default 'left'
   */
  readonly align?: 'left' | 'right';
}

/** Cells of one row, in the order of the columns. */
export type Row = readonly string[];

/** Columns with these headers, all aligned to the left. */
export function leftColumns(...headers: readonly string[]): Column[] {
  return headers.map((header) => ({ header }));
}

/** Columns with these headers, all aligned to the right. */
export function rightColumns(...headers: readonly string[]): Column[] {
  return headers.map((header) => ({ header, align: 'right' }));
}
