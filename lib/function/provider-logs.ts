import { RemovalPolicy, type CfnResource, type Stack } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';

/**
 * Adds a log group to the function that CDK creates for a custom resource. Otherwise Lambda creates one that never
 * expires and outlives the stack.
 *
 * @param stack - The stack of the function.
 * @param resourceType - Type of the custom resource, for example `Custom::S3AutoDeleteObjects`.
 */
export function addProviderLogs(stack: Stack, resourceType: string): void {
  const handler = stack.node.findChild(`${resourceType}CustomResourceProvider`).node.findChild('Handler');
  const logGroup = new logs.LogGroup(handler, 'Logs', {
    retention: logs.RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  (handler as CfnResource).addPropertyOverride('LoggingConfig.LogGroup', logGroup.logGroupName);
}
