import type { LocalPlatform } from '../local-platform';
import type { Expected } from './expected';
import { physicalIdOf } from './names';

/** Handling of interrupted instances, and the document that starts jobs on instances. */
export function interruptions(expected: Expected, platform: () => LocalPlatform): void {
  const named = (type: string, start: string) => physicalIdOf(platform(), 'Training', type, start);

  test('Auto Scaling waits at most two minutes for the last checkpoint of an instance', async () => {
    const { LifecycleHooks } = await platform().aws.autoScaling.describeLifecycleHooks({
      AutoScalingGroupName: await platform().only('Training', 'AWS::AutoScaling::AutoScalingGroup'),
    });
    expect(LifecycleHooks).toMatchObject([
      {
        LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
        HeartbeatTimeout: 120,
        DefaultResult: 'CONTINUE',
        NotificationMetadata: `${platform().stackName('Training')}/Fleet/default`,
      },
    ]);
  });

  test('a function receives all events of instances, and failed events wait in a queue with an alarm', async () => {
    const { events, lambda, sqs } = platform().aws;
    const FunctionName = await named('AWS::Lambda::Function', 'InterruptionsFunction');
    const { Configuration } = await lambda.getFunction({ FunctionName });
    const QueueUrl = await named('AWS::SQS::Queue', 'InterruptionsDeadLetters');
    const { Attributes } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['QueueArn'] });
    const queue = Attributes!['QueueArn'];
    const rules = Object.entries(await platform().physicalIds('Training', 'AWS::Events::Rule'));
    const kinds = await Promise.all(
      rules
        .filter(([id]) => id.startsWith('InterruptionsRules'))
        .map(async ([, Name]) => {
          const { EventPattern, State } = await events.describeRule({ Name });
          const { Targets } = await events.listTargetsByRule({ Rule: Name });
          expect(State).toBe('ENABLED');
          expect(Targets).toMatchObject([
            { Arn: Configuration!.FunctionArn, DeadLetterConfig: { Arn: queue } },
          ]);
          return (JSON.parse(EventPattern!) as { 'detail-type': string[] })['detail-type'];
        }),
    );
    expect(kinds.flat().sort()).toEqual([
      'EC2 Capacity Reservation Instance Interruption Warning',
      'EC2 Instance Rebalance Recommendation',
      'EC2 Instance Terminate Successful',
      'EC2 Instance-terminate Lifecycle Action',
      'EC2 Spot Instance Interruption Warning',
      'Training Stopped',
    ]);
    const retries = await lambda.getFunctionEventInvokeConfig({ FunctionName, Qualifier: '$LATEST' });
    expect(retries).toMatchObject({
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 3600,
      DestinationConfig: { OnFailure: { Destination: queue } },
    });
  });

  test('the history of instances is encrypted, and expires', async () => {
    const TableName = await named('AWS::DynamoDB::Table', 'InterruptionsMachines');
    const { dynamoDb } = platform().aws;
    const { Table } = await dynamoDb.describeTable({ TableName });
    expect(Table).toMatchObject({
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      SSEDescription: { Status: 'ENABLED' },
    });
    const { TimeToLiveDescription } = await dynamoDb.describeTimeToLive({ TableName });
    expect(TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' });
  });

  test('notifications are encrypted with the data key', async () => {
    const TopicArn = await named('AWS::SNS::Topic', 'Interruptions');
    const { Attributes } = await platform().aws.sns.getTopicAttributes({ TopicArn });
    const { KeyMetadata } = await platform().aws.kms.describeKey({ KeyId: Attributes!['KmsMasterKeyId'] });
    expect(KeyMetadata!.KeyId).toBe(await platform().only('Storage', 'AWS::KMS::Key'));
  });

  test('an idle fleet is detected by its GPU utilization, where configured', async () => {
    const alarms = await platform().physicalIds('Training', 'AWS::CloudWatch::Alarm');
    const idle = Object.entries(alarms).filter(([id]) => id.startsWith('FleetsdefaultIdleScaleIn'));
    expect(idle).toHaveLength(expected.fleet.idle ? 1 : 0);
    if (!expected.fleet.idle) return;
    const { percent, minutes } = expected.fleet.idle;
    const { MetricAlarms } = await platform().aws.cloudWatch.describeAlarms({ AlarmNames: [idle[0]![1]] });
    const [alarm] = MetricAlarms!;
    expect(alarm).toMatchObject({ Threshold: percent, ComparisonOperator: 'LessThanThreshold' });
    const [{ MetricStat } = {}] = alarm!.Metrics!.filter(({ Id }) => Id === 'gpu');
    expect(MetricStat).toMatchObject({
      Metric: { Namespace: 'MLPlatform/Training', MetricName: 'nvidia_smi_utilization_gpu' },
      Stat: 'Maximum',
    });
    expect((alarm!.EvaluationPeriods! * MetricStat!.Period!) / 60).toBe(minutes);
  });

  test('a document starts jobs, and accepts only the parameters of a job', async () => {
    const { JobDocument } = await platform().outputs('Training');
    const { Document } = await platform().aws.ssm.describeDocument({ Name: JobDocument });
    expect(Document).toMatchObject({ DocumentType: 'Command', Status: 'Active', SchemaVersion: '2.2' });
    expect(Document!.Parameters!.map(({ Name }) => Name).sort()).toEqual([
      'action',
      'arguments',
      'code',
      'job',
      'maxNodes',
      'minNodes',
    ]);
    const Parameters = {
      job: ["a'; reboot; '"],
      code: ['s3://bucket/code.tar.gz'],
      minNodes: ['1'],
      maxNodes: ['1'],
      arguments: ['W10='],
    };
    const request = {
      Name: JobDocument,
      Targets: [{ Key: 'tag:aws:autoscaling:groupName', Values: ['no-such-group'] }],
    };
    const refused = platform().aws.ssm.createAssociation({ ...request, Parameters });
    await expect(refused).rejects.toThrow(/InvalidParameters|does not match/);
  });
}
