/** A row of a Markdown table. */
export function tableRow(values: readonly string[]): string {
  return `| ${values.join(' | ')} |`;
}
