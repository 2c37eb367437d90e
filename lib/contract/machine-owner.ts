/** Tag of training machines and their groups. lambda/interruption/ tells by it which machines are those of its stack. */
export const OWNER_TAG = 'ml-platform:owner';

/**
 * Value of the tag, `<stack>/<kind>/<name>`.
 *
 * @param stack - Name of the Training stack.
 * @param name - Key of the fleet or workstation in the configuration.
 */
export function machineOwner(stack: string, kind: 'Fleet' | 'Workstation', name: string): string {
  return `${stack}/${kind}/${name}`;
}
