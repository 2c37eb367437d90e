import type { PlatformOptions } from '../../../cli/platform-options';
import type { Clients } from '../../../cli/train/clients';
import { Commands } from '../../../cli/train-commands';
import type { Output } from '../../../cli/train/console';
import { openWorkplace, type Workplace } from '../../../cli/train/workplace';

/** An error as the AWS SDK throws it. */
export function awsError(name: string, message = name): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 400 } });
}

/** Conditions of a put or delete; the ETag is the text itself. */
interface Conditions {
  readonly IfNoneMatch?: string;
  readonly IfMatch?: string;
}

interface Association {
  readonly AssociationId: string;
  readonly AssociationName: string;
  readonly DocumentVersion?: string;
  readonly Parameters: Record<string, string[]>;
}

/** The services that jobs use, in memory: calls answer at once, and one of them can be made to fail. */
export class MemoryAccount {
  readonly objects = new Map<string, string | Uint8Array>();
  readonly group = { MinSize: 0, MaxSize: 4, DesiredCapacity: 0 };
  readonly activities: Record<string, unknown>[] = [];
  associations: Association[] = [];
  instances: string[] = [];
  /** Log events by stream. */
  readonly streams: Record<string, { timestamp: number; message: string }[]> = {};
  /** Name of the error for an object that does not exist. */
  missing: 'NoSuchKey' | 'AccessDenied' = 'NoSuchKey';
  /** Names of the existing groups; every name exists by default. */
  groupNames: readonly string[] | undefined;
  /** Calls that change something, in their order. */
  readonly calls: string[] = [];
  /** Name of the call that fails, and how. */
  failing: { readonly call: string; readonly error: Error } | undefined;
  /** Runs in place of every call, with its number from 1 and its effect. */
  intercept: (call: string, number: number, effect: () => unknown) => unknown = (_, __, effect) => effect();
  /** Number of calls so far. */
  count = 0;

  /** The workplace of commands on jobs. */
  workplace(
    signal = new AbortController().signal,
    options: PlatformOptions = {},
  ): Workplace & { readonly lines: string[] } {
    const lines: string[] = [];
    const output: Output = {
      line: (text) => lines.push(text),
      progress: (text) => lines.push(text),
      end: () => {},
    };
    const place = openWorkplace({
      clients: this.clients(),
      platform: {
        account: '111122223333',
        document: 'job-document',
        jobsBucket: 'jobs-bucket',
        checkpointsBucket: 'checkpoints-bucket',
        logGroup: '/ml/training/stack',
        groups: { default: 'group' },
      },
      output,
      signal,
      commands: new Commands(options),
      atStake: () => {},
      pollSeconds: 0.001,
    });
    return { ...place, lines };
  }

  private described(): object {
    const Instances = this.instances.map((InstanceId) => ({ InstanceId, LifecycleState: 'InService' }));
    return { ...this.group, Instances };
  }

  private requireMatch(key: string, etag: string | undefined): void {
    if (etag !== undefined && String(this.objects.get(key)) !== etag) throw awsError('PreconditionFailed');
  }

  clients(): Clients {
    const call =
      <Input, Answer>(name: string, answer: (input: Input) => Answer) =>
      (input: Input): Promise<Answer> => {
        if (/^(put|delete|create|update|set|terminate)/.test(name)) this.calls.push(name);
        if (this.failing?.call === name) return Promise.reject(this.failing.error);
        this.count += 1;
        const number = this.count;
        return new Promise((resolve) =>
          resolve(this.intercept(name, number, () => answer(input)) as Answer | Promise<Answer>),
        );
      };
    type Key = { Key: string };
    return {
      s3: {
        putObject: call(
          'putObject',
          ({ Key, Body, IfNoneMatch, IfMatch }: Key & { Body: string } & Conditions) => {
            if (IfNoneMatch && this.objects.has(Key)) throw awsError('PreconditionFailed');
            this.requireMatch(Key, IfMatch);
            this.objects.set(Key, Body);
          },
        ),
        getObject: call('getObject', ({ Key }: Key) => {
          if (!this.objects.has(Key)) throw awsError(this.missing);
          const text = String(this.objects.get(Key));
          return { Body: { transformToString: () => text }, ETag: text };
        }),
        listObjectsV2: call('listObjectsV2', ({ Prefix }: { Prefix: string }) => {
          const keys = [...this.objects.keys()].filter((key) => key.startsWith(Prefix));
          const folders = new Set(keys.flatMap((key) => /^jobs\/[^/]+\//.exec(key) ?? []));
          return {
            Contents: keys.map((Key) => ({ Key, ETag: String(this.objects.get(Key)) })),
            CommonPrefixes: [...folders].map((each) => ({ Prefix: each })),
          };
        }),
        deleteObject: call('deleteObject', ({ Key, IfMatch }: Key & Conditions) => {
          if (this.objects.has(Key)) this.requireMatch(Key, IfMatch);
          this.objects.delete(Key);
        }),
      },
      autoScaling: {
        describeAutoScalingGroups: call(
          'describeAutoScalingGroups',
          ({ AutoScalingGroupNames: [name] }: { AutoScalingGroupNames: [string] }) => ({
            AutoScalingGroups: (this.groupNames?.includes(name) ?? true) ? [this.described()] : [],
          }),
        ),
        setDesiredCapacity: call('setDesiredCapacity', ({ DesiredCapacity }: { DesiredCapacity: number }) => {
          this.group.DesiredCapacity = DesiredCapacity;
        }),
        // A hook of the group holds the instance until its job has stopped, which takes no time here.
        terminateInstanceInAutoScalingGroup: call(
          'terminateInstanceInAutoScalingGroup',
          (given: { InstanceId: string; ShouldDecrementDesiredCapacity: boolean }) => {
            this.instances = this.instances.filter((id) => id !== given.InstanceId);
            if (given.ShouldDecrementDesiredCapacity) this.group.DesiredCapacity -= 1;
          },
        ),
        describeScalingActivities: call('describeScalingActivities', () => ({ Activities: this.activities })),
      },
      ssm: {
        createAssociation: call('createAssociation', (input: Association) => {
          this.associations.push({ ...input, AssociationId: String(this.associations.length) });
        }),
        updateAssociation: call('updateAssociation', (input: Association) => {
          this.associations = this.associations.map((each) => ({ ...each, ...input }));
        }),
        deleteAssociation: call('deleteAssociation', ({ AssociationId }: Association) => {
          this.associations = this.associations.filter((each) => each.AssociationId !== AssociationId);
        }),
        listAssociations: call(
          'listAssociations',
          ({ AssociationFilterList: [{ value }] }: { AssociationFilterList: [{ value: string }] }) => ({
            Associations: this.associations.filter(({ AssociationName }) => AssociationName === value),
          }),
        ),
        describeAssociation: call('describeAssociation', () => ({
          AssociationDescription: { Overview: { Status: 'Success' }, LastExecutionDate: new Date() },
        })),
      },
      logs: {
        // Pages of two, the last of which may be empty, as those of AWS.
        getLogEvents: call(
          'getLogEvents',
          ({ logStreamName, nextToken = '0' }: { logStreamName: string; nextToken?: string }) => {
            const events = this.streams[logStreamName];
            if (!events) throw awsError('ResourceNotFoundException');
            const page = events.slice(Number(nextToken), Number(nextToken) + 2);
            return { events: page, nextForwardToken: String(Number(nextToken) + page.length) };
          },
        ),
      },
    } as unknown as Clients;
  }
}
