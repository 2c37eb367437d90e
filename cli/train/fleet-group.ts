import type { AutoScaling, AutoScalingGroup } from '@aws-sdk/client-auto-scaling';
import { UserError } from '../user-error';

/** The size of an Auto Scaling group, and its instances. */
export interface FleetSize {
  readonly min: number;
  readonly max: number;
  readonly desired: number;
  /** Ids of the instances in service according to Auto Scaling, which does not wait for their boot. */
  readonly inService: readonly string[];
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
  ) {}

  async size(): Promise<FleetSize> {
    const { AutoScalingGroups = [] } = await this.autoScaling.describeAutoScalingGroups({
      AutoScalingGroupNames: [this.name],
    });
    const group = AutoScalingGroups[0];
    if (!group) {
      throw new UserError(
        `The Auto Scaling group ${this.name}, which the stack names, is not in the account; deploy Training again.`,
      );
    }
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
   * @returns The new size, or undefined if it was not changed.
   */
  async restore({ from, to }: { from: number; to: number }): Promise<number | undefined> {
    const { min, max, desired } = await this.size();
    const wanted = Math.min(Math.max(from, min), max);
    if (desired !== to || wanted >= to) return undefined;
    await this.resize(wanted);
    return wanted;
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
