import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { findInstanceType, trainingImage } from '../../catalog';
import { useCapacityBlock } from '../../compute/capacity-reservation';
import { addEfaInterfaces } from '../../compute/efa-interfaces';
import { HardenedLaunchTemplate } from '../../compute/hardened-launch-template';
import type { VolumeConfig } from '../../config';

export interface GpuLaunchTemplateProps {
  /** GPU instance type; its driver determines the image. */
  readonly instanceType: string;
  readonly instanceProfile: iam.IInstanceProfile;
  readonly securityGroup: ec2.ISecurityGroup;
  readonly rootVolume: VolumeConfig;
  /**
   * Key that encrypts the volume.
   * @default the default key of the account for EBS
   */
  readonly volumeKeyArn?: string;
  /** Runs as root at the first boot. */
  readonly userData: ec2.UserData;
  /**
   * Request options of a single Spot instance.
   * @default on demand; an Auto Scaling group has its own settings
   */
  readonly spotOptions?: ec2.LaunchTemplateSpotOptions;
  /**
   * Whether the instances have Elastic Fabric Adapters on all network cards of the instance type.
   * @default false
   */
  readonly efa?: boolean;
  /**
   * Id of the Capacity Block that the instances run in.
   * @default none
   */
  readonly capacityBlockId?: string;
  /** Tags of the instances and their volumes, added to those of the stack. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Launch template of a GPU training instance: Deep Learning image, boot script, and network adapters. */
export class GpuLaunchTemplate extends HardenedLaunchTemplate {
  constructor(scope: Construct, id: string, props: GpuLaunchTemplateProps) {
    const type = findInstanceType(props.instanceType);
    const image = trainingImage(type);
    super(scope, id, {
      // Resolved at launch, not at deploy: a new image must not replace a running workstation.
      machineImage: ec2.MachineImage.resolveSsmParameterAtLaunch(image.parameterName),
      instanceType: props.instanceType,
      instanceProfile: props.instanceProfile,
      securityGroup: props.securityGroup,
      userData: props.userData,
      spotOptions: props.spotOptions,
      ebsOptimized: true,
      metadataHopLimit: 1,
      volume: { deviceName: image.rootDeviceName, ...props.rootVolume },
      volumeKeyArn: props.volumeKeyArn,
      tags: props.tags,
    });
    const template = this.node.defaultChild as ec2.CfnLaunchTemplate;
    if (props.efa && type) addEfaInterfaces(template, type, [props.securityGroup.securityGroupId]);
    if (props.capacityBlockId !== undefined) useCapacityBlock(template, props.capacityBlockId);
  }
}
