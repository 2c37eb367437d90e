import { Validations } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Construct, Dependable, type IDependable } from 'constructs';
import { ecsGpuImage } from '../catalog';
import { HardenedLaunchTemplate } from '../compute/hardened-launch-template';
import { InstanceGroup } from '../compute/instance-group';
import type { InferenceConfig } from '../config';
import { InstanceRole } from '../identity/instance-role';
import { ScaleInRelease } from './scale-in-release';

export interface GpuCapacityProps {
  readonly cluster: ecs.Cluster;
  readonly config: InferenceConfig['capacity'];
  readonly vpc: ec2.IVpc;
  /**
   * Key that encrypts the volumes.
   * @default the default key of the account for EBS
   */
  readonly volumeKeyArn?: string;
}

/**
 * GPU container instances that ECS scales with its tasks. An instance with tasks is protected from scale-in, and
 * drained before it is terminated.
 */
export class GpuCapacity extends Construct {
  readonly group: InstanceGroup;
  readonly provider: ecs.AsgCapacityProvider;
  /** Services on this capacity must depend on it, so that their tasks stop before the scale-in protection is removed. */
  readonly release: ScaleInRelease;
  /**
   * Makes the provider one of the cluster. The services must depend on this: ECS refuses a service whose provider the
   * cluster does not have yet, and a cluster that loses the provider of a service.
   */
  readonly association: IDependable;

  constructor(scope: Construct, id: string, { cluster, config, volumeKeyArn, vpc }: GpuCapacityProps) {
    super(scope, id);
    const spot = config.market === 'spot';
    this.group = new InstanceGroup(this, 'Group', {
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      mixedInstancesPolicy: {
        launchTemplate: this.addLaunchTemplate({ config, volumeKeyArn, vpc }),
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
      // ECS protects instances with tasks; managed termination protection refuses a group without this.
      newInstancesProtectedFromScaleIn: true,
    });
    this.provider = new ecs.AsgCapacityProvider(this, 'Provider', {
      autoScalingGroup: this.group,
      enableManagedScaling: true,
      enableManagedTerminationProtection: true,
      enableManagedDraining: true,
      targetCapacityPercent: 100,
      // Pulling a serving image of many gigabytes takes minutes; without this ECS would launch too many instances.
      instanceWarmupPeriod: 300,
    });
    cluster.addAsgCapacityProvider(this.provider);
    this.association = associationOf(cluster);
    this.release = new ScaleInRelease(this, 'ScaleInRelease', { group: this.group });
  }

  private addLaunchTemplate({
    config,
    vpc,
    volumeKeyArn,
  }: Omit<GpuCapacityProps, 'cluster'>): HardenedLaunchTemplate {
    return new HardenedLaunchTemplate(this, 'LaunchTemplate', {
      role: this.addRole(),
      securityGroup: new ec2.SecurityGroup(this, 'SecurityGroup', {
        vpc,
        description: 'ECS container instances; tasks have a group of their own',
      }),
      machineImage: ec2.MachineImage.resolveSsmParameterAtLaunch(ecsGpuImage.parameterName),
      userData: userData(config.market === 'spot'),
      metadataHopLimit: 1,
      volume: { deviceName: ecsGpuImage.rootDeviceName, sizeGiB: config.volumeGiB },
      volumeKeyArn,
      tags: { Name: 'ML-Platform-Inference' },
    });
  }

  private addRole(): InstanceRole {
    const role = new InstanceRole(this, 'InstanceRole', {
      description: 'ECS container instances: rights to join the cluster, and none of those of the tasks',
    });
    role.allowSessionManager();
    Validations.of(role).acknowledge(
      {
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason:
          'The ECS agent gets its endpoint, its registry token and its telemetry session by calls that have no resource to name.',
      },
      {
        id: 'AwsSolutions-IAM5[Action::ecs:Submit*]',
        reason:
          'The ECS agent reports task, container and attachment states by the Submit calls, on its own cluster only.',
      },
    );
    return role;
  }
}

/** CDK adds the association to the cluster, with the id of the cluster, when the app is synthesized. */
function associationOf(cluster: ecs.Cluster): IDependable {
  const association: IDependable = {};
  Dependable.implement(association, {
    get dependencyRoots() {
      return [cluster.node.findChild(cluster.node.id)];
    },
  });
  return association;
}

function userData(isSpot: boolean): ec2.UserData {
  const script = ec2.UserData.forLinux();
  script.addCommands(
    // Tasks have their own role and must not get the credentials of the instance.
    'echo ECS_AWSVPC_BLOCK_IMDS=true >> /etc/ecs/ecs.config',
    'echo ECS_ENABLE_GPU_SUPPORT=true >> /etc/ecs/ecs.config',
    ...(isSpot ? ['echo ECS_ENABLE_SPOT_INSTANCE_DRAINING=true >> /etc/ecs/ecs.config'] : []),
  );
  return script;
}
