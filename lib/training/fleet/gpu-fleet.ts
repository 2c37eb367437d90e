import { Annotations, Duration, Tags, Validations } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { groupAcknowledgements } from '../../compliance/auto-scaling-group';
import type { FleetConfig } from '../../config';
import type { DataStores } from '../../identity/data-access';
import { bootScript } from '../boot/boot-script';
import { fleetZone } from '../../config/fleet-zone';
import { GpuLaunchTemplate } from './gpu-launch-template';
import { IdleScaleIn } from './idle-scale-in';
import { addNamedOutput } from '../named-output';
import { OnDemandFallback } from './on-demand-fallback';

export interface GpuFleetProps {
  /** Key of the fleet in the configuration. */
  readonly name: string;
  readonly config: FleetConfig;
  readonly vpc: ec2.IVpc;
  readonly securityGroup: ec2.ISecurityGroup;
  readonly instanceProfile: iam.IInstanceProfile;
  readonly stores: DataStores;
}

/** Name of the hook that a machine of a fleet with a warm pool waits in while it boots. */
const LAUNCH_HOOK = 'boot';
const LONGEST_BOOT = Duration.minutes(45);

/** An Auto Scaling group of equal GPU machines that schedules fill and empty. */
export class GpuFleet extends Construct {
  readonly group: autoscaling.AutoScalingGroup;
  /** Its alarm says that the fleet lacks machines. There is none unless the configuration asks for it. */
  readonly onDemandFallback?: OnDemandFallback;
  /** Its alarm says that the fleet is idle. There is none unless the configuration asks for it. */
  readonly idleScaleIn?: IdleScaleIn;

  constructor(scope: Construct, id: string, props: GpuFleetProps) {
    super(scope, id);
    const { config, name } = props;
    const tags = { Name: config.instanceName ?? name, Cluster: config.clusterName };
    const instanceType = config.instanceTypes[0]!;
    const zone = fleetZone(config, props.vpc.availabilityZones[0]!);
    const launchTemplate = new GpuLaunchTemplate(this, 'LaunchTemplate', {
      ...props,
      instanceType,
      rootVolume: config.rootVolume,
      userData: bootScript(this, {
        kind: 'fleet',
        name,
        instanceType,
        stores: props.stores,
        clusterName: config.clusterName,
        scratch: config.scratch,
        checkpointSeconds: config.checkpointSeconds,
        launchHook: config.warmPool && LAUNCH_HOOK,
      }),
      efa: config.efa,
      capacityBlockId: config.market === 'capacity-block' ? config.capacityReservationId : undefined,
      tags,
    });
    this.group = new autoscaling.AutoScalingGroup(this, 'Group', {
      autoScalingGroupName: config.groupName,
      vpc: props.vpc,
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
      // A machine that is likely to be taken back is replaced before, where there is capacity.
      capacityRebalance: config.market === 'spot',
      groupMetrics: [autoscaling.GroupMetrics.all()],
    });
    for (const [key, value] of Object.entries(tags)) Tags.of(this.group).add(key, value);
    this.placeMachines(config);
    this.addSchedules(config);
    if (config.warmPool) this.addWarmPool(config.warmPool);
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
    addNamedOutput(this, 'FleetGroup', name, {
      value: this.group.autoScalingGroupName,
      description: `Auto Scaling group of fleet ${name}`,
    });
    // The rule reads a launch template that stands in no mixed instances policy.
    const found = groupAcknowledgements.filter(
      ({ id }) => config.market !== 'capacity-block' || id !== 'AwsSolutions-EC26',
    );
    Validations.of(this.group).acknowledge(...found);
    if (config.desired !== undefined) {
      Annotations.of(this.group).acknowledgeWarning(
        '@aws-cdk/aws-autoscaling:desiredCapacitySet',
        'The configuration asks for this size at every deploy; leave desired out to keep what schedules and people set.',
      );
    }
  }

  private placeMachines({ capacityReservationId, market, placement }: FleetConfig): void {
    const group = this.group.node.defaultChild as autoscaling.CfnAutoScalingGroup;
    if (placement === 'cluster') {
      group.placementGroup = new ec2.PlacementGroup(this, 'PlacementGroup', {
        strategy: ec2.PlacementGroupStrategy.CLUSTER,
      }).placementGroupName;
    }
    if (capacityReservationId !== undefined && market === 'on-demand') {
      group.capacityReservationSpecification = {
        // What is beyond the reservation is bought at the same price, without the promise that it can be had.
        capacityReservationPreference: 'capacity-reservations-first',
        capacityReservationTarget: { capacityReservationIds: [capacityReservationId] },
      };
    }
  }

  private addWarmPool({ min, max }: NonNullable<FleetConfig['warmPool']>): void {
    // Auto Scaling would stop a machine in the middle of its first boot. The boot script ends the wait.
    this.group.addLifecycleHook('Boot', {
      lifecycleHookName: LAUNCH_HOOK,
      lifecycleTransition: autoscaling.LifecycleTransition.INSTANCE_LAUNCHING,
      heartbeatTimeout: LONGEST_BOOT,
      defaultResult: autoscaling.DefaultResult.CONTINUE,
    });
    this.group.addWarmPool({
      minSize: min,
      maxGroupPreparedCapacity: max,
      poolState: autoscaling.PoolState.STOPPED,
      // A machine that has worked has a job on its disks, which would start with it.
      reuseOnScaleIn: false,
    });
  }

  private addSchedules({ schedules, timeZone }: FleetConfig): void {
    for (const [name, { recurrence, min, max, desired }] of Object.entries(schedules)) {
      this.group.scaleOnSchedule(name, {
        schedule: autoscaling.Schedule.expression(recurrence),
        timeZone,
        minCapacity: min,
        maxCapacity: max,
        desiredCapacity: desired,
      });
    }
  }
}

/** How the group buys its machines. A Capacity Block is in the launch template, and excludes a mixed instances policy. */
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

/** At least two decimals, as prices are written, and never a rounded limit. */
function dollars(amount: number): string {
  return Number.isInteger(amount * 100) ? amount.toFixed(2) : String(amount);
}
