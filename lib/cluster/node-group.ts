import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { CfnNodegroup } from 'aws-cdk-lib/aws-eks';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { findInstanceType } from '../catalog';
import { HardenedLaunchTemplate } from '../compute/hardened-launch-template';
import type { NodeGroupConfig } from '../config';
import { apiTaintEffects } from '../config/schema/kubernetes';
import { BUILT_IN_DEVICE_PLUGIN_LABEL } from './device-plugin';
import { nodeGroupName } from './node-group-name';

export interface NodeGroupProps {
  readonly cluster: eks.Cluster;
  /** Name of the cluster, as text: it is part of tag keys, which cannot be a reference. */
  readonly clusterName: string;
  readonly config: NodeGroupConfig;
  readonly role: iam.IRole;
  /** Security group of all nodes; managed nodes get it instead of the one that EKS creates. */
  readonly securityGroup: ec2.ISecurityGroup;
  /**
   * Key that encrypts the volumes.
   * @default the default key of the account for EBS
   */
  readonly volumeKeyArn?: string;
}

/** A managed node group in the private subnets. */
export class NodeGroup extends Construct {
  constructor(scope: Construct, id: string, props: NodeGroupProps) {
    super(scope, id);
    const { cluster, clusterName, config, role, securityGroup, volumeKeyArn } = props;
    const launchTemplate = this.addLaunchTemplate({ config, securityGroup, volumeKeyArn });
    const subnets = { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS };
    const group = new eks.Nodegroup(this, 'Group', {
      cluster,
      nodegroupName: nodeGroupName({
        config,
        clusterName,
        amiType: amiType(config),
        subnets: cluster.vpc.selectSubnets(subnets).subnets,
      }),
      nodeRole: role,
      subnets,
      capacityType: config.market === 'spot' ? eks.CapacityType.SPOT : eks.CapacityType.ON_DEMAND,
      minSize: config.min,
      amiType: amiType(config),
      maxSize: config.max,
      // EKS requires all three sizes or none; by default the group starts at its minimum.
      desiredSize: config.desired ?? config.min,
      labels: labels(config),
      taints: config.taints.map((taint) => ({
        ...taint,
        effect: eks.TaintEffect[apiTaintEffects[taint.effect]],
      })),
      tags: {
        ...config.tags,
        'k8s.io/cluster-autoscaler/enabled': 'true',
        [`k8s.io/cluster-autoscaler/${clusterName}`]: 'owned',
      },
      launchTemplateSpec: {
        id: launchTemplate.launchTemplateId!,
        version: launchTemplate.latestVersionNumber,
      },
      enableNodeAutoRepair: true,
    });
    // Set on the resource, because the construct does not recognize new GPU types (p5) and refuses their image.
    (group.node.defaultChild as CfnNodegroup).instanceTypes = config.instanceTypes;
  }

  private addLaunchTemplate({
    config,
    securityGroup,
    volumeKeyArn,
  }: Pick<NodeGroupProps, 'config' | 'securityGroup' | 'volumeKeyArn'>): HardenedLaunchTemplate {
    const { amiFamily, tags, volumeGiB } = config;
    return new HardenedLaunchTemplate(this, 'LaunchTemplate', {
      securityGroup,
      // Pods get permissions through Pod Identity and must not get the credentials of the node.
      metadataHopLimit: 1,
      volume: { deviceName: amiFamily === 'bottlerocket' ? '/dev/xvdb' : '/dev/xvda', sizeGiB: volumeGiB },
      volumeKeyArn,
      tags: { Name: tags['Name'] ?? this.node.id },
    });
  }
}

function hasGpu(config: NodeGroupConfig): boolean {
  return findInstanceType(config.instanceTypes[0]!)?.gpu !== undefined;
}

/** Always explicit: by default CDK selects an Amazon Linux 2 image for GPU types, whose support ended in 2025. */
function amiType(config: NodeGroupConfig): eks.NodegroupAmiType {
  const types = {
    al2023: [eks.NodegroupAmiType.AL2023_X86_64_STANDARD, eks.NodegroupAmiType.AL2023_X86_64_NVIDIA],
    bottlerocket: [eks.NodegroupAmiType.BOTTLEROCKET_X86_64, eks.NodegroupAmiType.BOTTLEROCKET_X86_64_NVIDIA],
  };
  return types[config.amiFamily][hasGpu(config) ? 1 : 0]!;
}

function labels(config: NodeGroupConfig): Record<string, string> {
  const builtIn = config.amiFamily === 'bottlerocket' && hasGpu(config);
  return builtIn ? { ...config.labels, [BUILT_IN_DEVICE_PLUGIN_LABEL]: 'false' } : config.labels;
}
