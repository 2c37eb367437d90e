import { closest, distance } from 'fastest-levenshtein';

/** Longer than any name. Without a limit, comparing a text of the size of a file takes minutes. */
const LONGEST_WORD = 60;

/**
 * Suggests the nearest candidate as a question.
 *
 * @returns For example ` Did you mean "region"?`, with a leading space; an empty string if no candidate is near.
 */
export function didYouMean(word: string, candidates: readonly string[]): string {
  if (candidates.length === 0 || word.length > LONGEST_WORD) return '';
  const best = closest(word, candidates);
  return distance(word, best) <= Math.max(2, Math.floor(word.length / 3)) ? ` Did you mean "${best}"?` : '';
}
