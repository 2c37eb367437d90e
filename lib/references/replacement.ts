import { createHash } from 'node:crypto';
import { CfnResource, Stack } from 'aws-cdk-lib';
import { findCreateOnlyProperties } from '../catalog';

/** Attributes that change although their resource stays: whoever uses one follows the whole definition. */
const CHANGING_ATTRIBUTES = new Set(['LatestVersionNumber', 'DefaultVersionNumber']);

/**
 * A digest of all that decides whether CloudFormation replaces a resource when its definition changes: its type, its
 * create-only properties, and the same of resources of the stack that these properties refer to.
 *
 * @param attribute - The attribute that is referred to, if it is not the reference of the resource.
 * @returns Eight hexadecimal digits.
 * @throws Error for a type whose create-only properties the catalog lacks.
 */
export function replacementDigest(resource: CfnResource, attribute?: string): string {
  const follows = attribute !== undefined && CHANGING_ATTRIBUTES.has(attribute);
  return digest(follows ? whole(resource) : decisive(resource));
}

/** A digest of all properties of a resource: eight hexadecimal digits. */
export function definitionDigest(resource: CfnResource): string {
  return digest(definition(resource));
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 8);
}

function decisive(resource: CfnResource): unknown {
  const { cfnResourceType: type } = resource;
  const paths = findCreateOnlyProperties(type)?.always;
  if (!paths) {
    throw new Error(
      `${resource.node.path} is referred to by another stack, and its type ${type} has no create-only properties in the catalog; add it to lib/catalog/renew/resource-types.txt and run npm run catalog.`,
    );
  }
  const { Properties: properties = {} } = definition(resource);
  const values = paths.map((path) => [path, at(properties, path.split('.'))]);
  const set = values.filter(([, value]) => value !== undefined);
  return [type, set.map(([path, value]) => [path, withTargets(value, Stack.of(resource))])];
}

/** Puts in place of references within the stack what decides whether their target is replaced. */
function withTargets(value: unknown, stack: Stack): unknown {
  if (Array.isArray(value)) return value.map((member) => withTargets(member, stack));
  if (typeof value !== 'object' || value === null) return value;
  // The names in its text would have to be followed, too.
  if ('Fn::Sub' in value) throw new Error(`${stack.node.path}: write Fn::Join in place of Fn::Sub.`);
  const { Ref: ref, 'Fn::GetAtt': attribute } = value as { Ref?: string; 'Fn::GetAtt'?: [string, string] };
  const target = resourceOf(ref ?? attribute?.[0], stack);
  if (!target) {
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, withTargets(member, stack)]),
    );
  }
  const id = ref ?? attribute;
  const isFollowed =
    (attribute && CHANGING_ATTRIBUTES.has(attribute[1])) || !findCreateOnlyProperties(target.cfnResourceType);
  return [id, isFollowed ? whole(target) : decisive(target)];
}

/** The definition, and what decides whether resources that it refers to are replaced. */
function whole(resource: CfnResource): unknown {
  return withTargets(definition(resource), Stack.of(resource));
}

/** The resource of a logical id, or nothing for a parameter or a pseudo parameter. */
export function resourceOf(logicalId: string | undefined, stack: Stack): CfnResource | undefined {
  if (logicalId === undefined) return undefined;
  return stack.node
    .findAll()
    .filter((construct) => CfnResource.isCfnResource(construct))
    .find((resource) => stack.resolve(resource.logicalId) === logicalId);
}

interface Definition {
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** The resource as the template has it. The CDK renders it by a method that its type declarations leave out. */
function definition(resource: CfnResource): Definition {
  const rendered = (resource as unknown as { _toCloudFormation(): object })._toCloudFormation();
  const { Resources: resources } = Stack.of(resource).resolve(rendered) as {
    Resources: Record<string, Definition>;
  };
  const { Properties: properties } = Object.values(resources)[0]!;
  return { Properties: properties };
}

function at(value: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  return at((value as Record<string, unknown>)[name], rest);
}
