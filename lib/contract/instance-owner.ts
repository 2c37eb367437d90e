/** Tag of training instances and their Auto Scaling groups, by which the interruption function identifies its instances. */
export const OWNER_TAG = 'ml-platform:owner';

/** Kind of the owner of a training instance. Also a dimension of its metrics, with the name of the owner as the value. */
export type OwnerKind = 'Fleet' | 'Workstation';

/** The parts of an owner tag. */
export interface InstanceOwner {
  /** Name of the Training stack. */
  readonly stack: string;
  readonly kind: OwnerKind;
  /** Key of the fleet or workstation in the configuration. */
  readonly name: string;
}

/**
 * Value of the owner tag, `<stack>/<kind>/<name>`.
 *
 * @param stack - Name of the Training stack.
 * @param name - Key of the fleet or workstation in the configuration.
 */
export function instanceOwner(stack: string, kind: OwnerKind, name: string): string {
  return `${stack}/${kind}/${name}`;
}

/** Splits the value of an owner tag; undefined if it does not have the form of {@link instanceOwner}. */
export function parseInstanceOwner(value: string): InstanceOwner | undefined {
  const [stack, kind, name] = value.split('/');
  if (!stack || !name || (kind !== 'Fleet' && kind !== 'Workstation')) return undefined;
  return { stack, kind, name };
}
