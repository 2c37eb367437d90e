import { error, type Problem } from '../problem';

/** Shorter prefixes are larger than any office network. */
const SHORTEST_OFFICE_PREFIX = 8;

/**
 * Checks that a range from which users reach an API server is not most of the internet.
 *
 * @param dependsOn - Settings that allow it nevertheless.
 */
export function checkOpenRange(path: string, cidr: string, dependsOn: readonly string[]): Problem[] {
  if (Number(cidr.split('/')[1]) >= SHORTEST_OFFICE_PREFIX) return [];
  return [
    error(
      path,
      `${cidr} opens the API server to the world; write the ranges of your office or VPN, with prefixes from /${SHORTEST_OFFICE_PREFIX} to /32.`,
      dependsOn,
    ),
  ];
}
