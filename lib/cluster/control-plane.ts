import { Tags, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { CfnCluster } from 'aws-cdk-lib/aws-eks';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { ClusterConfig } from '../config';
import { dataRemoval } from '../retention/data-removal';
import { completeKubectlProvider } from './kubectl-provider';
import { kubectlLayer } from './kubectl-layer';

export interface ControlPlaneProps {
  readonly config: ClusterConfig;
  readonly vpc: ec2.IVpc;
  /** Added to the network interfaces of the control plane, beside the group that EKS creates. */
  readonly securityGroup: ec2.ISecurityGroup;
  readonly role: iam.IRole;
  /** Encrypts Kubernetes secrets. */
  readonly secretsKey: kms.IKey;
  readonly protectData: boolean;
}

const LOG_TYPES = [
  eks.ClusterLoggingTypes.API,
  eks.ClusterLoggingTypes.AUDIT,
  eks.ClusterLoggingTypes.AUTHENTICATOR,
  eks.ClusterLoggingTypes.CONTROLLER_MANAGER,
  eks.ClusterLoggingTypes.SCHEDULER,
];

/** The EKS control plane, its logs, and the functions that call its API server. */
export class ControlPlane extends Construct {
  readonly cluster: eks.Cluster;

  constructor(scope: Construct, id: string, props: ControlPlaneProps) {
    super(scope, id);
    const { config } = props;
    const logGroup = new logs.LogGroup(this, 'Logs', {
      // EKS writes to this name, and would otherwise create a log group that never expires.
      logGroupName: `/aws/eks/${config.name}/cluster`,
      retention: config.logRetentionDays,
      removalPolicy: dataRemoval(props.protectData),
    });
    this.cluster = new eks.Cluster(this, 'Cluster', {
      clusterName: config.name,
      version: eks.KubernetesVersion.of(config.version),
      role: props.role,
      vpc: props.vpc,
      vpcSubnets: [{ subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS }, { subnetType: ec2.SubnetType.PUBLIC }],
      securityGroup: props.securityGroup,
      endpointAccess: endpointAccess(config.endpoint),
      clusterLogging: LOG_TYPES,
      secretsEncryptionKey: props.secretsKey,
      // The platform has its own node groups; without this the cluster would be in Auto Mode.
      defaultCapacityType: eks.DefaultCapacityType.NODEGROUP,
      defaultCapacity: 0,
      bootstrapClusterCreatorAdminPermissions: false,
      // AddOns installs them, and a DaemonSet can have one owner only.
      bootstrapSelfManagedAddons: false,
      kubectlProviderOptions: { kubectlLayer: kubectlLayer(this, config.version) },
    });
    this.cluster.node.addDependency(logGroup);
    const resource = this.cluster.node.defaultChild as CfnCluster;
    // DeletionProtection turns it on, as the last step of a deploy. EKS would refuse to roll a failed first one back.
    if (!props.protectData) resource.deletionProtection = false;
    // By default EKS keeps a version beyond its standard support, at six times the price.
    resource.upgradePolicy = { supportType: config.support.toUpperCase() };
    Validations.of(this.cluster).acknowledge({
      id: 'CloudFormation-Validate::W9009',
      reason:
        'aws-eks-v2 writes the list of encrypted resources; EKS accepts it, and secrets are its only entry.',
    });
    Tags.of(this.cluster).add('Name', 'ML-Platform-Cluster', { includeResourceTypes: ['AWS::EKS::Cluster'] });
    // Reading the property creates the provider, which pods without Pod Identity (IRSA) need.
    Tags.of(this.cluster.openIdConnectProvider).add('Name', 'ML-Platform-OIDC');
    completeKubectlProvider(this.cluster);
  }
}

function endpointAccess({ public: isPublic, publicCidrs }: ClusterConfig['endpoint']): eks.EndpointAccess {
  return isPublic
    ? eks.EndpointAccess.PUBLIC_AND_PRIVATE.onlyFrom(...publicCidrs)
    : eks.EndpointAccess.PRIVATE;
}
