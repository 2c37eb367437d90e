import { findInstanceType, instanceTypes, type InstanceType } from '../../catalog';
import { error, warning, type Problem } from '../problem';
import { show } from '../show';
import { didYouMean } from '../spelling';

/** Catalog entry of an instance type, and the reasons why it cannot be used. */
export interface InstanceTypeFinding {
  readonly instanceType?: InstanceType;
  readonly problems: readonly Problem[];
}

/**
 * Looks up an instance type.
 *
 * @param historical - Whether a type that AWS no longer launches is a warning instead of an error.
 */
export function checkInstanceType(path: string, name: string, historical: boolean): InstanceTypeFinding {
  const instanceType = findInstanceType(name);
  if (!instanceType) {
    const known = [...instanceTypes.keys()];
    const hint = didYouMean(name, known) || ` Known: ${known.join(', ')}.`;
    return {
      problems: [
        error(
          path,
          `${show(name)} is not in the catalog; use a type of lib/catalog/instance-types.ts or add it there.${hint}`,
          [],
        ),
      ],
    };
  }
  const problems: Problem[] = [];
  if (!instanceType.launchable) {
    const say = historical ? warning : error;
    problems.push(
      say(path, `${name} cannot be launched any more; use ${instanceType.replacement}.`, ['historical']),
    );
  }
  if (instanceType.architecture !== 'x86_64') {
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

/** Checks that the type has a GPU. */
export function checkHasGpu(path: string, instanceType: InstanceType | undefined): Problem[] {
  if (!instanceType || instanceType.gpu) return [];
  return [error(path, `${instanceType.name} has no GPU; use a GPU type such as g6.xlarge.`, [])];
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
