import { error, type Problem } from '../problem';
import { addressNumber } from '../schema/values';

/** A range of IPv4 addresses, and its setting. */
export interface Range {
  readonly path: string;
  readonly cidr: string;
  /** First address as a number. */
  readonly first: number;
  /** Last address as a number. */
  readonly last: number;
  /** Length of the prefix in bits. */
  readonly prefix: number;
  /** Number of addresses. */
  readonly size: number;
}

/** Parses a range in CIDR notation; the schema has checked it. */
export function range(path: string, cidr: string): Range {
  const [address = '', bits] = cidr.split('/');
  const first = addressNumber(address);
  const prefix = Number(bits);
  const size = 2 ** (32 - prefix);
  return { path, cidr, first, last: first + size - 1, prefix, size };
}

/** Whether two ranges have an address in common. */
export function overlaps(one: Range, other: Range): boolean {
  return one.first <= other.last && other.first <= one.last;
}

/** Whether a range is inside another one. */
export function isWithin(one: Range, other: Range): boolean {
  return one.first >= other.first && one.last <= other.last;
}

/** Checks that no two ranges have an address in common. */
export function checkOverlaps(ranges: readonly Range[]): Problem[] {
  return ranges.flatMap((each, index) =>
    ranges
      .slice(0, index)
      .filter((other) => overlaps(each, other))
      .map((other) =>
        error(each.path, `${each.cidr} overlaps ${other.path} (${other.cidr}); choose a free range.`, [
          other.path,
        ]),
      ),
  );
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
