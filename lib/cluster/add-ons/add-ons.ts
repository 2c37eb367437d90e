import { Validations } from 'aws-cdk-lib';
import type { CfnAddon } from 'aws-cdk-lib/aws-eks';
import type * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, type IDependable } from 'constructs';
import { MINIMUM_POD_ADDRESSES, WARM_POD_ADDRESSES } from '../../catalog/pod-addresses';
import { allowVolumeKey } from '../../compute/volume-key';
import type { ClusterConfig } from '../../config';
import { pairedCopies } from '../../config/scheduling/platform-pods';
import { PodRole } from '../../identity/pod-role';
import type { DataStores } from '../../storage/data-stores';
import { AddOnVersions } from './add-on-versions';
import { gpuTolerations } from './gpu-tolerations';
import { ClusterMetrics } from './cluster-metrics';
import { eksAddOn, type EksAddOnProps } from './eks-add-on';
import { installS3Volumes } from './s3-volumes';
import { defaultSnapshotClass, defaultStorageClass } from './storage-class';

export interface AddOnsProps {
  readonly cluster: eks.Cluster;
  readonly config: ClusterConfig;
  /**
   * Key of the volumes of pods.
   * @default the default key of the account for EBS
   */
  readonly volumeKeyArn?: string;
  /** The data buckets. */
  readonly stores: DataStores;
}

/** The add-ons of the cluster: those that every cluster has, and those that the configuration switches on. */
export class AddOns extends Construct {
  /** Add-ons that a node needs before it is ready; node groups depend on them. */
  readonly beforeNodes: readonly CfnAddon[];
  /** Metrics of nodes, pods and GPUs; undefined if they are switched off. */
  readonly metrics?: ClusterMetrics;
  private readonly versions: AddOnVersions;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: AddOnsProps,
  ) {
    super(scope, id);
    this.versions = new AddOnVersions(scope, 'AddOnVersions', props.config);
    this.beforeNodes = [
      this.install({
        name: 'vpc-cni',
        configuration: {
          env: {
            MINIMUM_IP_TARGET: String(MINIMUM_POD_ADDRESSES),
            WARM_IP_TARGET: String(WARM_POD_ADDRESSES),
          },
        },
      }),
      this.install({ name: 'kube-proxy' }),
      this.install({ name: 'eks-pod-identity-agent' }),
    ];
    if (props.config.addOns.nodeMonitoring.enabled) this.installNodeMonitoring();
    if (props.config.addOns.cloudWatch.enabled)
      this.metrics = new ClusterMetrics(scope, 'ClusterMetrics', { ...props, versions: this.versions });
  }

  /**
   * Installs the add-ons that run on nodes.
   *
   * @param untainted - Node groups that start with a node which every pod may use. An add-on with a Deployment becomes
   * healthy only there. GPU groups are not waited for: the cluster must not depend on capacity of the day.
   */
  installAfter(untainted: readonly IDependable[]): void {
    const { ebsCsiDriver, metricsServer, mountpointS3, secretsStore, snapshotController } =
      this.props.config.addOns;
    const copies = pairedCopies(this.props.config);
    // Two is what the add-ons have by themselves.
    const replicas = copies < 2 ? { replicaCount: copies } : undefined;
    const onNodes = [this.install({ name: 'coredns', configuration: replicas })];
    if (ebsCsiDriver.enabled) onNodes.push(this.installVolumes(ebsCsiDriver.defaultStorageClass, replicas));
    if (snapshotController.enabled) onNodes.push(this.installSnapshots());
    if (metricsServer.enabled) onNodes.push(this.install({ name: 'metrics-server' }));
    if (mountpointS3.enabled)
      onNodes.push(installS3Volumes(this, { ...this.props, versions: this.versions }));
    if (secretsStore.enabled) onNodes.push(this.installSecretFiles());
    if (this.metrics) onNodes.push(this.metrics.addOn);
    for (const addOn of onNodes) addOn.node.addDependency(...untainted);
  }

  /**
   * The agent, which tolerates every taint, and DCGM, by which it sees GPUs. DCGM tolerates none by default: it would be
   * missing on every tainted GPU node, and repair would be blind there.
   *
   * Source: https://github.com/aws/eks-node-monitoring-agent/blob/v1.7.0/charts/eks-node-monitoring-agent/values.yaml
   */
  private installNodeMonitoring(): void {
    const tolerations = gpuTolerations(Object.values(this.props.config.nodeGroups));
    this.install({ name: 'eks-node-monitoring-agent', configuration: { dcgmAgent: { tolerations } } });
  }

  private installVolumes(withDefaultClass: boolean, controller: object | undefined): CfnAddon {
    const { cluster, volumeKeyArn } = this.props;
    const role = new PodRole(this, 'StorageRole', 'EBS CSI driver: creates and attaches volumes for pods');
    role.addManagedPolicy(
      iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonEBSCSIDriverPolicy'),
    );
    // Where the account encrypts by default, volumes of pods have this key even if their storage class names none.
    if (volumeKeyArn !== undefined) allowVolumeKey(role, volumeKeyArn);
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM4[Policy::arn:<partition>:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy]',
      reason:
        'The driver changes its calls from release to release; AWS keeps this policy in step, and it acts on volumes tagged by the driver.',
    });
    if (withDefaultClass) {
      const storageClass = defaultStorageClass(volumeKeyArn);
      // The id has the name: another class is another resource, which is made before the old one goes.
      cluster.addManifest(`StorageClass-${storageClass.metadata.name}`, storageClass);
    }
    return this.install({
      name: 'aws-ebs-csi-driver',
      configuration: controller && { controller },
      identity: { serviceAccount: 'ebs-csi-controller-sa', role },
    });
  }

  private installSnapshots(): CfnAddon {
    // The add-on has the CRDs. If they went with it, so would all snapshots, those of EBS as well.
    const addOn = this.install({ name: 'snapshot-controller', preserveOnDelete: true });
    this.props.cluster.addManifest('SnapshotClass', defaultSnapshotClass()).node.addDependency(addOn);
    return addOn;
  }

  /**
   * Without a role: a secret is read in the name of the pod that mounts it. The driver tolerates every taint by itself, the
   * provider none: on a tainted node the volumes of secrets would fail.
   *
   * Source: https://github.com/aws/secrets-store-csi-driver-provider-aws/blob/fdc4582/tests/addon_config_values.yaml
   */
  private installSecretFiles(): CfnAddon {
    return this.install({
      name: 'aws-secrets-store-csi-driver-provider',
      configuration: { tolerations: [{ operator: 'Exists' }] },
    });
  }

  private install(addOn: Omit<EksAddOnProps, 'cluster' | 'versions'>): CfnAddon {
    return eksAddOn(this, { cluster: this.props.cluster, versions: this.versions, ...addOn });
  }
}
