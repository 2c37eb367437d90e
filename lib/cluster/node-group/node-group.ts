import { Fn } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { CfnNodegroup } from 'aws-cdk-lib/aws-eks';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { ClusterConfig, NodeGroupConfig } from '../../config';
import { apiTaintEffects } from '../../config/schema/kubernetes';
import { amiTypeOf, capacityTypeOf, labelsOf, nodeGroupTags } from '../../config/scheduling/group-node';
import { nodeGroupName } from './node-group-name';
import { NodeLaunchTemplate } from './node-launch-template';
import { nodeRepair } from './node-repair';
import { updateSettings } from './update-settings';

export interface NodeGroupProps {
  readonly cluster: eks.Cluster;
  /** Name of the cluster, as text: it is part of tag keys, which cannot be a reference. */
  readonly clusterName: string;
  readonly config: NodeGroupConfig;
  /** Kubernetes version of the nodes: that of the control plane. */
  readonly version: string;
  /** Into how many shares the device plugin divides each GPU; 1 for none. */
  readonly gpuShares: number;
  /** How EKS repairs the nodes. */
  readonly repair: ClusterConfig['nodeRepair'];
  /** Whether EC2 publishes the metrics of the nodes every minute. */
  readonly detailedMonitoring: boolean;
  readonly role: iam.IRole;
  /** Security group of all nodes; managed nodes get it instead of the one that EKS creates. */
  readonly securityGroup: ec2.ISecurityGroup;
  /** Security group of nodes with EFA interfaces, beside that of all nodes. */
  readonly efaSecurityGroup?: ec2.ISecurityGroup;
  /**
   * Key that encrypts the volumes.
   * @default the default key of the account for EBS
   */
  readonly volumeKeyArn?: string;
}

/** A managed node group in the private subnets. */
export class NodeGroup extends Construct {
  readonly config: NodeGroupConfig;
  /** Name of the node group in EKS, which may be generated. */
  readonly nodegroupName: string;
  /**
   * The end of the name of its Auto Scaling group, `eks-<name>-<UUID>`: the UUID, which is that of its ARN. Only this end
   * is unique: a name may begin with the name of another node group, and clusters may have groups of one name.
   *
   * Source: https://docs.aws.amazon.com/cli/latest/reference/eks/describe-nodegroup.html (Examples)
   */
  readonly autoScalingGroupSuffix: string;

  constructor(scope: Construct, id: string, props: NodeGroupProps) {
    super(scope, id);
    const { cluster, clusterName, config, role, version } = props;
    const launchTemplate = new NodeLaunchTemplate(this, 'LaunchTemplate', {
      config,
      cluster: {
        name: clusterName,
        apiServerEndpoint: cluster.clusterEndpoint,
        certificateAuthority: cluster.clusterCertificateAuthorityData,
      },
      securityGroup: props.securityGroup,
      efaSecurityGroup: props.efaSecurityGroup,
      detailedMonitoring: props.detailedMonitoring,
      volumeKeyArn: props.volumeKeyArn,
      nodeName: config.tags['Name'] ?? this.node.id,
    });
    const subnets: ec2.SubnetSelection = {
      subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS,
      ...(config.zones && { availabilityZones: [...config.zones] }),
    };
    // Always explicit: by default CDK selects an Amazon Linux 2 image for GPU types, whose support ended in 2025.
    const amiType = amiTypeOf(config) as eks.NodegroupAmiType;
    const group = new eks.Nodegroup(this, 'Group', {
      cluster,
      nodegroupName: nodeGroupName({
        config,
        clusterName,
        amiType,
        subnets: cluster.vpc.selectSubnets(subnets).subnets,
      }),
      nodeRole: role,
      subnets,
      capacityType: capacityTypeOf(config) as eks.CapacityType,
      minSize: config.min,
      // EKS refuses an image type beside an image in the launch template.
      amiType: config.customImage ? undefined : amiType,
      maxSize: config.max,
      // EKS requires all three sizes or none; by default the group starts at its minimum.
      desiredSize: config.desired ?? config.min,
      labels: labelsOf(config, props.gpuShares),
      taints: config.taints.map((taint) => ({
        ...taint,
        effect: eks.TaintEffect[apiTaintEffects[taint.effect]],
      })),
      tags: nodeGroupTags(config, clusterName, props.gpuShares),
      launchTemplateSpec: {
        id: launchTemplate.launchTemplateId!,
        version: launchTemplate.latestVersionNumber,
      },
      // With force, an update ends pods that a disruption budget protects, such as a training job: after 15 minutes.
      forceUpdate: false,
    });
    const resource = group.node.defaultChild as CfnNodegroup;
    // Set on the resource, because the construct does not recognize new GPU types (p5) and refuses their image.
    if (config.market !== 'capacity-block') resource.instanceTypes = config.instanceTypes;
    // The nodes follow the control plane, since EKS leaves those of a group without a version as they are. It takes none
    // for an image of the user.
    if (!config.customImage) resource.version = version;
    resource.nodeRepairConfig = nodeRepair(props.repair);
    resource.updateConfig = updateSettings(config);
    if (config.warmPool) {
      resource.warmPoolConfig = {
        enabled: true,
        minSize: config.warmPool.min,
        maxGroupPreparedCapacity: config.warmPool.max,
        poolState: 'STOPPED',
        // A node that was in service has images and logs of its pods, and would join as if it were new.
        reuseOnScaleIn: false,
      };
    }
    this.config = config;
    this.nodegroupName = resource.attrNodegroupName;
    // arn:aws:eks:REGION:ACCOUNT:nodegroup/CLUSTER/NAME/UUID
    this.autoScalingGroupSuffix = Fn.select(3, Fn.split('/', resource.attrArn));
  }
}
