import { RemovalPolicy, type CfnResource, type Stack } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { IConstruct } from 'constructs';

/**
 * Adds a log group to a function that CDK creates. Otherwise Lambda creates one when the function runs, which never
 * expires and outlives the stack. A log group that CDK adds has the name of the function, so it is created after it:
 * Lambda may be first, and its name is taken then.
 *
 * @param handler - The function, as a resource or with one as its default child.
 */
export function addLogs(handler: IConstruct): void {
  const resource = (handler.node.defaultChild ?? handler) as CfnResource;
  const logGroup = new logs.LogGroup(handler, 'Logs', {
    retention: logs.RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  resource.addPropertyOverride('LoggingConfig.LogGroup', logGroup.logGroupName);
}

/**
 * Adds a log group to the function that CDK creates for a custom resource.
 *
 * @param stack - The stack of the function.
 * @param resourceType - Type of the custom resource, for example `Custom::S3AutoDeleteObjects`.
 */
export function addProviderLogs(stack: Stack, resourceType: string): void {
  addLogs(stack.node.findChild(`${resourceType}CustomResourceProvider`).node.findChild('Handler'));
}
