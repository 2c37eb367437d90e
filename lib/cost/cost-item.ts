/** One line of a monthly estimate. */
export interface CostItem {
  /** What is paid for, for example `NAT gateway`. */
  readonly what: string;
  /** How many of them, on average over the month. */
  readonly quantity: number;
  /** List price of one for a whole month, in US dollars. */
  readonly usdPerMonth: number;
}

/** The sum of an estimate, in US dollars a month. */
export function monthlyTotal(items: readonly CostItem[]): number {
  return items.reduce((total, { quantity, usdPerMonth }) => total + quantity * usdPerMonth, 0);
}
