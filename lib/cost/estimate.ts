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

/** A resource that costs money at a price that is not in the catalog. */
export interface UnpricedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly reason: string;
}

/** The monthly estimate of a stack. What is paid by use (requests, gigabytes, log lines) is not in it. */
export interface Estimate {
  readonly items: readonly ResourceCost[];
  /** What the items do not cover. */
  readonly unpriced: readonly UnpricedResource[];
}

/**
 * Prices the resources of a synthesized stack by their types and properties.
 *
 * Prices are list prices of the catalog, in its region. Spot Instances count at the on-demand price or their limit,
 * Auto Scaling groups with the mean size over their schedules, and node groups with their desired size.
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
