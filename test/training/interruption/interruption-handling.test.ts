import { build, type Templates } from '../../synthesized';

const production = build('production');
const ofType = (type: string, templates: Templates = production) =>
  templates
    .ofType(type)
    .filter(({ stack, id }) => stack === 'Training' && !/IdleScaleIn|OnDemandFallback/.test(id))
    .map(({ resource }) => resource.Properties);
const patterns = (templates?: Templates) =>
  ofType('AWS::Events::Rule', templates).map(({ EventPattern: pattern }) => pattern as Record<string, any>);
const typesOf = (templates?: Templates) => patterns(templates).flatMap((pattern) => pattern['detail-type']);
const OWNER = 'ml-platform-production-training/Fleet/default';

test('Auto Scaling waits for the job of an instance before it terminates it, until the deadline', () => {
  const templates = build('production', {
    training: { fleets: { default: { checkpointSeconds: 600 }, other: null } },
  });
  const hooks = ofType('AWS::AutoScaling::LifecycleHook', templates);
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

test('instances and groups have the owner tag, and launch templates do not', () => {
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
  expect(JSON.stringify(ofType('AWS::EC2::LaunchTemplate'))).not.toContain('ml-platform:owner');
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
  const templates = build('production', {
    training: { fleets: { default: { ...block, instanceTypes: ['p5.48xlarge'], idle: null } } },
  });
  const rule = patterns(templates).find(({ detail }) => detail?.['capacity-reservation-id']);
  expect(rule!['detail']).toEqual({ 'capacity-reservation-id': ['cr-0123456789abcdef0'] });
});

test('workstations alone need no hook and no rule of groups', () => {
  const templates = build('production', { training: { fleets: { default: null } } });
  expect(typesOf(templates)).toContain('Training Stopped');
  expect(JSON.stringify(patterns(templates))).not.toContain('aws.autoscaling');
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

test('the table expires items, can be restored, and is billed by use', () => {
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
