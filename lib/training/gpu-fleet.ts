import { Annotations, Duration, Tags, Validations } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { groupAcknowledgements } from '../compliance/auto-scaling-group';
import type { FleetConfig } from '../config';
import { addMachineCost, addVolumeCost } from '../cost/cost';
import type { DataStores } from '../identity/data-access';
import { bootScript } from './boot-script';
import { GpuLaunchTemplate } from './gpu-launch-template';
import { meanScheduledSize } from './recurrence';

export interface GpuFleetProps {
  /** Key of the fleet in the configuration. */
  readonly name: string;
  readonly config: FleetConfig;
  readonly vpc: ec2.IVpc;
  readonly securityGroup: ec2.ISecurityGroup;
  readonly instanceProfile: iam.IInstanceProfile;
  readonly stores: DataStores;
}

/** An Auto Scaling group of equal GPU machines that schedules fill and empty. */
export class GpuFleet extends Construct {
  readonly group: autoscaling.AutoScalingGroup;

  constructor(scope: Construct, id: string, props: GpuFleetProps) {
    super(scope, id);
    const { config, name } = props;
    const tags = { Name: config.instanceName ?? name, Cluster: config.clusterName };
    const instanceType = config.instanceTypes[0]!;
    const launchTemplate = new GpuLaunchTemplate(this, 'LaunchTemplate', {
      ...props,
      instanceType,
      rootVolume: config.rootVolume,
      userData: bootScript(this, {
        name,
        instanceType,
        stores: props.stores,
        clusterName: config.clusterName,
      }),
      tags,
    });
    this.group = new autoscaling.AutoScalingGroup(this, 'Group', {
      autoScalingGroupName: config.groupName,
      vpc: props.vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      mixedInstancesPolicy: {
        launchTemplate,
        launchTemplateOverrides: config.instanceTypes.map((type) => ({
          instanceType: new ec2.InstanceType(type),
        })),
        instancesDistribution: distribution(config),
      },
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
    this.addSchedules(config);
    this.addCosts(config);
    Validations.of(this.group).acknowledge(...groupAcknowledgements);
    if (config.desired !== undefined) {
      Annotations.of(this.group).acknowledgeWarning(
        '@aws-cdk/aws-autoscaling:desiredCapacitySet',
        'The configuration asks for this size at every deploy; leave desired out to keep what schedules and people set.',
      );
    }
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

  private addCosts(config: FleetConfig): void {
    const size = meanScheduledSize(config.desired ?? config.min, Object.values(config.schedules));
    addMachineCost(this, config.instanceTypes[0]!, size, config.spotMaxPriceUsd);
    addVolumeCost(this, config.rootVolume, size);
  }
}

function distribution({ market, spotMaxPriceUsd }: FleetConfig): autoscaling.InstancesDistribution {
  if (market === 'on-demand') return { onDemandPercentageAboveBaseCapacity: 100 };
  return {
    onDemandBaseCapacity: 0,
    onDemandPercentageAboveBaseCapacity: 0,
    spotAllocationStrategy: autoscaling.SpotAllocationStrategy.PRICE_CAPACITY_OPTIMIZED,
    spotMaxPrice: spotMaxPriceUsd === undefined ? undefined : dollars(spotMaxPriceUsd),
  };
}

/** At least two decimals, as prices are written, and never a rounded limit. */
function dollars(amount: number): string {
  return Number.isInteger(amount * 100) ? amount.toFixed(2) : String(amount);
}
