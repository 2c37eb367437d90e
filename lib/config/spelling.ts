import { closest, distance } from 'fastest-levenshtein';

/**
 * The likeliest intended word as a question, or nothing when no candidate is near.
 *
 * @returns For example ` Did you mean "region"?`, with a leading space, or an empty string.
 */
export function didYouMean(word: string, candidates: readonly string[]): string {
  if (candidates.length === 0) return '';
  const best = closest(word, candidates);
  return distance(word, best) <= Math.max(2, Math.floor(word.length / 3)) ? ` Did you mean "${best}"?` : '';
}
