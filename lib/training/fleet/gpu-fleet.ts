import { Annotations, Duration, Tags } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { InstanceGroup } from '../../compute/instance-group';
import type { FleetConfig } from '../../config';
import { fleetZone } from '../../config/fleet-zone';
import { FLEET_GROUP_OUTPUT } from '../../contract/outputs';
import type { DataStores } from '../../storage/data-stores';
import { bootScript } from '../boot/boot-script';
import { gpuUse } from '../gpu-use';
import { addNamedOutput } from '../named-output';
import { GpuLaunchTemplate } from './gpu-launch-template';
import { IdleScaleIn } from './idle-scale-in';
import { OnDemandFallback } from './on-demand-fallback';

export interface GpuFleetProps {
  /** Key of the fleet in the configuration. */
  readonly name: string;
  readonly config: FleetConfig;
  /** Key of the tag with the name of the cluster. */
  readonly clusterTagKey: string;
  readonly vpc: ec2.IVpc;
  readonly securityGroup: ec2.ISecurityGroup;
  readonly instanceProfile: iam.IInstanceProfile;
  readonly stores: DataStores;
  /**
   * Key that encrypts the volumes.
   * @default the default key of the account for EBS
   */
  readonly volumeKeyArn?: string;
}

/** Lifecycle hook that holds an instance of a fleet with a warm pool while it boots. */
const LAUNCH_HOOK = 'boot';
const LONGEST_BOOT = Duration.minutes(45);

/** An Auto Scaling group of identical GPU instances, scaled out and in on a schedule. */
export class GpuFleet extends Construct {
  /** Key of the fleet in the configuration. */
  readonly name: string;
  readonly group: InstanceGroup;
  /** Time for a last checkpoint before an instance is terminated. */
  readonly checkpointDeadline: Duration;
  /** Id of the Capacity Block of the fleet; undefined for other markets. */
  readonly capacityBlockId?: string;
  /** Undefined unless `onDemandFallbackMinutes` is set. */
  readonly onDemandFallback?: OnDemandFallback;
  /** Undefined unless `idle` is set. */
  readonly idleScaleIn?: IdleScaleIn;

  constructor(scope: Construct, id: string, props: GpuFleetProps) {
    super(scope, id);
    const { config, name, stores, vpc } = props;
    this.name = name;
    this.checkpointDeadline = Duration.seconds(config.checkpointSeconds);
    this.capacityBlockId = config.market === 'capacity-block' ? config.capacityReservationId : undefined;
    const tags = { Name: config.instanceName ?? name, [props.clusterTagKey]: config.clusterName };
    const instanceType = config.instanceTypes[0]!;
    const zone = fleetZone(config, vpc.availabilityZones);
    const launchTemplate = new GpuLaunchTemplate(this, 'LaunchTemplate', {
      instanceType,
      instanceProfile: props.instanceProfile,
      securityGroup: props.securityGroup,
      rootVolume: config.rootVolume,
      volumeKeyArn: props.volumeKeyArn,
      userData: bootScript(this, {
        kind: 'fleet',
        name,
        instanceType,
        stores,
        clusterName: config.clusterName,
        scratch: config.scratch,
        checkpointSeconds: config.checkpointSeconds,
        launchHook: config.warmPool && LAUNCH_HOOK,
      }),
      efa: config.efa,
      capacityBlockId: this.capacityBlockId,
      tags,
    });
    this.group = new InstanceGroup(this, 'Group', {
      autoScalingGroupName: config.groupName,
      vpc,
      vpcSubnets: {
        subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS,
        availabilityZones: zone === undefined ? undefined : [zone],
      },
      ...purchase(config, launchTemplate),
      minCapacity: config.min,
      maxCapacity: config.max,
      desiredCapacity: config.desired,
      healthChecks: autoscaling.HealthChecks.ec2({
        gracePeriod: Duration.seconds(config.healthCheckGraceSeconds),
      }),
      terminationPolicies: [autoscaling.TerminationPolicy.OLDEST_INSTANCE],
      // Replaces an instance that EC2 is likely to reclaim, if there is capacity.
      capacityRebalance: config.market === 'spot',
    });
    for (const [key, value] of Object.entries(tags)) Tags.of(this.group).add(key, value);
    this.placeInstances(config);
    const bootHook = config.warmPool && this.addWarmPool(config.warmPool);
    this.addSchedules(config, bootHook);
    if (config.onDemandFallbackMinutes !== undefined) {
      this.onDemandFallback = new OnDemandFallback(this, 'OnDemandFallback', {
        name,
        group: this.group,
        minutes: config.onDemandFallbackMinutes,
        base: config.onDemandBase,
      });
    }
    if (config.idle) {
      this.idleScaleIn = new IdleScaleIn(this, 'IdleScaleIn', {
        name,
        group: this.group,
        idle: config.idle,
      });
    }
    addNamedOutput(this, FLEET_GROUP_OUTPUT, name, {
      value: this.group.autoScalingGroupName,
      description: `Auto Scaling group of fleet ${name}`,
    });
    if (config.desired !== undefined) {
      Annotations.of(this.group).acknowledgeWarning(
        '@aws-cdk/aws-autoscaling:desiredCapacitySet',
        'The configuration sets this size at every deploy; omit desired to keep the size that schedules or users have set.',
      );
    }
  }

