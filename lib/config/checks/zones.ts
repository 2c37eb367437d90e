import { findOfferings, zoneIdsWithoutEks, zonesDifferByAccount, type RegionOfferings } from '../../catalog';
import { error, warning, type Problem } from '../problem';
import type { PlatformConfig } from '../schema/platform';
import { choices, list, show } from '../show';
import { checkUnique } from './unique';

/** Every region has at least three zones. One that shows fewer to an account shows others to another account. */
const FEWEST_ZONES = 3;

/** Checks that the region has the zones, that EKS takes them, and that workstations and fleets use only these. */
export function checkZones({ network, region, training }: PlatformConfig): Problem[] {
  const names = network.zones.map(({ name }) => name);
  const isOfRegion = (name: string) => name.slice(0, -1) === region;
  const zones = names.map((name, index) => ({ name, path: `network.zones.${index}.name` }));
  const ofRegion = zones.filter(({ name }) => isOfRegion(name));
  const offerings = findOfferings(region);
  return [
    ...zones
      .filter(({ name }) => !isOfRegion(name))
      .map(({ name, path }) =>
        error(
          path,
          `${show(name)} is not a zone of ${show(region)}; write a letter such as a, or change region.`,
          ['region'],
        ),
      ),
    ...checkUnique(
      ofRegion.map(({ name, path }) => [path, name]),
      { noun: 'zone', dependsOn: ['region'] },
    ),
    ...(offerings?.zones.size
      ? ofRegion.flatMap(({ name, path }) => checkZone(path, name, region, offerings))
      : []),
    ...checkSubnets(training, names),
  ];
}

/** https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html, read 2026-11-28 */
function checkZone(path: string, name: string, region: string, { zones }: RegionOfferings): Problem[] {
  const forEks = [...zones].filter(([, id]) => !isRefusedByEks(id)).map(([zone]) => zone);
  if (isRefusedByEks(zones.get(name))) {
    return [
      error(path, `EKS takes no subnet in ${name} (${zones.get(name)}); use ${choices(forEks)}.`, ['region']),
    ];
  }
  if (zones.has(name)) return [];
  const has = `${region} has ${list([...zones.keys()])}`;
  if (zonesDifferByAccount(region) && zones.size < FEWEST_ZONES) {
    return [
      warning(
        path,
        `${has} in new accounts; use ${name} only where aws ec2 describe-availability-zones --region ${region} lists it, with another id than ${list(zoneIdsWithoutEks)}, which EKS refuses.`,
        ['region'],
      ),
    ];
  }
  return [error(path, `${show(name)} does not exist: ${has}; use ${choices(forEks)}.`, ['region'])];
}

function isRefusedByEks(id: string | undefined): boolean {
  return id !== undefined && zoneIdsWithoutEks.includes(id);
}

function checkSubnets(training: PlatformConfig['training'], names: readonly string[]): Problem[] {
  const groups: Readonly<Record<string, Readonly<Record<string, { zone?: string }>>>> = {
    workstations: training.workstations,
    fleets: training.fleets,
  };
  return Object.entries(groups).flatMap(([kind, entries]) =>
    Object.entries(entries).flatMap(([key, { zone }]) =>
      zone === undefined || names.includes(zone)
        ? []
        : [
            error(
              `training.${kind}.${key}.zone`,
              `${show(zone)} has no subnet; use ${choices(names)}, or add it to network.zones.`,
              ['region', 'network.zones'],
            ),
          ],
    ),
  );
}
