import { instanceTypes, type InstanceType } from '../../catalog';

/** The names of the types that can be launched and fit, as a list to choose from. */
export function namesOf(fits: (type: InstanceType) => boolean): string {
  return [...instanceTypes.values()]
    .filter((type) => type.launchable && fits(type))
    .map(({ name }) => name)
    .join(', ');
}
