import {
  findOfferings,
  instanceTypes,
  zonesDifferByAccount,
  type InstanceType,
  type RegionOfferings,
} from '../../catalog';
import { error, warning, type Problem } from '../problem';
import { choices, list } from '../show';

/** Where instances of a type are to run. */
export interface LaunchPlace {
  readonly region: string;
  /** Full names of the zones; an instance starts in any of them. */
  readonly zones: readonly string[];
}

/** No sentence needs more. */
const MOST_ALTERNATIVES = 4;

/**
 * Checks that a type is sold in the region, and in the zones where its instances are to run. Where the catalog cannot
 * know, there is a warning: an old price list may lack a type, and the zones of older accounts have other letters.
 */
export function checkOffering(path: string, type: InstanceType, { region, zones }: LaunchPlace): Problem[] {
  const offerings = findOfferings(region);
  if (!offerings) return [];
  const { pricesDate, zonesByType } = offerings;
  const sellers = zonesByType.get(type.name);
  const dependsOn = ['region', 'network.zones'];
  if (!sellers) {
    const alternatives = alternativesTo(type, offerings);
    const fix = alternatives.length > 0 ? `use ${choices(alternatives)}, or` : 'use';
    return pricesDate
      ? [
          warning(
            path,
            `${type.name} is not in the prices of ${region} of ${pricesDate}; make sure that it is sold there, or ${fix} another region.`,
            dependsOn,
          ),
        ]
      : [error(path, `${type.name} is not sold in ${region}; ${fix} another region.`, dependsOn)];
  }
  const known = zones.filter((zone) => offerings.zones.has(zone));
  const without = known.filter((zone) => !sellers.includes(zone));
  if (without.length === 0) return [];
  const differs = zonesDifferByAccount(region);
  const caveat = differs ? ' (the letters may be others in an account from before November 2025)' : '';
  if (without.length < known.length) {
    const with_ = known.filter((zone) => sellers.includes(zone));
    return [
      warning(
        path,
        `${type.name} is not sold in ${list(without)}, so its instances run in ${list(with_)} only${caveat}.`,
        dependsOn,
      ),
    ];
  }
  const say = differs ? warning : error;
  return [
    say(
      path,
      `${type.name} is not sold in ${list(without)}${caveat}; use ${choices(sellers)}, or another type.`,
      dependsOn,
    ),
  ];
}

/** Types for the same purpose that the region sells, the most alike first. */
function alternativesTo(type: InstanceType, { zonesByType }: RegionOfferings): string[] {
  return [...instanceTypes.values()]
    .filter((other) => other.launchable && zonesByType.has(other.name) && isForTheSame(type, other))
    .toSorted((one, other) => distance(type, one) - distance(type, other))
    .slice(0, MOST_ALTERNATIVES)
    .map(({ name }) => name);
}

function isForTheSame({ gpu, architecture, vcpu, memoryGiB }: InstanceType, other: InstanceType): boolean {
  if (other.architecture !== architecture) return false;
  if (!gpu || !other.gpu) return !gpu && !other.gpu && other.vcpu === vcpu && other.memoryGiB === memoryGiB;
  return other.gpu.count === gpu.count && other.gpu.share === gpu.share;
}

function distance(type: InstanceType, other: InstanceType): number {
  const ratio = (one: number, two: number) => Math.abs(Math.log2(one / two));
  return (
    // Memory decides what a GPU can do at all.
    3 * ratio(type.gpu?.memoryGiB ?? 1, other.gpu?.memoryGiB ?? 1) +
    ratio(type.vcpu, other.vcpu) +
    ratio(type.usdPerHour ?? 1, other.usdPerHour ?? 1)
  );
}
