import type { FleetConfig } from './schema/platform';

/**
 * The only zone of a fleet, or nothing when it may use all. EFA traffic and cluster placement stay within one zone.
 *
 * @param firstZone - Zone of such a fleet that names none.
 */
export function fleetZone({ efa, placement, zone }: FleetConfig, firstZone: string): string | undefined {
  return zone ?? (efa || placement === 'cluster' ? firstZone : undefined);
}
