import { Tags, type App, type Stack, type StackProps } from 'aws-cdk-lib';
import { ClusterStack } from './cluster/cluster-stack';
import type { PlatformConfig } from './config';
import { podSecretsPrefix } from './config/add-ons';
import { googleReaders } from './config/gcp/google-readers';
import { platformTags } from './config/platform-tags';
import { ecrMirrors } from './config/registries';
import { GcpCompanion } from './gcp/companion';
import { IdentityStack } from './identity/identity-stack';
import { InferenceStack } from './inference/inference-stack';
import { NetworkStack } from './network/network-stack';
import { ObservabilityStack } from './observability/observability-stack';
import { StorageStack } from './storage/storage-stack';
import { TrainingStack } from './training/training-stack';

/**
 * The whole platform: seven stacks and the GCP companion.
 *
 * References run one way: Network and Storage → Identity → Training, Cluster and Inference → Observability.
 */
export class Platform {
  readonly network: NetworkStack;
  readonly storage: StorageStack;
  readonly identity: IdentityStack;
  readonly training: TrainingStack;
  readonly cluster: ClusterStack;
  readonly inference: InferenceStack;
  readonly observability: ObservabilityStack;
  readonly gcp: GcpCompanion;

  /** @param account - Account to deploy to; without it, the templates are independent of the account. */
  constructor(app: App, config: PlatformConfig, account?: string) {
    const { protectData, environment } = config;
    const { costCenter, project } = config.tagKeys;
    const volumeKeyArn = config.ebsKeyArn;
    const tags = platformTags(config);
    const promotionPath = `/${config.project}/${environment}/`;
    const stack = (id: string, description: string): StackProps => ({
      env: { account: config.account ?? account, region: config.region },
      stackName: `${config.project}-${environment}-${id.toLowerCase()}`,
      description: `ML platform (${environment}): ${description}`,
      // On every stack: a delete of one begins with those that use its values, and would stop halfway: ADR 0018.
      terminationProtection: protectData,
      // Tags of the stack itself; those of its resources are added below.
      tags,
    });

    this.network = new NetworkStack(app, 'Network', {
      ...stack('Network', 'VPC, NAT, endpoints, flow logs and security groups'),
      config: config.network,
      clusterName: config.cluster.name,
      volumeKeyArn,
      protectData,
    });
    this.storage = new StorageStack(app, 'Storage', {
      ...stack('Storage', 'data key and buckets'),
      config: config.storage,
      promotionPath,
      purposeTagKey: config.tagKeys.purpose,
      protectData,
    });
    const { stores } = this.storage;
    this.identity = new IdentityStack(app, 'Identity', {
      ...stack('Identity', 'roles and instance profiles'),
      config: config.identity,
      stores,
      promotionPath,
      projectTag: { key: project, value: config.tags[project]! },
      hasWarmPools: Object.values(config.training.fleets).some(({ warmPool }) => warmPool),
      googleReaders: googleReaders(config),
      podSecretsPrefix: podSecretsPrefix(config),
      mirrors: ecrMirrors(config.registries),
      volumeKeyArn,
    });
    const { vpc, securityGroups } = this.network;
    this.training = new TrainingStack(app, 'Training', {
      ...stack('Training', 'GPU workstations and fleets'),
      config: config.training,
      clusterTagKey: config.tagKeys.cluster,
      vpc,
      securityGroup: securityGroups.training,
      stores,
      instanceProfile: this.identity.trainingProfile,
      emails: config.observability.emails,
      volumeKeyArn,
      protectData,
    });
    this.cluster = new ClusterStack(app, 'Cluster', {
      ...stack('Cluster', 'EKS cluster, node groups and add-ons'),
      config: config.cluster,
      registries: config.registries,
      vpc,
      securityGroups,
      clusterRole: this.identity.cluster,
      nodeRole: this.identity.nodes,
      workloadRole: this.identity.workloads,
      stores,
      volumeKeyArn,
      protectData,
    });
    this.inference = new InferenceStack(app, 'Inference', {
      ...stack('Inference', 'ECS cluster, GPU capacity and model services'),
      config: config.inference,
      registries: config.registries,
      vpc,
      vpcCidr: config.network.cidr,
      loadBalancerSecurityGroup: securityGroups.loadBalancer,
      stores,
      accessLogs: this.storage.accessLogs,
      volumeKeyArn,
      protectData,
    });
    this.observability = new ObservabilityStack(app, 'Observability', {
      ...stack('Observability', 'dashboard, alarms and budget'),
      config: config.observability,
      costTags: {
        [costCenter]: config.tags[costCenter]!,
        [config.tagKeys.environment]: environment,
      },
      key: this.storage.key,
      training: this.training,
      cluster: this.cluster,
      inference: this.inference,
    });
    this.gcp = new GcpCompanion(app, 'Gcp', { config });

    for (const [key, value] of Object.entries(tags)) {
      for (const each of this.stacks) Tags.of(each).add(key, value);
    }
  }

  /** The stacks in the order of their dependencies. */
  get stacks(): readonly Stack[] {
    return [
      this.network,
      this.storage,
      this.identity,
      this.training,
      this.cluster,
      this.inference,
      this.observability,
    ];
  }
}
