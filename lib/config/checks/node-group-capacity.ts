import type { InstanceType } from '../../catalog';
import { error, type Problem } from '../problem';
import type { NodeGroupConfig } from '../schema/platform';
import { list, show } from '../show';
import { checkCapacityBlockTypes } from './capacity-block-types';
import { checkReservation } from './capacity-reservation';
import { checkEfaTypes } from './efa';
import { checkAtMost } from './size';

/**
 * Checks how a node group gets its instances: reservations, where they are placed, and what waits in a warm pool.
 *
 * @param types - Catalog entry of each instance type of the group, if there is one.
 * @param zones - Full names of the zones of its nodes.
 */
export function checkNodeGroupCapacity(
  path: string,
  group: NodeGroupConfig,
  types: readonly (InstanceType | undefined)[],
  zones: readonly string[],
): Problem[] {
  return [
    ...checkReservation(path, group),
    ...(group.market === 'capacity-block' ? checkCapacityBlock(path, group, types) : []),
    ...(group.efa ? checkEfaTypes(path, types, 'group') : []),
    ...checkOneZone(path, group, zones),
    ...checkWarmPool(path, group),
  ];
}

/** https://docs.aws.amazon.com/eks/latest/userguide/capacity-blocks-mng.html */
function checkCapacityBlock(
  path: string,
  { min }: NodeGroupConfig,
  types: readonly (InstanceType | undefined)[],
): Problem[] {
  const problems = checkCapacityBlockTypes(path, types);
  if (min === 0) return problems;
  const message = `${min} asks for instances before the Capacity Block begins and after it has ended, when none can start; use min: 0, and cluster-autoscaler starts them for pods.`;
  return [...problems, error(`${path}.min`, message, [`${path}.market`])];
}

/** What ties the nodes of a group to one zone. */
function checkOneZone(path: string, group: NodeGroupConfig, zones: readonly string[]): Problem[] {
  if (zones.length === 1) return [];
  const { capacityReservationId, efa, placement } = group;
  const reasons = [
    ...(efa ? [['efa', 'adapters of efa reach one zone'] as const] : []),
    ...(placement === 'cluster' ? [['placement', 'placement is cluster'] as const] : []),
    ...(capacityReservationId === undefined
      ? []
      : [['capacityReservationId', `${capacityReservationId} is in one zone`] as const]),
  ];
  if (reasons.length === 0) return [];
  const value = group.zones ? show(group.zones) : 'is missing';
  const message = `${value}${group.zones ? ' are' : ', which means'} ${zones.length} zones, and ${list(reasons.map(([, reason]) => reason))}; write one zone, such as zones: [${zones[0]!.slice(-1)}].`;
  return [
    error(
      `${path}.zones`,
      message,
      reasons.map(([setting]) => `${path}.${setting}`),
    ),
  ];
}

/** https://docs.aws.amazon.com/eks/latest/userguide/warm-pools-managed-node-groups.html */
function checkWarmPool(path: string, group: NodeGroupConfig): Problem[] {
  const { customImage, market, max, warmPool } = group;
  if (!warmPool) return [];
  const at = `${path}.warmPool`;
  const most =
    warmPool.max === undefined ? (['max', max] as const) : (['warmPool.max', warmPool.max] as const);
  return [
    ...(market === 'on-demand'
      ? []
      : [
          error(at, `is for on-demand groups, and market is ${market}; remove it or set market: on-demand.`, [
            `${path}.market`,
          ]),
        ]),
    ...(customImage
      ? [
          error(at, 'is for images of EKS, and the group has a customImage; remove one of the two.', [
            `${path}.customImage`,
          ]),
        ]
      : []),
    ...checkAtMost(path, ['warmPool.max', warmPool.max], ['max', max]),
    ...checkAtMost(path, ['warmPool.min', warmPool.min], most),
  ];
}
