import type { Resource, Template } from '../../template/template';
import type { CostItem } from '../cost-item';

/**
 * Prices a resource from its properties and those of the resources that it refers to in the template.
 *
 * @throws MissingPrice if the catalog does not have the price.
 */
export type Pricer = (resource: Resource, template: Template) => readonly CostItem[];

/** The catalog does not have the price of a billed resource. */
export class MissingPrice extends Error {}

/** A single item at a monthly price in US dollars. */
export function one(what: string, usdPerMonth: number): CostItem {
  return { what, quantity: 1, usdPerMonth };
}
