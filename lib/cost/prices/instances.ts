import { findInstanceType, HOURS_PER_MONTH } from '../../catalog';
import type { InstanceGroup } from '../../template/instance-group';
import { instanceGroup } from '../../template/instance-groups';
import type { Resource, Template } from '../../template/template';
import type { CostItem } from '../cost-item';
import { meanSize } from '../mean-size';
import { detailedMonitoring } from './monitoring';
import { publicAddress } from './network';
import { MissingPrice, type Pricer } from './pricer';
import { volumes } from './volume';

/** The instances of a resource, with their volumes and addresses. */
export const instances: Pricer = (resource, template) => {
  const group = requireGroup(resource, template);
  const size = meanSize(group.initialSize, group.schedules);
  return [...running(group, size), ...disks(group, size)];
};

/** Instances of a warm pool. Of stopped ones, only the volumes are billed. */
export const warmPool: Pricer = (resource, template) => {
  const {
    AutoScalingGroupName,
    MinSize,
    MaxGroupPreparedCapacity,
    PoolState = 'Stopped',
  } = resource.properties as {
    AutoScalingGroupName: unknown;
    MinSize?: number;
    MaxGroupPreparedCapacity?: number;
    PoolState?: string;
  };
  const group = requireGroup(template.referenced(AutoScalingGroupName), template);
  const waiting = waitingInstances(group, MinSize, MaxGroupPreparedCapacity);
  return [...(PoolState === 'Running' ? running(group, waiting) : []), ...disks(group, waiting)];
};

/** The nodes of a managed node group, and the stopped instances of its warm pool, of which only the volumes are billed. */
export const nodes: Pricer = (resource, template) => {
  const running = instances(resource, template);
  const { WarmPoolConfig: pool } = resource.properties as {
    WarmPoolConfig?: { Enabled?: boolean; MinSize?: number; MaxGroupPreparedCapacity?: number };
  };
  if (!pool?.Enabled) return running;
  const group = requireGroup(resource, template);
  return [...running, ...disks(group, waitingInstances(group, pool.MinSize, pool.MaxGroupPreparedCapacity))];
};

/** Instances of a warm pool. Without a limit, pool and group together have at most the maximum size of the group. */
function waitingInstances(group: InstanceGroup, least = 0, mostPrepared = -1): number {
  const prepared = mostPrepared < 0 ? group.largestSize : mostPrepared;
  return Math.max(least, prepared - meanSize(group.initialSize, group.schedules));
}

function requireGroup(resource: Resource | undefined, template: Template): InstanceGroup {
  const group = resource && instanceGroup(resource, template);
  if (!group) throw new MissingPrice('its group is not in the template');
  return group;
}

/** Instances at the price of the preferred type. */
function running(group: InstanceGroup, size: number): CostItem[] {
  const bought = group.bought(size);
  const [name] = group.instanceTypes;
  if (name === undefined) throw new MissingPrice('instances without a type');
  const usdPerHour = findInstanceType(name)?.usdPerHour;
  if (usdPerHour === undefined) throw new MissingPrice(`instance type ${name}`);
  // Spot prices change; the on-demand price is their upper limit.
  const spotUsdPerHour = Math.min(usdPerHour, group.spotMaxPriceUsd ?? Infinity);
  return [
    {
      what: `${name} instance, paid with its Capacity Block`,
      quantity: bought['capacity-block'],
      usdPerMonth: 0,
    },
    { what: `${name} instance`, quantity: bought['on-demand'], usdPerMonth: usdPerHour * HOURS_PER_MONTH },
    { what: `${name} Spot Instance`, quantity: bought.spot, usdPerMonth: spotUsdPerHour * HOURS_PER_MONTH },
    { ...publicAddress, quantity: group.publicAddress ? size : 0 },
    { ...detailedMonitoring, quantity: group.detailedMonitoring ? size : 0 },
  ];
}

function disks(group: InstanceGroup, size: number): CostItem[] {
  return group.volumes.map((each) => volumes(each, size));
}
