import type { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { FunctionName, FunctionVariables } from '../contract/function-variables';
import { dataRemoval } from '../retention/data-removal';
import type { DeadLetterQueue } from './dead-letter-queue';
import { functionRuntime, lambdaCode } from './lambda-code';

export interface PlatformFunctionProps<Name extends FunctionName> {
  /** Folder of the code in lambda/. */
  readonly name: Name;
  readonly description: string;
  readonly timeout: Duration;
  /** @default 128 */
  readonly memoryMiB?: number;
  /** Environment variables: exactly those that the function reads. */
  readonly variables: FunctionVariables<Name>;
  readonly logRetention: logs.RetentionDays;
  /**
   * Whether the log outlives the stack.
   * @default false
   */
  readonly keepLogs?: boolean;
}

/** Retries of a failed event before it goes to the dead-letter queue. */
export interface RetryOptions {
  readonly deadLetters: DeadLetterQueue;
  /** Maximum age of an event that is retried. */
  readonly maxEventAge: Duration;
  /** @default 2 */
  readonly attempts?: number;
}

/**
 * A function of the platform. Without further grants, its role can only write to its own log group.
 *
 * The log group and the role are siblings of the function with the ids `Logs` and `Role`, so a scope can have one
 * function.
 */
export class PlatformFunction<Name extends FunctionName = FunctionName> extends lambda.Function {
  declare readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: PlatformFunctionProps<Name>) {
    const logGroup = new logs.LogGroup(scope, 'Logs', {
      retention: props.logRetention,
      removalPolicy: dataRemoval(props.keepLogs ?? false),
    });
    const role = new iam.Role(scope, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    super(scope, id, {
      description: props.description,
      code: lambdaCode(props.name),
      handler: 'index.handler',
      runtime: functionRuntime,
      timeout: props.timeout,
      memorySize: props.memoryMiB,
      role,
      logGroup,
      environment: { ...props.variables },
    });
  }

  /** Retries failed asynchronous invocations, and sends events that still fail to a dead-letter queue. */
  retry({ deadLetters, maxEventAge, attempts }: RetryOptions): void {
    this.configureAsyncInvoke({
      onFailure: new SqsDestination(deadLetters),
      maxEventAge,
      retryAttempts: attempts,
    });
  }
}
