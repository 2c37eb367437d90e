import { Stack, Validations } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as cr from 'aws-cdk-lib/custom-resources';
import type { Construct } from 'constructs';
import type { PlatformFunction } from './platform-function';

/** Lets CloudFormation call a function for custom resources. It writes into the log group of the function. */
export class ResourceProvider extends cr.Provider {
  constructor(scope: Construct, id: string, handler: PlatformFunction) {
    super(scope, id, { onEventHandler: handler, logGroup: handler.logGroup });
    Validations.of(this).acknowledge(
      {
        id: 'AwsSolutions-IAM4[Policy::arn:<partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
        reason: 'Lets the provider framework of the CDK write its own log, and nothing else.',
      },
      {
        id: `AwsSolutions-IAM5[Resource::<${Stack.of(this).getLogicalId(handler.node.defaultChild as lambda.CfnFunction)}.Arn>:*]`,
        reason: 'The provider framework of the CDK calls this one function, in any version.',
      },
    );
  }
}
