import type { StackTemplate } from '../../single-stack';
import { trainingStack } from '../training-stack';

const production = trainingStack();
const ofType = (type: string, stack = production) =>
  stack
    .ofType(type)
    .filter(({ id }) => !/IdleScaleIn|OnDemandFallback/.test(id))
    .map(({ resource }) => resource.Properties);
const patterns = (stack?: StackTemplate) =>
  ofType('AWS::Events::Rule', stack).map(({ EventPattern: pattern }) => pattern as Record<string, any>);
const typesOf = (stack?: StackTemplate) => patterns(stack).flatMap((pattern) => pattern['detail-type']);
const OWNER = 'ml-platform-production-training/Fleet/default';

test('Auto Scaling waits for the job of an instance before it terminates it, until the deadline', () => {
  const stack = trainingStack({ fleets: { default: { checkpointSeconds: 600 } } });
  const hooks = ofType('AWS::AutoScaling::LifecycleHook', stack);
  expect(hooks).toEqual([
    {
      AutoScalingGroupName: { Ref: expect.stringMatching(/^FleetsdefaultGroup/) },
      LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
      HeartbeatTimeout: 600,
      DefaultResult: 'CONTINUE',
      NotificationMetadata: OWNER,
    },
  ]);
});

test('instances and Auto Scaling groups have the owner tag', () => {
  const tag = (type: string) =>
    ofType(type).map(({ Tags: tags }) =>
      tags.find(({ Key }: { Key: string }) => Key === 'ml-platform:owner'),
    );
  expect(tag('AWS::AutoScaling::AutoScalingGroup')).toEqual([
    { Key: 'ml-platform:owner', Value: OWNER, PropagateAtLaunch: true },
  ]);
  expect(tag('AWS::EC2::Instance')).toEqual([
    { Key: 'ml-platform:owner', Value: 'ml-platform-production-training/Workstation/default' },
  ]);
});

test('the function gets lifecycle actions of its own groups, and the events of EC2 of all instances', () => {
  expect(typesOf().sort()).toEqual([
    'EC2 Capacity Reservation Instance Interruption Warning',
    'EC2 Instance Rebalance Recommendation',
    'EC2 Instance Terminate Successful',
    'EC2 Instance-terminate Lifecycle Action',
    'EC2 Spot Instance Interruption Warning',
    'Training Stopped',
  ]);
  const leaving = patterns().find(
    ({ 'detail-type': [type] }) => type === 'EC2 Instance-terminate Lifecycle Action',
  );
  expect(leaving!['detail']).toEqual({
    NotificationMetadata: [{ prefix: 'ml-platform-production-training/Fleet/' }],
  });
});

test('the function gets the expiration of its own Capacity Blocks', () => {
  const block = { market: 'capacity-block', zone: 'a', capacityReservationId: 'cr-0123456789abcdef0' };
  const stack = trainingStack({
    fleets: { default: { ...block, instanceTypes: ['p5.48xlarge'], idle: null } },
  });
  const rule = patterns(stack).find(({ detail }) => detail?.['capacity-reservation-id']);
  expect(rule!['detail']).toEqual({ 'capacity-reservation-id': ['cr-0123456789abcdef0'] });
});

test('a stack with workstations only has no lifecycle hook and no rule for Auto Scaling', () => {
  const stack = trainingStack({ fleets: { default: null } });
  expect(typesOf(stack)).toContain('Training Stopped');
  expect(patterns(stack).flatMap(({ source }) => source)).not.toContain('aws.autoscaling');
  expect(ofType('AWS::AutoScaling::LifecycleHook', stack)).toEqual([]);
});

test('an event is retried for an hour, and then kept for two weeks', () => {
  const queue = { 'Fn::GetAtt': [expect.stringMatching(/^InterruptionsDeadLetters/), 'Arn'] };
  for (const { Targets: targets } of ofType('AWS::Events::Rule')) {
    expect(targets).toMatchObject([
      {
        DeadLetterConfig: { Arn: queue },
        RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 10 },
      },
    ]);
  }
  expect(ofType('AWS::Lambda::EventInvokeConfig')).toMatchObject([
    {
      DestinationConfig: { OnFailure: { Destination: queue } },
      MaximumEventAgeInSeconds: 3600,
      MaximumRetryAttempts: 2,
    },
  ]);
  expect(ofType('AWS::SQS::Queue')).toMatchObject([{ MessageRetentionPeriod: 14 * 24 * 60 * 60 }]);
});

test('the table expires items, can be restored, and is billed by request', () => {
  expect(ofType('AWS::DynamoDB::Table')).toMatchObject([
    {
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    },
  ]);
});

test('the function completes lifecycle actions of this stack only', () => {
  const [policy] = ofType('AWS::IAM::Policy').filter(({ PolicyName: name }) =>
    name.startsWith('InterruptionsRole'),
  );
  const statements = policy!['PolicyDocument'].Statement as Record<string, any>[];
  expect(statements.find(({ Sid }) => Sid === 'ReleaseMachines')!['Condition']).toEqual({
    StringLike: { 'aws:ResourceTag/ml-platform:owner': 'ml-platform-production-training/Fleet/*' },
  });
});
