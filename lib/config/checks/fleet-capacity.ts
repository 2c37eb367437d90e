import type { InstanceType } from '../../catalog';
import { error, warning, type Problem } from '../problem';
import type { FleetConfig } from '../schema/platform';
import { show } from '../show';
import { checkCapacityBlockTypes } from './capacity-block-types';
import { checkReservation } from './capacity-reservation';
import { checkEfaTypes } from './efa';
import { checkAtMost } from './size';

/**
 * Checks how a fleet gets its instances: combinations that AWS allows, and the capabilities of its instance types.
 *
 * @param types - Catalog entry of each instance type of the fleet, if there is one.
 */
export function checkFleetCapacity(
  path: string,
  fleet: FleetConfig,
  types: readonly (InstanceType | undefined)[],
): Problem[] {
  return [
    ...checkOnDemandShare(path, fleet),
    ...checkReservation(path, fleet),
    ...checkReservedZone(path, fleet),
    ...(fleet.market === 'capacity-block' ? checkCapacityBlock(path, fleet, types) : []),
    ...(fleet.efa ? checkEfaTypes(path, types, 'fleet') : []),
    ...checkWarmPool(path, fleet),
    ...checkZones(path, fleet),
  ];
}

/**
 * Prices of traffic between zones: https://aws.amazon.com/ec2/pricing/on-demand/#Data_Transfer. Rebalancing:
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-benefits.html#AutoScalingBehavior.InstanceUsage, 2026-11
 */
function checkZones(path: string, { acrossZones, efa, placement, zone }: FleetConfig): Problem[] {
  if (!acrossZones) return [];
  const at = `${path}.acrossZones`;
  const excluding = [
    ...(zone === undefined ? [] : [`zone is ${show(zone)}`]),
    ...(efa ? ['adapters of efa reach one zone'] : []),
    ...(placement === 'cluster' ? ['placement is cluster'] : []),
  ];
  if (excluding.length > 0) {
    const message = `true has no effect: ${excluding.join(' and ')}; remove it, or what excludes it.`;
    return [error(at, message, [`${path}.zone`, `${path}.efa`, `${path}.placement`])];
  }
  return [
    warning(
      at,
      'traffic between instances in different zones costs $0.01/GB in each direction, and Auto Scaling terminates instances ' +
        'of a running job to keep the zones balanced (AZRebalance); remove it for jobs of several instances.',
      [],
    ),
  ];
}

function checkOnDemandShare(path: string, fleet: FleetConfig): Problem[] {
  const { market, max, onDemandBase, onDemandFallbackMinutes } = fleet;
  const ofSpot = { onDemandBase: onDemandBase || undefined, onDemandFallbackMinutes };
  const problems = Object.entries(ofSpot)
    .filter(([, value]) => value !== undefined && market !== 'spot')
    .map(([key, value]) =>
      error(
        `${path}.${key}`,
        `${value} applies to spot fleets only, and market is ${market}; remove it or set market: spot.`,
        [`${path}.market`],
      ),
    );
  return [...problems, ...checkAtMost(path, ['onDemandBase', onDemandBase], ['max', max])];
}

/** A reservation is in one zone. */
function checkReservedZone(path: string, { capacityReservationId: id, zone }: FleetConfig): Problem[] {
  if (id === undefined || zone !== undefined) return [];
  const message = `is missing; ${id} is in one Availability Zone; write that zone.`;
  return [error(`${path}.zone`, message, [`${path}.capacityReservationId`])];
}

function checkCapacityBlock(
  path: string,
  { idle }: FleetConfig,
  types: readonly (InstanceType | undefined)[],
): Problem[] {
  const problems = checkCapacityBlockTypes(path, types);
  if (!idle) return problems;
  const message = 'saves nothing: a Capacity Block is paid for until its end; remove it.';
  return [...problems, error(`${path}.idle`, message, [`${path}.market`])];
}

/** https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-warm-pools.html#warm-pools-limitations */
function checkWarmPool(path: string, { market, max, warmPool }: FleetConfig): Problem[] {
  if (!warmPool) return [];
  const problems: Problem[] = [];
  if (market !== 'on-demand') {
    const message = `is for on-demand fleets, and market is ${market}; remove it or set market: on-demand.`;
    problems.push(error(`${path}.warmPool`, message, [`${path}.market`]));
  }
  const most =
    warmPool.max === undefined ? (['max', max] as const) : (['warmPool.max', warmPool.max] as const);
  return [
    ...problems,
    ...checkAtMost(path, ['warmPool.max', warmPool.max], ['max', max]),
    ...checkAtMost(path, ['warmPool.min', warmPool.min], most),
  ];
}
