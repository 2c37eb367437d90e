import type { Volume } from './launch';
import type { Bought } from './market';
import type { Resource } from './template';

/** A size that a schedule gives to a group. */
export interface ScheduledSize {
  /** Cron expression of five fields. */
  readonly recurrence: string;
  readonly desired: number;
}

/** The instances that one resource of a template starts. */
export interface InstanceGroup {
  /** The resource: an instance, an Auto Scaling group or a node group. */
  readonly resource: Resource;
  /** Instance types that the group may start, the preferred one first. */
  readonly instanceTypes: readonly string[];
  readonly bought: Bought;
  /**
   * Most that a Spot Instance may cost, in US dollars an hour.
   *
   * @default - the on-demand price
   */
  readonly spotMaxPriceUsd?: number | undefined;
  /** Instances after a deployment, before schedules or autoscaling change their number. */
  readonly initialSize: number;
  /** Largest number of instances. */
  readonly largestSize: number;
  readonly schedules: readonly ScheduledSize[];
  /** EBS volumes of one instance. */
  readonly volumes: readonly Volume[];
  /** Whether an instance gets a public IPv4 address at launch. */
  readonly publicAddress: boolean;
}
