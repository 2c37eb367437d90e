import { Tags, Validations } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ecsGpuImage } from '../catalog';
import { groupAcknowledgements } from '../compliance/auto-scaling-group';
import type { InferenceConfig } from '../config';
import { ScaleInRelease } from './scale-in-release';

export interface GpuCapacityProps {
  readonly cluster: ecs.Cluster;
  readonly config: InferenceConfig['capacity'];
  readonly vpc: ec2.IVpc;
}

/**
 * GPU container instances that ECS adds and removes as tasks need them. An instance with tasks is protected: it is
 * drained before it goes.
 */
export class GpuCapacity extends Construct {
  readonly group: autoscaling.AutoScalingGroup;
  readonly provider: ecs.AsgCapacityProvider;
  /** The services on the capacity must depend on this, so that their tasks are gone before instances are released. */
  readonly release: ScaleInRelease;

  constructor(scope: Construct, id: string, { cluster, config, vpc }: GpuCapacityProps) {
    super(scope, id);
    const spot = config.market === 'spot';
    this.group = new autoscaling.AutoScalingGroup(this, 'Group', {
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      mixedInstancesPolicy: {
        launchTemplate: this.launchTemplate(config, vpc),
        launchTemplateOverrides: [{ instanceType: new ec2.InstanceType(config.instanceType) }],
        instancesDistribution: {
          onDemandPercentageAboveBaseCapacity: spot ? 0 : 100,
          spotAllocationStrategy: spot
            ? autoscaling.SpotAllocationStrategy.PRICE_CAPACITY_OPTIMIZED
            : undefined,
        },
      },
      minCapacity: config.min,
      maxCapacity: config.max,
      // ECS protects the instances that run tasks; managed termination protection refuses a group without this.
      newInstancesProtectedFromScaleIn: true,
      groupMetrics: [autoscaling.GroupMetrics.all()],
    });
    this.provider = new ecs.AsgCapacityProvider(this, 'Provider', {
      autoScalingGroup: this.group,
      enableManagedScaling: true,
      enableManagedTerminationProtection: true,
      enableManagedDraining: true,
      targetCapacityPercent: 100,
      // Pulling a serving image of many gigabytes takes minutes; without this ECS orders instances twice.
      instanceWarmupPeriod: 300,
    });
    cluster.addAsgCapacityProvider(this.provider);
    this.release = new ScaleInRelease(this, 'ScaleInRelease', { group: this.group });
    Validations.of(this.group).acknowledge(...groupAcknowledgements);
  }

  private launchTemplate(config: InferenceConfig['capacity'], vpc: ec2.IVpc): ec2.LaunchTemplate {
    const role = new iam.Role(this, 'InstanceRole', {
      description: 'ECS container instances: join the cluster, and nothing of what the tasks may do',
      assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonSSMManagedInstanceCore')],
    });
    Validations.of(role).acknowledge(
      {
        id: 'AwsSolutions-IAM4[Policy::arn:<partition>:iam::aws:policy/AmazonSSMManagedInstanceCore]',
        reason:
          'Required by the Systems Manager agent, so that people reach an instance without an open port; it gives no access to data.',
      },
      {
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason:
          'The ECS agent finds its endpoint, its registry token and its telemetry session by calls that have no resource to name.',
      },
      {
        id: 'AwsSolutions-IAM5[Action::ecs:Submit*]',
        reason:
          'The ECS agent reports task, container and attachment states by the Submit calls, on its own cluster only.',
      },
    );
    const userData = ec2.UserData.forLinux();
    userData.addCommands(
      // Tasks have their own role; the rights of the instance are out of their reach.
      'echo ECS_AWSVPC_BLOCK_IMDS=true >> /etc/ecs/ecs.config',
      'echo ECS_ENABLE_GPU_SUPPORT=true >> /etc/ecs/ecs.config',
      ...(config.market === 'spot'
        ? ['echo ECS_ENABLE_SPOT_INSTANCE_DRAINING=true >> /etc/ecs/ecs.config']
        : []),
    );
    const launchTemplate = new ec2.LaunchTemplate(this, 'LaunchTemplate', {
      machineImage: ec2.MachineImage.resolveSsmParameterAtLaunch(ecsGpuImage.parameterName),
      securityGroup: new ec2.SecurityGroup(this, 'SecurityGroup', {
        vpc,
        description: 'ECS container instances; tasks have a group of their own',
      }),
      role,
      userData,
      httpTokens: ec2.LaunchTemplateHttpTokens.REQUIRED,
      httpPutResponseHopLimit: 1,
      detailedMonitoring: true,
      blockDevices: [
        {
          deviceName: ecsGpuImage.rootDeviceName,
          volume: ec2.BlockDeviceVolume.ebs(config.volumeGiB, {
            volumeType: ec2.EbsDeviceVolumeType.GP3,
            encrypted: true,
          }),
        },
      ],
    });
    Tags.of(launchTemplate).add('Name', 'ML-Platform-Inference');
    return launchTemplate;
  }
}
