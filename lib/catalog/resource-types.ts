import { readData } from './data';

const availability = readData<{
  source: string;
  regions: string;
  lackedBy: Readonly<Record<string, string>>;
}>('resource-types');
const knownRegions = new Set(availability.regions.split(' '));

/** Names of the CloudFormation resource types that the platform's templates use. */
export const resourceTypes: readonly string[] = Object.keys(availability.lackedBy);

/**
 * Whether CloudFormation is known to lack a resource type in a region. `false` says nothing about a region or a type that
 * the catalog does not know.
 */
export function lacksResourceType(region: string, type: string): boolean {
  return knownRegions.has(region) && (availability.lackedBy[type] ?? '').split(' ').includes(region);
}

/** Properties whose change replaces a resource, as paths such as `Budget.BudgetName`. */
export interface CreateOnlyProperties {
  /** Those whose change always replaces it. */
  readonly always: readonly string[];
  /** Those whose change replaces it under conditions that only the service knows. */
  readonly sometimes: readonly string[];
}

const createOnly = readData<{ source: string; types: Readonly<Record<string, CreateOnlyProperties>> }>(
  'create-only-properties',
);

/** The create-only properties of a resource type by its schema, or nothing when the catalog does not list the type. */
export function findCreateOnlyProperties(type: string): CreateOnlyProperties | undefined {
  return createOnly.types[type];
}
