import type { InstanceType } from '../../catalog';
import { error, type Problem } from '../problem';
import { namesOf } from './type-choice';

/** Checks that AWS sells types in Capacity Blocks. */
export function checkCapacityBlockTypes(
  path: string,
  types: readonly (InstanceType | undefined)[],
): Problem[] {
  return types.flatMap((type, index) =>
    !type || type.capacityBlocks
      ? []
      : [
          error(
            `${path}.instanceTypes.${index}`,
            `${type.name} is not sold in Capacity Blocks; use ${namesOf((each) => each.capacityBlocks)}, or another market.`,
            [`${path}.market`],
          ),
        ],
  );
}
