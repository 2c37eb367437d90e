import { AutoScalingClient, AutoScalingServiceException } from '@aws-sdk/client-auto-scaling';
import { EC2Client, EC2ServiceException } from '@aws-sdk/client-ec2';
import { SNSClient } from '@aws-sdk/client-sns';
import { Table } from './table';

type Command = { constructor: { name: string }; input: any };
const failure = (message: string) => ({ message, $fault: 'client', $metadata: {} }) as const;

/** An account in memory, as far as the function uses it. Every call takes a turn of the event loop, or more. */
export class Account {
  readonly table: Table;
  /** Owner tags of running instances; the empty text is an instance without one. */
  readonly instances = new Map<string, string>();
  /** Tokens of the lifecycle actions that Auto Scaling waits for. */
  readonly waiting = new Set<string>();
  readonly released: any[] = [];
  readonly messages: { Subject: string; Message: string }[] = [];
  readonly metrics: Record<string, any>[] = [];
  /** Names of commands that fail, each once, with the error of AWS for too many calls. */
  readonly throttled: string[] = [];

  /** @param turns - How many turns of the event loop the next call takes. */
  constructor(private readonly turns: () => number = () => 1) {
    this.table = new Table((name) => this.before(name));
    this.serve(EC2Client, (input) => this.describeInstances(input));
    this.serve(AutoScalingClient, (input) => this.completeLifecycleAction(input));
    this.serve(SNSClient, (input) => {
      this.messages.push(input);
      return {};
    });
    jest.spyOn(process.stdout, 'write').mockImplementation((line) => {
      const { _aws: emf, ...values } = JSON.parse(String(line)) as Record<string, any>;
      this.metrics.push({ ...values, sets: emf.CloudWatchMetrics[0].Dimensions });
      return true;
    });
  }

  /** Names of the published metrics, in order. */
  get counted(): string[] {
    return this.metrics.map((metric) => Object.keys(metric).find((name) => metric[name] === 1)!);
  }

  private serve(client: { prototype: object }, answer: (input: any) => object): void {
    jest.spyOn(client.prototype as EC2Client, 'send').mockImplementation((async ({
      constructor,
      input,
    }: Command) => {
      await this.before(constructor.name);
      return answer(input);
    }) as never);
  }

  private async before(name: string): Promise<void> {
    for (let turn = this.turns(); turn > 0; turn--) await new Promise(setImmediate);
    const index = this.throttled.indexOf(name);
    if (index < 0) return;
    this.throttled.splice(index, 1);
    throw Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
  }

  private describeInstances({ InstanceIds: [id] }: { InstanceIds: [string] }): object {
    const owner = this.instances.get(id);
    if (owner === undefined) {
      throw new EC2ServiceException({
        name: 'InvalidInstanceID.NotFound',
        ...failure(`${id} does not exist`),
      });
    }
    const Tags = owner === '' ? [] : [{ Key: 'ml-platform:owner', Value: owner }];
    return { Reservations: [{ Instances: [{ InstanceId: id, Tags }] }] };
  }

  private completeLifecycleAction(input: { LifecycleActionToken: string }): object {
    if (!this.waiting.delete(input.LifecycleActionToken)) {
      const message = `No active Lifecycle Action found with token ${input.LifecycleActionToken}`;
      throw new AutoScalingServiceException({ name: 'ValidationError', ...failure(message) });
    }
    this.released.push(input);
    return {};
  }
}
