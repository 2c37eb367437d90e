import type { PlatformConfig } from './schema/platform';

/** Expands every Availability Zone to its full name, so that other code handles one form only. */
export function completeZones(config: PlatformConfig): PlatformConfig {
  const complete = (zone: string) => (zone.length === 1 ? `${config.region}${zone}` : zone);
  const zones = config.network.zones.map((zone) => ({ ...zone, name: complete(zone.name) }));
  const inFull = <Entry extends { zone?: string }>(entries: Readonly<Record<string, Entry>>) =>
    Object.fromEntries(
      Object.entries(entries).map(([name, entry]) => [
        name,
        { ...entry, ...(entry.zone && { zone: complete(entry.zone) }) },
      ]),
    );
  const { workstations, fleets } = config.training;
  const { nodeGroups, workloads } = config.cluster;
  return {
    ...config,
    cluster: {
      ...config.cluster,
      nodeGroups: Object.fromEntries(
        Object.entries(nodeGroups).map(([key, group]) => [
          key,
          { ...group, ...(group.zones && { zones: group.zones.map(complete) }) },
        ]),
      ),
      workloads: inFull(workloads),
    },
    network: { ...config.network, zones },
    training: { ...config.training, workstations: inFull(workstations), fleets: inFull(fleets) },
  };
}
