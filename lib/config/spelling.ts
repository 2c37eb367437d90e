import { closest, distance } from 'fastest-levenshtein';

/** Longer than any name. Without a limit, comparing a text of the size of a file takes minutes. */
const LONGEST_WORD = 60;

/** Fewer letters begin too many words. */
const SHORTEST_BEGINNING = 3;

/**
 * Finds the candidate that a word is a misspelling or the beginning of.
 *
 * A letter in four may be wrong, and two neighbours may have changed places. Case, hyphens and underscores do not count.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (word.length > LONGEST_WORD) return undefined;
  const plain = plainForm(word);
  const byForm = new Map(candidates.map((candidate) => [plainForm(candidate), candidate]));
  const exact = byForm.get(plain);
  if (exact !== undefined || plain === '' || byForm.size === 0) return exact;
  const best = closest(plain, [...byForm.keys()]);
  if (isMisspelling(plain, best)) return byForm.get(best);
  const begun = [...byForm.keys()].filter(
    (form) => plain.length >= SHORTEST_BEGINNING && form.startsWith(plain),
  );
  return begun.length === 1 ? byForm.get(begun[0]!) : undefined;
}

function plainForm(word: string): string {
  return word.toLowerCase().replaceAll(/[-_\s]/g, '');
}

function isMisspelling(word: string, candidate: string): boolean {
  const edits = distance(word, candidate);
  if (edits <= Math.max(1, Math.floor(word.length / 4))) return true;
  // Levenshtein counts two neighbours that have changed places as two edits.
  return edits === 2 && sorted(word) === sorted(candidate);
}

function sorted(word: string): string {
  return [...word].sort().join('');
}

/**
 * Suggests the candidate that the word is a misspelling or the beginning of.
 *
 * @returns For example ` Did you mean "region"?`, with a leading space; an empty string if no candidate is near.
 */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const best = nearest(word, candidates);
  return best === undefined || best === word ? '' : ` Did you mean "${best}"?`;
}
