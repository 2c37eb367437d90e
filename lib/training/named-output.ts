import { CfnOutput, type CfnOutputProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/**
 * Adds an output that scripts ask for by name: `FleetGroup` of the entry `default`, `FleetGroupNightRuns` of `night-runs`.
 *
 * @param id - First part of the name, the same for every entry.
 * @param entry - Key of the machine or fleet in the configuration.
 */
export function addNamedOutput(scope: Construct, id: string, entry: string, props: CfnOutputProps): void {
  const suffix =
    entry === 'default'
      ? ''
      : entry.replace(/(?:^|-)([a-z0-9]?)/g, (_, letter: string) => letter.toUpperCase());
  new CfnOutput(scope, id, props).overrideLogicalId(`${id}${suffix}`);
}
