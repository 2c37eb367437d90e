import type { Volume } from './launch';
import type { Bought } from './market';
import type { Resource } from './template';

/** The size that a schedule sets. */
export interface ScheduledSize {
  /** Cron expression of five fields. */
  readonly recurrence: string;
  readonly desired: number;
}

/** The instances that one resource of a template launches. */
export interface InstanceGroup {
  /** The resource: an instance, an Auto Scaling group or a node group. */
  readonly resource: Resource;
  /** Instance types that the group can launch, the preferred one first. */
  readonly instanceTypes: readonly string[];
  readonly bought: Bought;
  /**
   * Highest hourly price of a Spot Instance, in US dollars.
   *
   * @default - the on-demand price
   */
  readonly spotMaxPriceUsd?: number | undefined;
  /** Number of instances after a deployment, before schedules or autoscaling change it. */
  readonly initialSize: number;
  /** Largest number of instances. */
  readonly largestSize: number;
  readonly schedules: readonly ScheduledSize[];
  /** EBS volumes of one instance. */
  readonly volumes: readonly Volume[];
  /** Whether an instance gets a public IPv4 address at launch. */
  readonly publicAddress: boolean;
  /** Whether EC2 publishes the metrics of an instance every minute, which is billed. */
  readonly detailedMonitoring: boolean;
}
