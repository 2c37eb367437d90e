import { CfnOutput, Duration, Tags, type StackProps } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as eks from 'aws-cdk-lib/aws-eks-v2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { constructId } from '../contract/construct-id';
import type { ClusterConfig, PlatformConfig } from '../config';
import type { SecurityGroups } from '../network/security-groups';
import type { DataStores } from '../storage/data-stores';
import { dataRemoval } from '../retention/data-removal';
import { gpuShares, holdsAddOns } from '../config/add-ons';
import { groupsWithEfa, installsEfaPlugin } from '../config/scheduling/group-hardware';
import { nodeVersion } from '../config/scheduling/group-node';
import { AddOns } from './add-ons/add-ons';
import type { ClusterMetrics } from './add-ons/cluster-metrics';
import { installDcgmExporter } from './add-ons/dcgm-exporter';
import { installDevicePlugin } from './add-ons/device-plugin';
import { installEfaPlugin } from './add-ons/efa-plugin';
import { LoadBalancerController } from './add-ons/load-balancer-controller';
import { ClusterAutoscaler } from './cluster-autoscaler';
import { ControlPlane } from './control-plane';
import { DeletionProtection } from './deletion-protection';
import { Namespaces } from './namespaces';
import { efaSecurityGroup } from './node-group/efa-security-group';
import { NodeGroup } from './node-group/node-group';
import { associate } from './pod-identity';
import { PlatformStack } from '../references/platform-stack';

export interface ClusterStackProps extends StackProps {
  readonly config: ClusterConfig;
  /** Mirrors of registries by host. */
  readonly registries: PlatformConfig['registries'];
  readonly vpc: ec2.IVpc;
  readonly securityGroups: Pick<SecurityGroups, 'cluster' | 'nodes'>;
  readonly clusterRole: iam.IRole;
  readonly nodeRole: iam.IRole;
  /** Role of the pods of the service accounts in the configuration. */
  readonly workloadRole: iam.IRole;
  /** The data buckets, which pods may have as volumes. */
  readonly stores: DataStores;
  /**
   * Key that encrypts the volumes of nodes and pods.
   * @default the default key of the account for EBS
   */
  readonly volumeKeyArn?: string;
  /** Whether the secrets key and the logs outlive the stack, and the cluster refuses to be deleted. */
  readonly protectData: boolean;
}

/** The EKS cluster with its node groups and add-ons. */
export class ClusterStack extends PlatformStack {
  readonly cluster: eks.Cluster;
  /** Metrics of nodes, pods and GPUs; undefined if they are switched off. */
  readonly metrics?: ClusterMetrics;
  readonly nodeGroups: readonly NodeGroup[];

  constructor(scope: Construct, id: string, props: ClusterStackProps) {
    super(scope, id, props);
    const { config } = props;

    const secretsKey = new kms.Key(this, 'SecretsKey', {
      description: 'EKS cluster encryption key',
      enableKeyRotation: true,
      pendingWindow: Duration.days(config.secretsKeyDeletionWindowDays),
      removalPolicy: dataRemoval(props.protectData),
    });
    Tags.of(secretsKey).add('Name', 'ML-EKS-Secrets-Key');

    this.cluster = new ControlPlane(this, 'ControlPlane', {
      config,
      vpc: props.vpc,
      securityGroup: props.securityGroups.cluster,
      role: props.clusterRole,
      secretsKey,
      protectData: props.protectData,
    }).cluster;

    const addOns = new AddOns(this, 'AddOns', {
      cluster: this.cluster,
      config,
      volumeKeyArn: props.volumeKeyArn,
      stores: props.stores,
    });
    this.metrics = addOns.metrics;
    const nodeGroups = (this.nodeGroups = this.addNodeGroups(props));
    for (const group of nodeGroups) group.node.addDependency(...addOns.beforeNodes);
    const untainted = nodeGroups.filter((group) => holdsAddOns(group.config));
    addOns.installAfter(untainted);

    const charts = { cluster: this.cluster, config, registries: props.registries };
    if (config.addOns.devicePlugin.enabled) installDevicePlugin(charts);
    if (config.addOns.dcgmExporter.enabled) installDcgmExporter(charts);
    if (installsEfaPlugin(config)) installEfaPlugin(charts);
    if (config.addOns.loadBalancerController.enabled) {
      const controller = new LoadBalancerController(this, 'LoadBalancerController', {
        ...charts,
        vpc: props.vpc,
        nodes: props.securityGroups.nodes,
        tags: props.tags ?? {},
      });
      controller.chart.node.addDependency(...untainted);
    }
    const autoscaler = new ClusterAutoscaler(this, 'ClusterAutoscaler', {
      cluster: this.cluster,
      clusterName: config.name,
      version: config.version,
      registries: props.registries,
      nodeGroups,
    });
    autoscaler.chart.node.addDependency(...untainted);

    new Namespaces(this, 'Namespaces', { cluster: this.cluster, config: config.namespaces });
    const identities = new Construct(this, 'Identities');
    for (const account of config.serviceAccounts) {
      // Neither name may have a colon, so ids are unique.
      associate(
        identities,
        `${account.namespace}:${account.name}`,
        this.cluster,
        account,
        props.workloadRole,
      );
    }
    // The whole ARN: two paths or two accounts may have the same name.
    for (const arn of config.adminArns) this.cluster.grantClusterAdmin(`Admin-${arn.split('::')[1]}`, arn);

    if (props.protectData) new DeletionProtection(this, 'DeletionProtection', { cluster: this.cluster });
    this.addOutputs(config.name);
  }

  private addNodeGroups(props: ClusterStackProps): NodeGroup[] {
    const { config, nodeRole, securityGroups, volumeKeyArn } = props;
    const scope = new Construct(this, 'NodeGroups');
    const forEfa = groupsWithEfa(config).length > 0 ? efaSecurityGroup(scope, props.vpc) : undefined;
    return Object.entries(config.nodeGroups).map(
      ([name, group]) =>
        new NodeGroup(scope, constructId(name), {
          cluster: this.cluster,
          clusterName: config.name,
          config: group,
          version: nodeVersion(config),
          gpuShares: gpuShares(config, name),
          repair: config.nodeRepair,
          detailedMonitoring: config.detailedMonitoring,
          role: nodeRole,
          securityGroup: securityGroups.nodes,
          efaSecurityGroup: forEfa,
          volumeKeyArn,
        }),
    );
  }

  private addOutputs(clusterName: string): void {
    new CfnOutput(this, 'EksClusterName', {
      value: this.cluster.clusterName,
      description: 'EKS cluster name',
    });
    new CfnOutput(this, 'EksClusterEndpoint', {
      value: this.cluster.clusterEndpoint,
      description: 'EKS cluster endpoint',
    });
    new CfnOutput(this, 'ConfigureKubectl', {
      value: `aws eks update-kubeconfig --region ${this.region} --name ${clusterName}`,
      description: 'Command to configure kubectl',
    });
  }
}
