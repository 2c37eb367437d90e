import type { AutoScaling, AutoScalingGroup } from '@aws-sdk/client-auto-scaling';
import { UserError } from '../user-error';

/** The size of an Auto Scaling group, and its machines. */
export interface FleetSize {
  readonly min: number;
  readonly max: number;
  readonly desired: number;
  /** Ids of the machines that serve, which new ones become once they have started. */
  readonly inService: readonly string[];
}

/** Why a group could not start a machine, as Auto Scaling says it. */
export interface FailedLaunch {
  readonly id: string;
  readonly reason: string;
}

/** The Auto Scaling group of a fleet, as a job sees it. */
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
      inService: serving(group),
    };
  }

  /** Sets the size. A schedule, a person or the idle alarm may set another afterwards. */
  async resize(desired: number): Promise<void> {
    await this.autoScaling.setDesiredCapacity({
      AutoScalingGroupName: this.name,
      DesiredCapacity: desired,
      // A scaling activity of a minute ago is no reason to refuse.
      HonorCooldown: false,
    });
  }

  /**
   * Puts the size back that the group had before it was raised, unless somebody has changed it since.
   *
   * @returns The size it was set to, if it was.
   */
  async restore({ from, to }: { from: number; to: number }): Promise<number | undefined> {
    const { min, max, desired } = await this.size();
    const wanted = Math.min(Math.max(from, min), max);
    if (desired !== to || wanted >= to) return undefined;
    await this.resize(wanted);
    return wanted;
  }

  /** The latest launch that failed since a time, if there is one. */
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

function serving({ Instances = [] }: AutoScalingGroup): string[] {
  return Instances.filter(({ LifecycleState }) => LifecycleState === 'InService').map(
    ({ InstanceId }) => InstanceId!,
  );
}
