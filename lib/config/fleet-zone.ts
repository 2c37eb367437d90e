import { findOfferings } from '../catalog';
import type { FleetConfig } from './schema/platform';

/**
 * The only zone of a fleet; undefined if it may use all. Instances of one job exchange gradients all the time, so a fleet
 * uses one zone unless the user wants otherwise. A fleet of one instance exchanges nothing.
 *
 * Without `zone` it is the first zone that sells every instance type of the fleet, or else the first one.
 *
 * @param zones - Full names of the zones with subnets, such as `us-west-2a`.
 */
export function fleetZone(fleet: FleetConfig, zones: readonly string[]): string | undefined {
  const { acrossZones, efa, max, placement, zone } = fleet;
  if (zone) return zone;
  const needsOne = efa || placement === 'cluster' || max > 1;
  if (!needsOne || acrossZones) return undefined;
  return zones.find((each) => fleet.instanceTypes.every((type) => sells(each, type))) ?? zones[0];
}

function sells(zone: string, type: string): boolean {
  const offerings = findOfferings(zone.slice(0, -1));
  return !offerings || (offerings.zonesByType.get(type) ?? []).includes(zone);
}
