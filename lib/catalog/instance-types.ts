import type { InstanceType } from './instance-type';
import { cpuInstanceTypes } from './cpu-instance-types';
import { gpuInstanceTypes } from './gpu-instance-types';

/**
 * Source and date of the prices of `instanceTypes`.
 *
 * The table is Karpenter's for us-east-1. A sample of rows in skypilot-org/skypilot-catalog shows the same
 * prices in us-west-2.
 */
export const instanceTypePrices: { source: string; date: string; region: string } = {
  source: 'aws/karpenter-provider-aws, pkg/providers/pricing/zz_generated.pricing_aws.go',
  date: '2026-07-20',
  region: 'us-west-2',
};

/** Every instance type in the catalog, by name. */
export const instanceTypes: ReadonlyMap<string, InstanceType> = new Map(
  [...gpuInstanceTypes, ...cpuInstanceTypes].map((type) => [type.name, type]),
);

/** Finds an instance type by name; undefined if the catalog does not list it. */
export function findInstanceType(name: string): InstanceType | undefined {
  return instanceTypes.get(name);
}
