import { RemovalPolicy, type CfnResource, type Stack } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';

/**
 * Gives a function that CDK adds for a custom resource a log group. Left alone, Lambda would make one that keeps its
 * logs for ever and outlives the stack.
 *
 * @param stack - The stack that the function is in.
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
