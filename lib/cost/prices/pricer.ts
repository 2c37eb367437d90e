import type { Resource, Template } from '../../template/template';
import type { CostItem } from '../cost-item';

/**
 * Prices one resource by its properties. The template leads to resources that it refers to.
 *
 * @throws MissingPrice when the catalog does not have the price.
 */
export type Pricer = (resource: Resource, template: Template) => readonly CostItem[];

/** A resource costs money, and the catalog does not say how much. */
export class MissingPrice extends Error {}

/** One of a thing, at a price for a whole month in US dollars. */
export function one(what: string, usdPerMonth: number): CostItem {
  return { what, quantity: 1, usdPerMonth };
}
