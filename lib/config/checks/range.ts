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

/** A range whose addresses no host on the internet has. */
interface ReservedRange {
  readonly cidr: string;
  /** What it is for, as in: `127.0.0.0/8 (loopback)`. */
  readonly purpose: string;
}

/**
 * Ranges that no network can have: https://www.iana.org/assignments/iana-ipv4-special-registry. EC2 refuses a VPC there;
 * it has no page with the list.
 */
const UNUSABLE_RANGES: readonly ReservedRange[] = [
  { cidr: '0.0.0.0/8', purpose: 'this network' },
  { cidr: '127.0.0.0/8', purpose: 'loopback' },
  { cidr: '169.254.0.0/16', purpose: 'link-local, with the metadata of instances' },
  { cidr: '224.0.0.0/4', purpose: 'multicast' },
  { cidr: '240.0.0.0/4', purpose: 'reserved' },
];

/** Ranges of networks that do not reach the internet under these addresses. */
const PRIVATE_RANGES: readonly ReservedRange[] = [
  { cidr: '10.0.0.0/8', purpose: 'private' },
  { cidr: '172.16.0.0/12', purpose: 'private' },
  { cidr: '192.168.0.0/16', purpose: 'private' },
  { cidr: '100.64.0.0/10', purpose: 'shared by carriers' },
];

/** Network of Docker on every instance, so that it cannot reach other hosts with these addresses. */
export const dockerRange = range('', '172.17.0.0/16');

/** Whether a range has addresses that are not routed on the internet: RFC 1918 and RFC 6598. */
export function isUnrouted(given: Range): boolean {
  return PRIVATE_RANGES.some(({ cidr }) => isWithin(given, range('', cidr)));
}

/** The range that no network can have and that a range overlaps, if there is one, as text. */
export function unusableRange(given: Range): string | undefined {
  return described(UNUSABLE_RANGES.find(({ cidr }) => overlaps(given, range('', cidr))));
}

/** The range that a range is inside of and that has no addresses of the internet, if there is one, as text. */
export function privateRange(given: Range): string | undefined {
  const all = [...PRIVATE_RANGES, ...UNUSABLE_RANGES];
  return described(all.find(({ cidr }) => isWithin(given, range('', cidr))));
}

function described(reserved: ReservedRange | undefined): string | undefined {
  return reserved && `${reserved.cidr} (${reserved.purpose})`;
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
