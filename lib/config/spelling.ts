import { closest, distance } from 'fastest-levenshtein';

/** No name is longer, and comparing a whole file in place of a name takes minutes. */
const LONGEST_WORD = 60;

/**
 * The likeliest intended word as a question, or nothing when no candidate is near.
 *
 * @returns For example ` Did you mean "region"?`, with a leading space, or an empty string.
 */
export function didYouMean(word: string, candidates: readonly string[]): string {
  if (candidates.length === 0 || word.length > LONGEST_WORD) return '';
  const best = closest(word, candidates);
  return distance(word, best) <= Math.max(2, Math.floor(word.length / 3)) ? ` Did you mean "${best}"?` : '';
}
