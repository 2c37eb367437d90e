import { setTimeout as wait } from 'node:timers/promises';
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import { LocalPlatform } from './local-platform';
import { physicalIdOf } from './resources/names';

/** An event as its source sends it. */
export interface SentEvent {
  readonly source: string;
  readonly type: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** An event as EventBridge delivers it. */
interface DeliveredEvent {
  readonly id: string;
  readonly time: string;
  readonly source: string;
  readonly 'detail-type': string;
  readonly detail: SentEvent['detail'];
}

/** A metric in a log line of the function, in the embedded metric format. */
interface MetricLine extends Readonly<Record<string, unknown>> {
  readonly _aws: { readonly CloudWatchMetrics: readonly { readonly Dimensions: readonly string[][] }[] };
}

/** The default fleet of production in an emulated account, with events of its instances and their effects. */
export class InterruptedFleet {
  private constructor(
    private readonly platform: LocalPlatform,
    private readonly group: string,
    private readonly names: {
      readonly table: string;
      readonly function: string;
      readonly logGroup: string;
      readonly deadLetters: string;
      readonly inbox: string;
    },
  ) {}

  /** Deploys the stack of the fleet and those that it needs, and subscribes to the notifications. */
  static async deploy(checkpointSeconds: number): Promise<InterruptedFleet> {
    const platform = await LocalPlatform.open('production');
    const fleet = { checkpointSeconds, onDemandFallbackMinutes: 15, schedules: null };
    const templates = await platform.synthesize({ training: { fleets: { default: fleet } } });
    await platform.deploy(templates, 'Training');
    const named = (type: string, start: string) => physicalIdOf(platform, 'Training', type, start);
    const { sqs, sns } = platform.aws;
    const { QueueUrl: inbox } = await sqs.createQueue({ QueueName: 'users' });
    const { Attributes } = await sqs.getQueueAttributes({ QueueUrl: inbox, AttributeNames: ['QueueArn'] });
    await sns.subscribe({
      TopicArn: await named('AWS::SNS::Topic', 'Interruptions'),
      Protocol: 'sqs',
      Endpoint: Attributes!['QueueArn'],
    });
    return new InterruptedFleet(platform, (await platform.outputs('Training'))['FleetGroup']!, {
      table: await named('AWS::DynamoDB::Table', 'Interruptions'),
      function: await named('AWS::Lambda::Function', 'InterruptionsFunction'),
      logGroup: await named('AWS::Logs::LogGroup', 'Interruptions'),
      deadLetters: await named('AWS::SQS::Queue', 'Interruptions'),
      inbox: inbox!,
    });
  }

  get stackName(): string {
    return this.platform.stackName('Training');
  }

  close(): Promise<void> {
    return this.platform.close();
  }

  /** Differences between the account and the templates. */
  readBack(): Promise<string[]> {
    return this.platform.readBack('Training');
  }

  // The group.

  async resize(DesiredCapacity: number): Promise<void> {
    const AutoScalingGroupName = this.group;
    await this.platform.aws.autoScaling.setDesiredCapacity({ AutoScalingGroupName, DesiredCapacity });
  }

  async terminate(InstanceId: string): Promise<void> {
    await this.platform.aws.autoScaling.terminateInstanceInAutoScalingGroup({
      InstanceId,
      ShouldDecrementDesiredCapacity: true,
    });
  }

  /** Ids of the instances in service, oldest first. */
  async instances(): Promise<string[]> {
    const { Instances = [] } = await this.describe();
    return Instances.filter(({ LifecycleState }) => LifecycleState === 'InService').map(
      ({ InstanceId }) => InstanceId!,
    );
  }

  /** State of an instance in its group; undefined when it has left. */
  async stateOf(instance: string): Promise<string | undefined> {
    const { AutoScalingInstances } = await this.platform.aws.autoScaling.describeAutoScalingInstances({
      InstanceIds: [instance],
    });
    return AutoScalingInstances![0]?.LifecycleState;
  }

  async ec2State(instance: string): Promise<string> {
    const { Reservations } = await this.platform.aws.ec2.describeInstances({ InstanceIds: [instance] });
    return Reservations![0]!.Instances![0]!.State!.Name!;
  }

  /** Purchase options of the instances in service, Spot first. */
  async lifecycles(): Promise<string[]> {
    const { Reservations } = await this.platform.aws.ec2.describeInstances({
      InstanceIds: await this.instances(),
    });
    return Reservations!
      .flatMap(({ Instances }) => Instances!)
      .map(({ InstanceLifecycle }) => InstanceLifecycle ?? 'on-demand')
      .sort()
      .reverse();
  }

  async onDemandBase(): Promise<number> {
    return (await this.describe()).MixedInstancesPolicy!.InstancesDistribution!.OnDemandBaseCapacity!;
  }

  private async describe() {
    const { AutoScalingGroups } = await this.platform.aws.autoScaling.describeAutoScalingGroups({
      AutoScalingGroupNames: [this.group],
    });
    return AutoScalingGroups![0]!;
  }

  /** Limits the number of Spot Instances that run in the account. */
  async limitSpot(instances: number | undefined): Promise<void> {
    const Name = '/local-account/spot-instances';
    const { ssm } = this.platform.aws;
    if (instances === undefined) await ssm.deleteParameter({ Name });
    else await ssm.putParameter({ Name, Value: String(instances), Type: 'String' });
  }

