import { Lazy, Tags, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/** A gp3 volume of an instance. */
export interface InstanceVolume {
  /** Device name of the volume in the machine image, for example `/dev/xvda`. */
  readonly deviceName: string;
  readonly sizeGiB: number;
  /** @default 3000, which is free */
  readonly iops?: number;
  /** @default 125, which is free */
  readonly throughputMiBps?: number;
}

export interface HardenedLaunchTemplateProps {
  /** @default the service that launches the instances decides, such as EKS for its nodes */
  readonly machineImage?: ec2.IMachineImage;
  /** @default the service that launches the instances decides */
  readonly instanceType?: string;
  /**
   * The role of the instances; give it or {@link instanceProfile}.
   * @default none
   */
  readonly role?: iam.IRole;
  /** @default none */
  readonly instanceProfile?: iam.IInstanceProfile;
  readonly securityGroup: ec2.ISecurityGroup;
  /**
   * Runs as root at the first boot.
   * @default none
   */
  readonly userData?: ec2.UserData;
  /**
   * Request options of a single Spot instance.
   * @default on demand; an Auto Scaling group has its own settings
   */
  readonly spotOptions?: ec2.LaunchTemplateSpotOptions;
  /** @default the default of the instance type */
  readonly ebsOptimized?: boolean;
  /** Network hops of a metadata response. With 1, no container in its own network gets the credentials of the instance. */
  readonly metadataHopLimit: number;
  readonly volume: InstanceVolume;
  /**
   * Whether EC2 publishes metrics every minute, which is billed, and not every five minutes.
   * @default true
   */
  readonly detailedMonitoring?: boolean;
  /**
   * Another volume of the machine image, such as one with the operating system only.
   * @default none
   */
  readonly otherVolume?: InstanceVolume;
  /**
   * Key that encrypts the volumes.
   * @default the default key of the account for EBS
   */
  readonly volumeKeyArn?: string;
  /** Tags of the instances and their volumes, added to those of the stack. */
  readonly tags: Readonly<Record<string, string>>;
}

/** The most operations a second of a gp3 volume that the validation of the CDK knows for launch templates. */
const IOPS_BEFORE_2025_09 = 16_000;

/** A launch template for instances with IMDSv2 only, encrypted gp3 volumes, and detailed monitoring by default. */
export class HardenedLaunchTemplate extends ec2.LaunchTemplate {
  constructor(scope: Construct, id: string, props: HardenedLaunchTemplateProps) {
    const volumeKey =
      props.volumeKeyArn === undefined
        ? undefined
        : kms.Key.fromKeyArn(scope, `${id}VolumeKey`, props.volumeKeyArn);
    super(scope, id, {
      machineImage: props.machineImage,
      instanceType: props.instanceType === undefined ? undefined : new ec2.InstanceType(props.instanceType),
      role: props.role,
      instanceProfile: props.instanceProfile,
      securityGroup: props.securityGroup,
      userData: props.userData,
      spotOptions: props.spotOptions,
      ebsOptimized: props.ebsOptimized,
      httpTokens: ec2.LaunchTemplateHttpTokens.REQUIRED,
      httpPutResponseHopLimit: props.metadataHopLimit,
      detailedMonitoring: props.detailedMonitoring ?? true,
      blockDevices: [props.volume, ...(props.otherVolume ? [props.otherVolume] : [])].map((volume) => ({
        deviceName: volume.deviceName,
        volume: ec2.BlockDeviceVolume.ebs(volume.sizeGiB, {
          volumeType: ec2.EbsDeviceVolumeType.GP3,
          iops: volume.iops,
          throughput: volume.throughputMiBps,
          encrypted: true,
          kmsKey: volumeKey,
        }),
      })),
    });
    for (const [key, value] of Object.entries(props.tags)) Tags.of(this).add(key, value);
    if (props.spotOptions) this.tagSpotRequest();
    if (props.volume.iops !== undefined && props.volume.iops > IOPS_BEFORE_2025_09) {
      Validations.of(this).acknowledge({
        id: 'CloudFormation-Validate::E3671',
        reason: 'gp3 volumes have up to 80,000 operations a second since 2025-09, and the rule knows 16,000.',
      });
    }
  }

  /** EC2 tags the Spot request of an instance with these; CDK has the tags of instances and of volumes only. */
  private tagSpotRequest(): void {
    const template = this.node.defaultChild as ec2.CfnLaunchTemplate;
    template.addPropertyOverride('LaunchTemplateData.TagSpecifications.2', {
      ResourceType: 'spot-instances-request',
      Tags: Lazy.any({ produce: () => this.tags.renderTags() as unknown }),
    });
  }
}
