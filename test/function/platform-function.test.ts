import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DeadLetterQueue } from '../../lib/function/dead-letter-queue';
import { PlatformFunction, type PlatformFunctionProps } from '../../lib/function/platform-function';
import { appProps } from '../fast-app';

type Fallback = PlatformFunctionProps<'on-demand-fallback'>;

const variables = { ALARM_NAME: 'alarm', GROUP_NAME: 'group', ON_DEMAND_BASE: '1' };
const rest = {
  name: 'on-demand-fallback',
  description: 'A test',
  timeout: Duration.minutes(1),
  logRetention: RetentionDays.ONE_WEEK,
} as const;

function stack(): Stack {
  const { context, ...props } = appProps();
  return new Stack(new App({ ...props, context: { ...context, 'aws:cdk:bundling-stacks': [] } }), 'Test');
}

test('a function has exactly the variables that it reads', () => {
  const accepted: Fallback = { ...rest, variables };
  // @ts-expect-error ON_DEMAND_BASE is missing.
  const missing: Fallback = { ...rest, variables: { ALARM_NAME: 'alarm', GROUP_NAME: 'group' } };
  // @ts-expect-error No function reads LOG_LEVEL.
  const unknown: Fallback = { ...rest, variables: { ...variables, LOG_LEVEL: 'debug' } };
  // @ts-expect-error Another function reads TABLE_NAME.
  const others: Fallback = { ...rest, variables: { ...variables, TABLE_NAME: 'table' } };
  // @ts-expect-error The function reads none.
  const none: PlatformFunctionProps<'scale-in-release'>['variables'] = variables;
  expect([missing, unknown, others, none]).toHaveLength(4);

  const scope = stack();
  new PlatformFunction(scope, 'Function', accepted);
  Template.fromStack(scope).hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: Match.exact(variables) },
  });
});

test('a function may write its own log group, and nothing else', () => {
  const scope = stack();
  new PlatformFunction(scope, 'Function', { ...rest, variables });
  const template = Template.fromStack(scope);
  const [logGroup, ...otherLogs] = Object.keys(template.findResources('AWS::Logs::LogGroup'));
  expect(otherLogs).toEqual([]);
  const [role] = Object.values(template.findResources('AWS::IAM::Role'));
  expect(role!['Properties']).not.toHaveProperty('ManagedPolicyArns');
  const [policy, ...otherPolicies] = Object.values(template.findResources('AWS::IAM::Policy'));
  expect(otherPolicies).toEqual([]);
  expect(policy!['Properties'].PolicyDocument.Statement).toEqual([
    {
      Effect: 'Allow',
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: { 'Fn::GetAtt': [logGroup, 'Arn'] },
    },
  ]);
  template.hasResourceProperties('AWS::Lambda::Function', { LoggingConfig: { LogGroup: { Ref: logGroup } } });
});

test('an event that still fails after all retries is kept', () => {
  const scope = stack();
  const handler = new PlatformFunction(scope, 'Function', { ...rest, variables });
  const deadLetters = new DeadLetterQueue(scope, 'DeadLetters');
  handler.retry({ deadLetters, maxEventAge: Duration.hours(1), attempts: 1 });
  Template.fromStack(scope).hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
    DestinationConfig: { OnFailure: { Destination: scope.resolve(deadLetters.queueArn) } },
    MaximumEventAgeInSeconds: 3600,
    MaximumRetryAttempts: 1,
  });
});
