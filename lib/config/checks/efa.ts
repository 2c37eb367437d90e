import { familyOf, type InstanceType } from '../../catalog';
import { error, type Problem } from '../problem';
import { namesOf } from './type-choice';

/**
 * Checks that instance types have Elastic Fabric Adapters, and the same network cards: the launch template has one list of
 * network interfaces for all of them.
 *
 * @param path - Path of the map with `efa` and `instanceTypes`.
 * @param noun - What such a map describes: a fleet, or a group.
 */
export function checkEfaTypes(
  path: string,
  types: readonly (InstanceType | undefined)[],
  noun: 'fleet' | 'group',
): Problem[] {
  const first = types.find((type) => type && type.efaDevices > 0);
  const cards = ({ networkCards }: InstanceType) => (networkCards === 1 ? '1 card' : `${networkCards} cards`);
  return types.flatMap((type, index) => {
    if (!type) return [];
    const at = `${path}.instanceTypes.${index}`;
    if (type.efaDevices === 0) {
      const message = `${type.name} has no Elastic Fabric Adapter; use ${withAdapter(type)}, or set efa: false.`;
      return [error(at, message, [`${path}.efa`])];
    }
    if (!first || type.networkCards === first.networkCards) return [];
    const message =
      `${type.name} (${cards(type)}) has other network cards than ${first.name} (${cards(first)}), and efa uses all; ` +
      `use types with the same, or a second ${noun}.`;
    return [error(at, message, [`${path}.efa`])];
  });
}

/** Larger types of the family have adapters; where none has, those with whole GPUs. */
function withAdapter({ name }: InstanceType): string {
  const ofFamily = namesOf((each) => each.efaDevices > 0 && familyOf(each.name) === familyOf(name));
  return ofFamily === '' ? namesOf(({ efaDevices, gpu }) => efaDevices > 0 && gpu !== undefined) : ofFamily;
}
