import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Tag of training machines and their groups. lambda/interruption/ tells by it which machines are those of its stack. */
export const OWNER_TAG = 'ml-platform:owner';

/**
 * Value of the tag, `<stack>/<kind>/<name>`.
 *
 * @param name - Key of the fleet or workstation in the configuration.
 */
export function machineOwner(scope: IConstruct, kind: 'Fleet' | 'Workstation', name: string): string {
  return `${Stack.of(scope).stackName}/${kind}/${name}`;
}
