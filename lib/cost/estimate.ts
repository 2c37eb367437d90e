import type { Template } from '../template/template';
import { type Resource } from '../template/template';
import type { CostItem } from './cost-item';
import { isFree } from './free-types';
import { pricers } from './prices';
import { MissingPrice } from './prices/pricer';

/** A line of the estimate, with the resource that causes it. */
export interface ResourceCost extends CostItem {
  readonly logicalId: string;
}

/** A billed resource whose price is not in the catalog. */
export interface UnpricedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly reason: string;
}

/** The monthly estimate of a stack, without usage charges (requests, gigabytes, log lines). */
export interface Estimate {
  readonly items: readonly ResourceCost[];
  /** Resources that the items do not cover. */
  readonly unpriced: readonly UnpricedResource[];
}

/**
 * Estimates the monthly cost of a synthesized stack from the types and properties of its resources.
 *
 * Prices are list prices from the catalog, in its region. Spot Instances count at their price limit or the on-demand
 * price, Auto Scaling groups at the mean size over their schedules, and node groups at their desired size.
 */
export function estimate(template: Template): Estimate {
  const items: ResourceCost[] = [];
  const unpriced: UnpricedResource[] = [];
  for (const resource of template.resources) {
    const { logicalId, type } = resource;
    try {
      items.push(...price(resource, template).map((item) => ({ ...item, logicalId })));
    } catch (cause) {
      if (!(cause instanceof MissingPrice)) throw cause;
      unpriced.push({ logicalId, type, reason: cause.message });
    }
  }
  return { items, unpriced };
}

function price(resource: Resource, template: Template): readonly CostItem[] {
  if (isFree(resource.type)) return [];
  const pricer = pricers[resource.type];
  if (!pricer) throw new MissingPrice('no pricer, and not in the list of types without a fixed price');
  return pricer(resource, template).filter(({ quantity }) => quantity > 0);
}
