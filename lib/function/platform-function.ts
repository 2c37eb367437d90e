import { RemovalPolicy, type Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { FunctionName, FunctionVariables } from '../contract/function-variables';
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

/** How often a failed event is retried before it goes to the dead-letter queue. */
export interface RetryOptions {
  readonly deadLetters: DeadLetterQueue;
  /** Age at which an event is given up. */
  readonly maxEventAge: Duration;
  /** @default 2 */
  readonly attempts?: number;
}

/**
 * A function of the platform. Its role may write its own log group, and nothing else until it is granted more.
 *
 * The log group and the role are `Logs` and `Role` beside the function, so a scope has one function.
 */
export class PlatformFunction<Name extends FunctionName = FunctionName> extends lambda.Function {
  declare readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: PlatformFunctionProps<Name>) {
    const logGroup = new logs.LogGroup(scope, 'Logs', {
      retention: props.logRetention,
      removalPolicy: props.keepLogs ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
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

  /** Retries failed asynchronous calls, and keeps the events that still fail in a queue. */
  retry({ deadLetters, maxEventAge, attempts }: RetryOptions): void {
    this.configureAsyncInvoke({
      onFailure: new SqsDestination(deadLetters),
      maxEventAge,
      retryAttempts: attempts,
    });
  }
}