  /** The alarms of the fleet, which notify the topic of training. */
  get alarms(): cloudwatch.Alarm[] {
    return [this.idleScaleIn?.alarm, this.onDemandFallback?.alarm].filter((alarm) => alarm !== undefined);
  }

  /** GPU utilization in percent. */
  metricGpuUse(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return gpuUse(this, 'Fleet', this.name, options);
  }

  private placeInstances({ capacityReservationId, market, placement }: FleetConfig): void {
    const group = this.group.node.defaultChild as autoscaling.CfnAutoScalingGroup;
    if (placement === 'cluster') {
      group.placementGroup = new ec2.PlacementGroup(this, 'PlacementGroup', {
        strategy: ec2.PlacementGroupStrategy.CLUSTER,
      }).placementGroupName;
    }
    if (capacityReservationId !== undefined && market === 'on-demand') {
      group.capacityReservationSpecification = {
        // Instances beyond the reservation cost the same, but their capacity is not guaranteed.
        capacityReservationPreference: 'capacity-reservations-first',
        capacityReservationTarget: { capacityReservationIds: [capacityReservationId] },
      };
    }
  }

  /** Returns the hook that holds a new instance while it boots. */
  private addWarmPool({ min, max }: NonNullable<FleetConfig['warmPool']>): autoscaling.LifecycleHook {
    // Without the hook Auto Scaling would stop an instance during its first boot. The boot script completes the action.
    const hook = this.group.addLifecycleHook('Boot', {
      lifecycleHookName: LAUNCH_HOOK,
      lifecycleTransition: autoscaling.LifecycleTransition.INSTANCE_LAUNCHING,
      heartbeatTimeout: LONGEST_BOOT,
      defaultResult: autoscaling.DefaultResult.CONTINUE,
    });
    const pool = this.group.addWarmPool({
      minSize: min,
      maxGroupPreparedCapacity: max,
      poolState: autoscaling.PoolState.STOPPED,
      // The volume of an instance that was in service has a job, which would start again with the instance.
      reuseOnScaleIn: false,
    });
    // A pool that is there first fills with instances that nothing holds.
    pool.node.addDependency(hook);
    return hook;
  }

  /** @param bootHook - Hook that must be there before a schedule launches instances. */
  private addSchedules({ schedules, timeZone }: FleetConfig, bootHook?: autoscaling.LifecycleHook): void {
    for (const [name, { recurrence, min, max, desired }] of Object.entries(schedules)) {
      const action = this.group.scaleOnSchedule(name, {
        schedule: autoscaling.Schedule.expression(recurrence),
        timeZone,
        minCapacity: min,
        maxCapacity: max,
        desiredCapacity: desired,
      });
      if (bootHook) action.node.addDependency(bootHook);
    }
  }
}

/** Purchase options of the group. A Capacity Block is in the launch template, and excludes a mixed instances policy. */
function purchase(
  config: FleetConfig,
  launchTemplate: GpuLaunchTemplate,
): Pick<autoscaling.AutoScalingGroupProps, 'launchTemplate' | 'mixedInstancesPolicy'> {
  if (config.market === 'capacity-block') return { launchTemplate };
  return {
    mixedInstancesPolicy: {
      launchTemplate,
      launchTemplateOverrides: config.instanceTypes.map((type) => ({
        instanceType: new ec2.InstanceType(type),
      })),
      instancesDistribution: distribution(config),
    },
  };
}

function distribution({
  market,
  onDemandBase,
  spotMaxPriceUsd,
}: FleetConfig): autoscaling.InstancesDistribution {
  if (market !== 'spot') return { onDemandPercentageAboveBaseCapacity: 100 };
  return {
    onDemandBaseCapacity: onDemandBase,
    onDemandPercentageAboveBaseCapacity: 0,
    spotAllocationStrategy: autoscaling.SpotAllocationStrategy.PRICE_CAPACITY_OPTIMIZED,
    spotMaxPrice: spotMaxPriceUsd === undefined ? undefined : dollars(spotMaxPriceUsd),
  };
}

/** Formats a price with at least two decimals, without rounding. */
function dollars(amount: number): string {
  return Number.isInteger(amount * 100) ? amount.toFixed(2) : String(amount);
}
