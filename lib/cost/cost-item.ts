/** One line of a monthly estimate. */
export interface CostItem {
  /** Billed item, such as `NAT gateway`. */
  readonly what: string;
  /** Average number over the month. */
  readonly quantity: number;
  /** List price of one item for a whole month, in US dollars. */
  readonly usdPerMonth: number;
}

/** The sum of an estimate, in US dollars a month. */
export function monthlyTotal(items: readonly CostItem[]): number {
  return items.reduce((total, { quantity, usdPerMonth }) => total + quantity * usdPerMonth, 0);
}
