/** Tag of training instances and their Auto Scaling groups. The interruption function knows its own instances by it. */
export const OWNER_TAG = 'ml-platform:owner';

/**
 * Value of the owner tag, `<stack>/<kind>/<name>`.
 *
 * @param stack - Name of the Training stack.
 * @param name - Key of the fleet or workstation in the configuration.
 */
export function instanceOwner(stack: string, kind: 'Fleet' | 'Workstation', name: string): string {
  return `${stack}/${kind}/${name}`;
}
