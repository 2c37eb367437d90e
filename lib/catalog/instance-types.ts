import { readData } from './data';
import { gpuFamilies, nominalGpuMemoryGiB } from './gpu-families';
import type { Gpu, InstanceType } from './instance-type';
import { retiredInstanceTypes } from './retired-instance-types';

/** A type as EC2 describes it. */
interface Described extends Omit<
  InstanceType,
  'name' | 'gpu' | 'hypervisor' | 'launchable' | 'capacityBlocks' | 'replacement' | 'driver' | 'bestFor'
> {
  readonly capacityBlocks?: true;
  readonly gpu?: Omit<Gpu, 'memoryGiB'> & { readonly memoryMiB: number };
}

const { sources, types } = readData<{
  sources: { types: string; typesRead: string; prices: string; pricesDate: string };
  types: Record<string, Described>;
}>('instance-types');

/**
 * Source and date of the prices of `instanceTypes`.
 *
 * The table is Karpenter's for us-east-1. A sample of rows in skypilot-org/skypilot-catalog shows the same
 * prices in us-west-2.
 */
export const instanceTypePrices: { source: string; date: string; region: string } = {
  source: sources.prices,
  date: sources.pricesDate,
  region: 'us-west-2',
};

/** Source of what `instanceTypes` says of a type besides its price. */
export const instanceTypeSource = `${sources.types}, read ${sources.typesRead}`;

const described: readonly InstanceType[] = Object.entries(types).map(([name, { gpu, ...type }]) => ({
  name,
  ...type,
  ...(gpu && { gpu: nominal(gpu) }),
  ...familyFacts(name),
  capacityBlocks: type.capacityBlocks ?? false,
  hypervisor: 'nitro',
  launchable: true,
}));

const retired = retiredInstanceTypes.map((type) => ({ ...type, ...familyFacts(type.name) }));

/** Every instance type that the platform can reason about, by name: GPU families first, in the order of their table. */
export const instanceTypes: ReadonlyMap<string, InstanceType> = new Map(
  [
    ...Object.keys(gpuFamilies).flatMap((family) =>
      [...retired, ...described].filter(({ name }) => familyOf(name) === family),
    ),
    ...described.filter(({ gpu }) => !gpu),
  ].map((type) => [type.name, type]),
);

/** Finds an instance type by name; undefined if the catalog does not list it. */
export function findInstanceType(name: string): InstanceType | undefined {
  return instanceTypes.get(name);
}

/** Family of an instance type: `g5` for `g5.xlarge`. */
export function familyOf(name: string): string {
  return name.split('.')[0]!;
}

function familyFacts(name: string): Pick<InstanceType, 'driver' | 'bestFor'> {
  const [family, size] = name.split('.') as [string, string];
  const facts = gpuFamilies[family];
  return facts ? { driver: facts.driver, bestFor: facts.bestForSize?.[size] ?? facts.bestFor } : {};
}

function nominal({ memoryMiB, ...gpu }: NonNullable<Described['gpu']>): Gpu {
  const whole = nominalGpuMemoryGiB[gpu.model];
  return {
    ...gpu,
    memoryGiB: whole === undefined ? Math.floor(memoryMiB / 1024) : whole * (gpu.share ?? 1),
  };
}
