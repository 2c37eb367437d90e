import type { FleetConfig } from './schema/platform';

/**
 * The only zone of a fleet; undefined if it may use all. Instances of one job exchange gradients all the time, so a fleet
 * uses one zone unless the user wants otherwise. A fleet of one instance exchanges nothing.
 *
 * @param firstZone - Zone for EFA and cluster placement if the fleet has no `zone`.
 */
export function fleetZone(fleet: FleetConfig, firstZone: string): string | undefined {
  const { acrossZones, efa, max, placement, zone } = fleet;
  const needsOne = efa || placement === 'cluster' || max > 1;
  return zone ?? (needsOne && !acrossZones ? firstZone : undefined);
}
