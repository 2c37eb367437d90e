import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { findInstanceType, serviceLimits } from '../../catalog';
import { useCapacityBlock, useReservation } from '../../compute/capacity-reservation';
import { addEfaInterfaces } from '../../compute/efa-interfaces';
import { HardenedLaunchTemplate, type InstanceVolume } from '../../compute/hardened-launch-template';
import type { NodeGroupConfig } from '../../config';
import { bottlerocketSettings } from './bottlerocket-settings';
import { nodeConfig, type ClusterAddress } from './node-config';

export interface NodeLaunchTemplateProps {
  readonly config: NodeGroupConfig;
  /** The cluster that the nodes join, without the range of its services. */
  readonly cluster: Omit<ClusterAddress, 'cidr'>;
  /** Security group of all nodes. */
  readonly securityGroup: ec2.ISecurityGroup;
  /** Security group of nodes with EFA interfaces, beside that of all nodes. */
  readonly efaSecurityGroup?: ec2.ISecurityGroup;
  /** Whether EC2 publishes the metrics of the nodes every minute. */
  readonly detailedMonitoring: boolean;
  /**
   * Key that encrypts the volumes.
   * @default the default key of the account for EBS
   */
  readonly volumeKeyArn?: string;
  /** Name tag of the nodes. */
  readonly nodeName: string;
}

/**
 * Size of the volume with the operating system of Bottlerocket, which pods do not use: what Karpenter gives it.
 * https://karpenter.sh/docs/concepts/nodeclasses/#bottlerocket-2
 */
const BOTTLEROCKET_SYSTEM: InstanceVolume = { deviceName: '/dev/xvda', sizeGiB: 4 };

/**
 * Launch template of the nodes of a group. Every change of its data makes a new version, and EKS then replaces the nodes:
 * tags of the node group stay out of it.
 */
export class NodeLaunchTemplate extends HardenedLaunchTemplate {
  constructor(scope: Construct, id: string, props: NodeLaunchTemplateProps) {
    const { config, securityGroup } = props;
    const isBottlerocket = config.amiFamily === 'bottlerocket';
    const isCapacityBlock = config.market === 'capacity-block';
    super(scope, id, {
      machineImage: config.customImage && ec2.MachineImage.fromSsmParameter(config.customImage.parameter),
      // EKS takes the type of a Capacity Block from the launch template only.
      instanceType: isCapacityBlock ? config.instanceTypes[0] : undefined,
      securityGroup,
      userData: isBottlerocket
        ? bottlerocketSettings(config)
        : nodeConfig(
            config,
            config.customImage && { ...props.cluster, cidr: config.customImage.serviceCidr },
          ),
      // Pods get permissions through Pod Identity and must not get the credentials of the node.
      metadataHopLimit: 1,
      volume: podVolume(config),
      otherVolume: isBottlerocket ? BOTTLEROCKET_SYSTEM : undefined,
      volumeKeyArn: props.volumeKeyArn,
      detailedMonitoring: props.detailedMonitoring,
      tags: { Name: props.nodeName },
    });
    const template = this.node.defaultChild as ec2.CfnLaunchTemplate;
    const type = findInstanceType(config.instanceTypes[0]!);
    if (config.efa && type && props.efaSecurityGroup) {
      const groups = [securityGroup, props.efaSecurityGroup];
      addEfaInterfaces(
        template,
        type,
        groups.map(({ securityGroupId }) => securityGroupId),
      );
    }
    if (config.placement === 'cluster') {
      const { placementGroupName } = new ec2.PlacementGroup(scope, 'PlacementGroup', {
        strategy: ec2.PlacementGroupStrategy.CLUSTER,
      });
      template.addPropertyOverride('LaunchTemplateData.Placement', { GroupName: placementGroupName });
    }
    if (config.capacityReservationId !== undefined) {
      const use = isCapacityBlock ? useCapacityBlock : useReservation;
      use(template, config.capacityReservationId);
    }
  }
}

/** The volume with images and pods. What every gp3 volume has is left to EC2. */
function podVolume(config: NodeGroupConfig): InstanceVolume {
  const { amiFamily, volumeGiB, volumeIops, volumeThroughputMiBps } = config;
  const { volumeIopsLeast, volumeMiBpsLeast } = serviceLimits;
  return {
    deviceName: amiFamily === 'bottlerocket' ? '/dev/xvdb' : '/dev/xvda',
    sizeGiB: volumeGiB,
    iops: volumeIops === volumeIopsLeast.value ? undefined : volumeIops,
    throughputMiBps: volumeThroughputMiBps === volumeMiBpsLeast.value ? undefined : volumeThroughputMiBps,
  };
}
