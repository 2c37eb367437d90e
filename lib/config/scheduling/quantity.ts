/** Powers of ten of decimal suffixes, and of two of binary ones. */
const DECIMAL: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const BINARY: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };

const PATTERN =
  /^\+?(?<whole>\d{1,30})?(?:\.(?<fraction>\d{0,30}))?(?<suffix>[KMGTPE]i|[numkMGTPE]|[eE][+-]?\d{1,2})?$/;

/**
 * Reads an amount as Kubernetes writes it: `500m`, `1.5Gi`, `2e3`, `4`.
 *
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 *
 * @returns Thousandths of the unit, rounded up as the scheduler does: 500n for `500m`. Undefined if the text is not a
 * quantity, or below zero.
 */
export function parseQuantity(text: string): bigint | undefined {
  const { whole = '', fraction = '', suffix = '' } = PATTERN.exec(text)?.groups ?? {};
  if (whole + fraction === '') return undefined;
  const digits = BigInt(whole + fraction) << BigInt(BINARY[suffix] ?? 0);
  const power = 3 - fraction.length + (DECIMAL[suffix] ?? (suffix in BINARY ? 0 : Number(suffix.slice(1))));
  if (power >= 0) return digits * 10n ** BigInt(power);
  const divisor = 10n ** BigInt(-power);
  return (digits + divisor - 1n) / divisor;
}

/** An amount in thousandths of a unit, as {@link parseQuantity} returns it. */
export type Thousandths = bigint;

const MEBI = 2 ** 20;
const GIBI = 2 ** 30;

/** Units of the resources that Kubernetes itself knows. */
export const millicores = (count: number): Thousandths => BigInt(Math.round(count));
export const mebibytes = (count: number): Thousandths => BigInt(Math.round(count * MEBI)) * 1000n;
export const gibibytes = (count: number): Thousandths => BigInt(Math.round(count * GIBI)) * 1000n;
export const pieces = (count: number): Thousandths => BigInt(count) * 1000n;

/**
 * Writes an amount for users: CPU as `3640m`, memory, huge pages and disk in the largest binary unit without a fraction, everything
 * else as a number.
 *
 * @param resource - Name of the resource, such as `cpu`.
 */
export function formatQuantity(resource: string, amount: Thousandths): string {
  if (resource === 'cpu') return amount % 1000n === 0n ? String(amount / 1000n) : `${amount}m`;
  if (/^(memory|ephemeral-storage|hugepages-.*)$/.test(resource)) {
    const bytes = amount / 1000n;
    for (const [suffix, power] of Object.entries(BINARY).toReversed()) {
      const unit = 1n << BigInt(power);
      if (bytes >= unit && bytes % unit === 0n) return `${bytes / unit}${suffix}`;
    }
    // Not a whole number of kibibytes: rounded up, so that nothing looks smaller than it is.
    return bytes < BigInt(MEBI) ? String(bytes) : `${(bytes + BigInt(MEBI) - 1n) / BigInt(MEBI)}Mi`;
  }
  return amount % 1000n === 0n ? String(amount / 1000n) : `${amount}m`;
}
