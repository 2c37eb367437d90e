import type { PlatformConfig } from './schema/platform';

/** Writes every Availability Zone in full, so that one form is all the rest has to know. */
export function completeZones(config: PlatformConfig): PlatformConfig {
  const complete = (zone: string) => (zone.length === 1 ? `${config.region}${zone}` : zone);
  const zones = config.network.zones.map((zone) => ({ ...zone, name: complete(zone.name) }));
  const workstations = Object.fromEntries(
    Object.entries(config.training.workstations).map(([name, workstation]) => [
      name,
      { ...workstation, ...(workstation.zone && { zone: complete(workstation.zone) }) },
    ]),
  );
  return { ...config, network: { ...config.network, zones }, training: { ...config.training, workstations } };
}
