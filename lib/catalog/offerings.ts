import { readData } from './data';
import { familyOf, instanceTypes } from './instance-types';

/** Zones of a region, and the instance types that it sells. */
export interface RegionOfferings {
  /** Zones by full name, such as `us-west-2a`, with their ids where these are known. Empty if the zones are not known. */
  readonly zones: ReadonlyMap<string, string | undefined>;
  /** Names of the zones that sell a type, by type. Without zones, the types of the region's price list. */
  readonly zonesByType: ReadonlyMap<string, readonly string[]>;
  /**
   * Day of the price list that the types come from, ISO date: a newer type may be missing.
   *
   * @default - the types are EC2's own list
   */
  readonly pricesDate?: string;
}

interface Recorded {
  readonly pricesDate?: string;
  /** Id of each zone by its letter; null where it is not known. */
  readonly zones?: Readonly<Record<string, string | null>>;
  /** Types and whole families, divided by spaces, by the letters of the zones that sell them. */
  readonly types: Readonly<Record<string, string>>;
}

const { sources, regions } = readData<{
  sources: { offerings: string; prices: string };
  regions: Readonly<Record<string, Recorded>>;
}>('offerings');

/** Source of the offerings by zone. */
export const offeringSource = sources.offerings;

/** Regions with offerings. */
export const regionsWithOfferings: readonly string[] = Object.keys(regions);

/** The zones and types of a region, or nothing when the catalog has no data of it. */
export function findOfferings(region: string): RegionOfferings | undefined {
  const recorded = Object.hasOwn(regions, region) ? regions[region] : undefined;
  const known = read.get(region) ?? (recorded && inFull(region, recorded));
  if (known) read.set(region, known);
  return known;
}

const read = new Map<string, RegionOfferings>();

const families = new Map<string, string[]>();
for (const { name, launchable } of instanceTypes.values()) {
  if (launchable) families.set(familyOf(name), [...(families.get(familyOf(name)) ?? []), name]);
}

function inFull(region: string, { pricesDate, zones = {}, types }: Recorded): RegionOfferings {
  const zonesByType = new Map<string, readonly string[]>();
  for (const [letters, names] of Object.entries(types)) {
    const sellers = [...letters].map((letter) => `${region}${letter}`);
    // A family, or a type.
    for (const name of names.split(' ').flatMap((each) => families.get(each) ?? each)) {
      zonesByType.set(name, sellers);
    }
  }
  return {
    zones: new Map(Object.entries(zones).map(([letter, id]) => [`${region}${letter}`, id ?? undefined])),
    zonesByType,
    ...(pricesDate && { pricesDate }),
  };
}

/**
 * Regions where the letters of zones differ by account, in accounts from before November 2025.
 *
 * Source: https://docs.aws.amazon.com/global-infrastructure/latest/regions/az-ids.html, read 2026-11-28: all regions
 * introduced after November 2012 have the same letters for everyone.
 */
const REGIONS_WITH_OWN_LETTERS: readonly string[] = [
  'ap-northeast-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'eu-west-1',
  'sa-east-1',
  'us-east-1',
  'us-west-1',
  'us-west-2',
];

/** Whether a zone of that name may be another one, or none, in an older account. */
export function zonesDifferByAccount(region: string): boolean {
  return REGIONS_WITH_OWN_LETTERS.includes(region);
}

/**
 * Ids of zones in which an EKS cluster can have no subnet.
 *
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html, "Subnet requirements for clusters", read
 * 2026-11-28.
 */
export const zoneIdsWithoutEks: readonly string[] = ['use1-az3', 'usw1-az2', 'cac1-az3'];
