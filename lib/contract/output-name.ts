/**
 * Name of an output that scripts ask for: `FleetGroup` of the entry `default`, `FleetGroupNightRuns` of `night-runs`.
 *
 * @param id - First part of the name, the same for every entry.
 * @param entry - Key of the machine or fleet in the configuration.
 */
export function outputName(id: string, entry: string): string {
  if (entry === 'default') return id;
  return id + entry.replace(/(?:^|-)([a-z0-9]?)/g, (_, letter: string) => letter.toUpperCase());
}
