import type { PlatformConfig } from './schema/platform';

/** Writes every Availability Zone in full, so that one form is all the rest has to know. */
export function completeZones(config: PlatformConfig): PlatformConfig {
  const complete = (zone: string) => (zone.length === 1 ? `${config.region}${zone}` : zone);
  const zones = config.network.zones.map((zone) => ({ ...zone, name: complete(zone.name) }));
  const inFull = <Machine extends { zone?: string }>(machines: Readonly<Record<string, Machine>>) =>
    Object.fromEntries(
      Object.entries(machines).map(([name, machine]) => [
        name,
        { ...machine, ...(machine.zone && { zone: complete(machine.zone) }) },
      ]),
    );
  const { workstations, fleets } = config.training;
  return {
    ...config,
    network: { ...config.network, zones },
    training: { ...config.training, workstations: inFull(workstations), fleets: inFull(fleets) },
  };
}
