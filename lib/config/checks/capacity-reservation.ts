import { error, type Problem } from '../problem';
import type { FleetConfig, NodeGroupConfig } from '../schema/platform';
import { show } from '../show';

/** How a fleet or a node group gets its instances. */
type Bought = Pick<
  FleetConfig | NodeGroupConfig,
  'capacityReservationId' | 'instanceTypes' | 'market' | 'placement'
>;

/** A reservation covers one instance type in one zone; Spot instances cannot use it. */
export function checkReservation(path: string, bought: Bought): Problem[] {
  const { capacityReservationId: id, instanceTypes, market, placement } = bought;
  const at = `${path}.capacityReservationId`;
  if (id === undefined) {
    if (market !== 'capacity-block') return [];
    const missing =
      'is missing; write the id of the Capacity Block that was bought, such as cr-0123456789abcdef0.';
    return [error(at, missing, [`${path}.market`])];
  }
  const problems: Problem[] = [];
  if (market === 'spot') {
    const message = `${show(id)} cannot hold spot instances; remove it, or use market: on-demand or capacity-block.`;
    problems.push(error(at, message, [`${path}.market`]));
  }
  if (placement === 'cluster') {
    const message = `cluster cannot be combined with ${id}, which decides where its instances are placed; remove one of the two.`;
    problems.push(error(`${path}.placement`, message, [at]));
  }
  if (instanceTypes.length > 1) {
    const message = `${show(instanceTypes[1])} is one too many: ${id} holds one type; remove the others.`;
    problems.push(error(`${path}.instanceTypes.1`, message, [at]));
  }
  return problems;
}
