import type { AutoScaling, AutoScalingGroup } from '@aws-sdk/client-auto-scaling';
import { UserError } from '../user-error';
import type { Commands } from '../train-commands';

/** The size of an Auto Scaling group, and its instances. */
export interface FleetSize {
  readonly min: number;
  readonly max: number;
  readonly desired: number;
  /** Ids of the instances in service according to Auto Scaling, which does not wait for their boot. */
  readonly inService: readonly string[];
}

/** The sizes of a group before and after a job scaled it out. */
export interface Sizes {
  readonly from: number;
  readonly to: number;
  /** The size that the previous job left, if the group may still have it. */
  readonly takenOver?: number;
}

/** A failed launch, with the reason from Auto Scaling. */
export interface FailedLaunch {
  readonly id: string;
  readonly reason: string;
}

/** The Auto Scaling group of a fleet. */
export class FleetGroup {
  constructor(
    private readonly autoScaling: AutoScaling,
    readonly name: string,
    private readonly commands: Commands,
  ) {}

  /** @throws UserError if the group does not exist. */
  async size(): Promise<FleetSize> {
    const size = await this.sizeIfPresent();
    if (size) return size;
    throw new UserError(
      `The Auto Scaling group ${this.name}, which the stack names, is not in the account. Deploy it again with ${this.commands.deploy()}.`,
    );
  }

  /** The size; undefined if the group does not exist, for example because its fleet was removed. */
  async sizeIfPresent(): Promise<FleetSize | undefined> {
    const { AutoScalingGroups = [] } = await this.autoScaling.describeAutoScalingGroups({
      AutoScalingGroupNames: [this.name],
    });
    const group = AutoScalingGroups[0];
    if (!group) return undefined;
    return {
      min: group.MinSize!,
      max: group.MaxSize!,
      desired: group.DesiredCapacity!,
      inService: inService(group),
    };
  }

  /** Sets the desired capacity. A schedule, a user or the idle alarm may change it later. */
  async resize(desired: number): Promise<void> {
    await this.autoScaling.setDesiredCapacity({
      AutoScalingGroupName: this.name,
      DesiredCapacity: desired,
      // A recent scaling activity must not delay a job.
      HonorCooldown: false,
    });
  }

  /**
   * Sets the group back to its size before a job scaled it out, unless the size was changed since.
   *
   * @returns The size now, and whether it was set back; undefined if the group does not exist.
   */
  async restore({ from, to, takenOver }: Sizes): Promise<{ size: number; isSetBack: boolean } | undefined> {
    const size = await this.sizeIfPresent();
    if (!size) return undefined;
    const wanted = Math.min(Math.max(from, size.min), size.max);
    const isOfJob = size.desired === to || size.desired === takenOver;
    if (!isOfJob || wanted >= size.desired) return { size: size.desired, isSetBack: false };
    await this.resize(wanted);
    return { size: wanted, isSetBack: true };
  }

  /** Terminates an instance and launches another. A lifecycle hook of the group lets its job write a checkpoint first. */
  async replace(InstanceId: string): Promise<void> {
    await this.autoScaling.terminateInstanceInAutoScalingGroup({
      InstanceId,
      ShouldDecrementDesiredCapacity: false,
    });
  }

  /** Finds the latest failed launch since a time. */
  async failedLaunch(since: Date): Promise<FailedLaunch | undefined> {
    const { Activities = [] } = await this.autoScaling.describeScalingActivities({
      AutoScalingGroupName: this.name,
      MaxRecords: 10,
    });
    const failed = Activities.find(
      ({ StatusCode, StartTime }) => StatusCode === 'Failed' && StartTime! >= since,
    );
    return failed && { id: failed.ActivityId!, reason: failed.StatusMessage ?? failed.Description ?? '' };
  }
}

function inService({ Instances = [] }: AutoScalingGroup): string[] {
  return Instances.filter(({ LifecycleState }) => LifecycleState === 'InService').map(
    ({ InstanceId }) => InstanceId!,
  );
}