  async setAlarm(construct: string, StateValue: 'ALARM' | 'OK'): Promise<void> {
    const AlarmName = await physicalIdOf(
      this.platform,
      'Training',
      'AWS::CloudWatch::Alarm',
      `Fleetsdefault${construct}`,
    );
    await this.platform.aws.cloudWatch.setAlarmState({ AlarmName, StateValue, StateReason: 'A test' });
  }

  // Events.

  async put({ source, type, detail }: SentEvent): Promise<void> {
    const Entries = [{ Source: source, DetailType: type, Detail: JSON.stringify(detail) }];
    const { FailedEntryCount } = await this.platform.aws.events.putEvents({ Entries });
    if (FailedEntryCount) throw new Error(`EventBridge refuses ${type}`);
  }

  delivered({ source, type, detail }: SentEvent): DeliveredEvent {
    const time = new Date().toISOString().replace(/\.\d+/, '');
    return { id: crypto.randomUUID(), time, source, 'detail-type': type, detail };
  }

  /** Invokes the function with an event, and waits for its response. */
  async invoke(event: DeliveredEvent): Promise<void> {
    const { FunctionError } = await this.platform.aws.lambda.invoke({
      FunctionName: this.names.function,
      Payload: JSON.stringify(event),
    });
    if (FunctionError) throw new Error(FunctionError);
  }

  /** Runs an action while the function has no table to write to. */
  async withoutTable(work: () => Promise<void>): Promise<void> {
    const { lambda } = this.platform.aws;
    const FunctionName = this.names.function;
    const { Environment } = await lambda.getFunctionConfiguration({ FunctionName });
    const Variables = { ...Environment!.Variables, TABLE_NAME: 'no-such-table' };
    await lambda.updateFunctionConfiguration({ FunctionName, Environment: { Variables } });
    await work();
    await lambda.updateFunctionConfiguration({ FunctionName, Environment: Environment! });
  }

  // Effects.

  /** The record of an instance, as soon as it has some attributes. */
  record(instance: string, ...facts: string[]): Promise<Readonly<Record<string, string | undefined>>> {
    return this.until(async () => {
      const items = await this.items(instance);
      const known = items.find(({ entry }) => entry === 'machine');
      return facts.every((fact) => known?.[fact] !== undefined) ? known : undefined;
    });
  }

  /** Kinds of the recorded events of an instance, in order. */
  async history(instance: string): Promise<string[]> {
    const events = (await this.items(instance)).filter(({ entry }) => entry !== 'machine');
    return events.map(({ entry }) => entry!.split(' ').slice(1).join(' ')).sort();
  }

  private async items(instance: string): Promise<Record<string, string>[]> {
    const { Items = [] } = await DynamoDBDocument.from(this.platform.aws.dynamoDb).query({
      TableName: this.names.table,
      KeyConditionExpression: 'instance = :instance',
      ExpressionAttributeValues: { ':instance': instance },
      ConsistentRead: true,
    });
    return Items as Record<string, string>[];
  }

  /** Subjects of the notifications since the last call, as soon as there are so many. */
  async messages(count: number): Promise<string[]> {
    const subjects: string[] = [];
    await this.until(async () => {
      const bodies = await this.receive(this.names.inbox);
      subjects.push(...bodies.map(({ Subject }) => String(Subject)));
      return subjects.length >= count;
    });
    return subjects;
  }

  /** Events that could not be handled, with the reason of Lambda. Removes them from the queue. */
  async deadLetters(): Promise<Record<string, unknown>[]> {
    this.taken.push(...(await this.receive(this.names.deadLetters)));
    return this.taken;
  }

  private readonly taken: Record<string, unknown>[] = [];

  private async receive(QueueUrl: string): Promise<Record<string, unknown>[]> {
    const { sqs } = this.platform.aws;
    const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 });
    for (const { ReceiptHandle } of Messages) await sqs.deleteMessage({ QueueUrl, ReceiptHandle });
    return Messages.map(({ Body }) => JSON.parse(Body!) as Record<string, unknown>);
  }

  /** Sum of a metric in the log of the function, of the whole stack or of one more dimension. */
  async counted(metric: string, of: Readonly<Record<string, string>> = {}): Promise<number> {
    const dimensions = ['Stack', ...Object.keys(of)];
    const lines = (await this.metricLines()).filter(
      (line) =>
        metric in line &&
        Object.entries(of).every(([name, value]) => line[name] === value) &&
        line._aws.CloudWatchMetrics.some(({ Dimensions }) =>
          Dimensions.some((set) => dimensions.every((name) => set.includes(name))),
        ),
    );
    return lines.reduce((sum, line) => sum + Number([line[metric]].flat()[0]), 0);
  }

  private async metricLines(): Promise<MetricLine[]> {
    const { events = [] } = await this.platform.aws.logs.filterLogEvents({
      logGroupName: this.names.logGroup,
    });
    return events
      .flatMap(({ message }) => message!.split('\n'))
      .filter((line) => line.includes('"CloudWatchMetrics"'))
      .map((line) => JSON.parse(line.slice(line.indexOf('{'))) as MetricLine);
  }

  /** Waits until an instance has left its group. */
  async gone(instance: string, seconds: number): Promise<void> {
    await this.until(async () => (await this.stateOf(instance)) === undefined, seconds);
  }

  /** Repeats a call until it has a result. */
  async until<T>(ask: () => Promise<T | false | undefined>, seconds = 20): Promise<T> {
    const deadline = Date.now() + seconds * 1000;
    for (;;) {
      const answer = await ask();
      if (answer) return answer;
      if (Date.now() > deadline) throw new Error(`Not within ${seconds} seconds: ${ask.toString()}`);
      await wait(200);
    }
  }
}
