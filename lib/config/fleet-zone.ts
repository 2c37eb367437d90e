import type { FleetConfig } from './schema/platform';

/**
 * The only zone of a fleet; undefined if it may use all. EFA and cluster placement require one zone.
 *
 * @param firstZone - Zone for EFA and cluster placement if the fleet has no `zone`.
 */
export function fleetZone({ efa, placement, zone }: FleetConfig, firstZone: string): string | undefined {
  return zone ?? (efa || placement === 'cluster' ? firstZone : undefined);
}
