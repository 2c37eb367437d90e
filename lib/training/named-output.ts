import { CfnOutput, type CfnOutputProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { outputName } from '../contract/outputs';

/**
 * Adds an output that programs look up by {@link outputName}.
 *
 * @param id - First part of the name, the same for every entry.
 * @param entry - Key of the fleet or workstation in the configuration.
 */
export function addNamedOutput(scope: Construct, id: string, entry: string, props: CfnOutputProps): void {
  new CfnOutput(scope, id, props).overrideLogicalId(outputName(id, entry));
}
