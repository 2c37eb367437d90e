import { Tags } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { CfnNodegroup } from 'aws-cdk-lib/aws-eks';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { findInstanceType } from '../catalog';
import type { NodeGroupConfig } from '../config';
import { BUILT_IN_DEVICE_PLUGIN_LABEL } from './device-plugin';

export interface NodeGroupProps {
  readonly cluster: eks.Cluster;
  /** Name of the cluster, as text: it is part of tag keys, which cannot be a reference. */
  readonly clusterName: string;
  readonly config: NodeGroupConfig;
  readonly role: iam.IRole;
  /** Group of all nodes; managed nodes get it instead of the one that EKS makes. */
  readonly securityGroup: ec2.ISecurityGroup;
}

/** A managed node group in the private subnets, with IMDSv2 and an encrypted disk. */
export class NodeGroup extends Construct {
  constructor(scope: Construct, id: string, props: NodeGroupProps) {
    super(scope, id);
    const { cluster, clusterName, config, role, securityGroup } = props;
    const launchTemplate = this.launchTemplate(config, securityGroup);
    const group = new eks.Nodegroup(this, 'Group', {
      cluster,
      nodegroupName: config.name,
      nodeRole: role,
      subnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      capacityType: config.market === 'spot' ? eks.CapacityType.SPOT : eks.CapacityType.ON_DEMAND,
      minSize: config.min,
      amiType: amiType(config),
      maxSize: config.max,
      // EKS asks for all three sizes or none; without a wish of the configuration the group starts small.
      desiredSize: config.desired ?? config.min,
      labels: labels(config),
      taints: config.taints.map((taint) => ({ ...taint, effect: eks.TaintEffect[taint.effect] })),
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
    // Past the construct, which takes new GPU types (p5) for types without a GPU, and refuses their image.
    (group.node.defaultChild as CfnNodegroup).instanceTypes = config.instanceTypes;
  }

  private launchTemplate(config: NodeGroupConfig, securityGroup: ec2.ISecurityGroup): ec2.LaunchTemplate {
    const launchTemplate = new ec2.LaunchTemplate(this, 'LaunchTemplate', {
      securityGroup,
      httpTokens: ec2.LaunchTemplateHttpTokens.REQUIRED,
      // Pods take their rights from Pod Identity: one hop keeps them away from the rights of the node.
      httpPutResponseHopLimit: 1,
      detailedMonitoring: true,
      blockDevices: [
        {
          deviceName: config.amiFamily === 'bottlerocket' ? '/dev/xvdb' : '/dev/xvda',
          volume: ec2.BlockDeviceVolume.ebs(config.volumeGiB, {
            volumeType: ec2.EbsDeviceVolumeType.GP3,
            encrypted: true,
          }),
        },
      ],
    });
    Tags.of(launchTemplate).add('Name', config.tags['Name'] ?? this.node.id);
    return launchTemplate;
  }
}

function hasGpu(config: NodeGroupConfig): boolean {
  return findInstanceType(config.instanceTypes[0]!)?.gpu !== undefined;
}

/** Always explicit: left to itself CDK picks an Amazon Linux 2 image for GPU types, which left support in 2025. */
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
