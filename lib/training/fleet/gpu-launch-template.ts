import { Tags } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { deepLearningImages, findInstanceType } from '../../catalog';
import type { VolumeConfig } from '../../config';
import { addEfaInterfaces } from './efa-interfaces';

export interface GpuLaunchTemplateProps {
  /**
   * GPU instance type; its driver decides the image.
   */
  readonly instanceType: string;
  readonly instanceProfile: iam.IInstanceProfile;
  readonly securityGroup: ec2.ISecurityGroup;
  readonly rootVolume: VolumeConfig;
  /** What runs at boot, as root. */
  readonly userData: ec2.UserData;
  /**
   * How a single spot instance is requested.
   * @default the buyer decides (an Auto Scaling group has its own settings), or on demand
   */
  readonly spotOptions?: ec2.LaunchTemplateSpotOptions;
  /**
   * Whether the machines have Elastic Fabric Adapters on all network cards of the instance type.
   * @default false
   */
  readonly efa?: boolean;
  /**
   * Id of the Capacity Block that the machines run in.
   * @default none
   */
  readonly capacityBlockId?: string;
  /** Tags of the machines and their volumes, added to those of the stack. */
  readonly tags: Readonly<Record<string, string>>;
}

/** How a GPU training machine starts: image, encrypted disk, IMDSv2 and boot scripts. */
export class GpuLaunchTemplate extends ec2.LaunchTemplate {
  constructor(scope: Construct, id: string, props: GpuLaunchTemplateProps) {
    const type = findInstanceType(props.instanceType);
    const image = deepLearningImages[type?.driver ?? 'open'];
    super(scope, id, {
      // Resolved at launch, not at deploy: a new image must not replace a running workstation.
      machineImage: ec2.MachineImage.resolveSsmParameterAtLaunch(image.parameterName),
      instanceType: new ec2.InstanceType(props.instanceType),
      instanceProfile: props.instanceProfile,
      securityGroup: props.securityGroup,
      userData: props.userData,
      spotOptions: props.spotOptions,
      httpTokens: ec2.LaunchTemplateHttpTokens.REQUIRED,
      httpPutResponseHopLimit: 1,
      detailedMonitoring: true,
      ebsOptimized: true,
      blockDevices: [{ deviceName: image.rootDeviceName, volume: rootVolume(props.rootVolume) }],
    });
    for (const [key, value] of Object.entries(props.tags)) Tags.of(this).add(key, value);
    const template = this.node.defaultChild as ec2.CfnLaunchTemplate;
    if (props.efa) addEfaInterfaces(template, type?.networkCards ?? 1, props.securityGroup.securityGroupId);
    if (props.capacityBlockId !== undefined) {
      template.addPropertyOverride('LaunchTemplateData.InstanceMarketOptions', {
        MarketType: 'capacity-block',
      });
      template.addPropertyOverride('LaunchTemplateData.CapacityReservationSpecification', {
        CapacityReservationTarget: { CapacityReservationId: props.capacityBlockId },
      });
    }
  }
}

function rootVolume({ sizeGiB, iops, throughputMiBps }: VolumeConfig): ec2.BlockDeviceVolume {
  return ec2.BlockDeviceVolume.ebs(sizeGiB, {
    volumeType: ec2.EbsDeviceVolumeType.GP3,
    iops,
    throughput: throughputMiBps,
    encrypted: true,
  });
}
