import { familyOf, findInstanceType, instanceTypes, type InstanceType } from '../../catalog';
import { error, warning, type Problem } from '../problem';
import type { PlatformConfig } from '../schema/platform';
import { show } from '../show';
import { didYouMean } from '../spelling';
import { checkOffering, type LaunchPlace } from './offering';

/** Catalog entry of an instance type, and the reasons why it cannot be used. */
export interface InstanceTypeFinding {
  readonly instanceType?: InstanceType;
  readonly problems: readonly Problem[];
}

/** Where an instance type is used, and by which rules. */
export interface InstanceTypeUse extends LaunchPlace {
  /** Whether a type that AWS no longer launches is a warning and not an error. */
  readonly historical: boolean;
  /**
   * Processors of the machine images there are for this use.
   *
   * @default - x86_64 only
   */
  readonly architectures?: readonly InstanceType['architecture'][];
}

/** The use of a type whose instances may run in any zone that has subnets. */
export function useInAllZones({ region, network, historical }: PlatformConfig): InstanceTypeUse {
  return { region, zones: network.zones.map(({ name }) => name), historical };
}

/** Looks an instance type up, and checks that it can be launched where it is used. */
export function checkInstanceType(path: string, name: string, use: InstanceTypeUse): InstanceTypeFinding {
  const instanceType = findInstanceType(name);
  if (!instanceType) return { problems: [error(path, unknownType(name), [])] };
  const problems: Problem[] = [];
  if (!instanceType.launchable) {
    const say = use.historical ? warning : error;
    problems.push(
      say(path, `${name} cannot be launched any more; use ${instanceType.replacement}.`, ['historical']),
    );
  } else {
    problems.push(...checkOffering(path, instanceType, use));
  }
  if (!(use.architectures ?? ['x86_64']).includes(instanceType.architecture)) {
    problems.push(
      error(
        path,
        `${name} has an ${instanceType.architecture} processor; the machine images are x86_64: use such a type.`,
        [],
      ),
    );
  }
  return { instanceType, problems };
}

/** A hint at a type of another family would be one at another GPU, vendor or processor. */
function unknownType(name: string): string {
  const ofFamily = familyOf(name.toLowerCase());
  const family = [...instanceTypes.keys()].filter((each) => familyOf(each) === ofFamily);
  const known = family.length > 0 ? family.join(', ') : 'a type of docs/instance-types.md';
  return `${show(name)} is not in the catalog; use ${known}.${didYouMean(name, family)}`;
}

/** Checks that the type has a GPU, and a whole one: training and tasks count whole GPUs. */
export function checkHasGpu(path: string, instanceType: InstanceType | undefined): Problem[] {
  if (!instanceType) return [];
  const { name, gpu } = instanceType;
  if (!gpu) return [error(path, `${name} has no GPU; use a GPU type such as g6.xlarge.`, [])];
  if (gpu.share === undefined) return [];
  return [
    error(
      path,
      `${name} has ${gpu.share} of a GPU, and training and tasks need whole ones; use a type such as g6.xlarge.`,
      [],
    ),
  ];
}

/** Checks that a Spot price limit is set for Spot instances only. */
export function checkSpotPrice(
  path: string,
  { market, spotMaxPriceUsd }: { market: string; spotMaxPriceUsd?: number },
): Problem[] {
  if (market === 'spot' || spotMaxPriceUsd === undefined) return [];
  return [
    error(
      `${path}.spotMaxPriceUsd`,
      `${spotMaxPriceUsd} has no effect on ${market} instances; remove it or set market: spot.`,
      [`${path}.market`],
    ),
  ];
}
