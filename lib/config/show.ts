const SHOWN_CHARACTERS = 60;

/** Formats a value as JSON, shortened to 60 characters. */
export function show(value: unknown): string {
  // JSON.stringify writes NaN and infinity as null.
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS - 3)}...` : text;
}

/** Joins alternatives for a sentence: `1, 3 or 5`. */
export function choices(values: readonly unknown[]): string {
  const texts = values.map(show);
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} or ${texts.at(-1)}`;
}

/** Writes names as a sentence has them: `a, b and c`. */
export function list(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
