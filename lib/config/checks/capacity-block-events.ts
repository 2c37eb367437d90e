import { serviceLimits } from '../../catalog';
import type { Problem } from '../problem';
import type { FleetConfig } from '../schema/platform';
import { checkLimit } from './limit';

/** Characters of the event pattern besides the ids: the source and the two kinds of events, rounded up. */
const PATTERN_CHARACTERS = 250;

/** One rule has the ids of all Capacity Blocks in its event pattern. */
export function checkCapacityBlockEvents(fleets: Readonly<Record<string, FleetConfig>>): Problem[] {
  const ids = new Set(
    Object.values(fleets).flatMap(({ capacityReservationId: id, market }) =>
      market === 'capacity-block' && id !== undefined ? [id] : [],
    ),
  );
  if (ids.size === 0) return [];
  return checkLimit(
    'training.fleets',
    PATTERN_CHARACTERS + JSON.stringify([...ids]).length,
    serviceLimits.eventPattern,
    'move some of the fleets with a Capacity Block to an environment of their own',
  );
}
