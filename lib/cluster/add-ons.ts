import { CfnAddon } from 'aws-cdk-lib/aws-eks';
import { Validations } from 'aws-cdk-lib';
import type * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, type IConstruct } from 'constructs';
import { MINIMUM_POD_ADDRESSES, WARM_POD_ADDRESSES } from '../catalog/pod-addresses';
import { allowVolumeKey } from '../compute/volume-key';
import { PodRole } from '../identity/pod-role';

export interface AddOnsProps {
  readonly cluster: eks.Cluster;
  /** Copies of CoreDNS and of the controller of the EBS CSI driver. */
  readonly copies: number;
  /**
   * Key that encrypts the volumes of pods.
   * @default the default key of the account for EBS
   */
  readonly volumeKeyArn?: string;
}

/** Copies that the add-ons have without a setting. */
const DEFAULT_COPIES = 2;

interface AddOn {
  /** Name of the add-on in EKS. */
  readonly name: string;
  /** Settings of the add-on. */
  readonly configuration?: object;
  /** Service account of the add-on, and its role. */
  readonly identity?: { readonly serviceAccount: string; readonly role: iam.IRole };
}

/**
 * The add-ons that EKS installs and updates. Without a version, EKS uses its default for the Kubernetes version of the
 * cluster.
 */
export class AddOns extends Construct {
  /** Add-ons that a node needs before it is ready; node groups depend on them. */
  readonly beforeNodes: readonly CfnAddon[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: AddOnsProps,
  ) {
    super(scope, id);
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
  }

  /** Installs the add-ons that run on nodes; they become healthy only once nodes exist. */
  installAfter(nodeGroups: readonly IConstruct[]): void {
    const { copies, volumeKeyArn } = this.props;
    const replicas = copies === DEFAULT_COPIES ? undefined : { replicaCount: copies };
    const storageRole = new PodRole(
      this,
      'StorageRole',
      'EBS CSI driver: creates and attaches volumes for pods',
    );
    storageRole.addManagedPolicy(
      iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonEBSCSIDriverPolicy'),
    );
    // Where the account encrypts by default, volumes of pods have this key even if their storage class names none.
    if (volumeKeyArn !== undefined) allowVolumeKey(storageRole, volumeKeyArn);
    Validations.of(storageRole).acknowledge({
      id: 'AwsSolutions-IAM4[Policy::arn:<partition>:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy]',
      reason:
        'The driver changes its calls from release to release; AWS keeps this policy in step, and it acts on volumes tagged by the driver.',
    });
    for (const addOn of [
      this.install({ name: 'coredns', configuration: replicas }),
      this.install({
        name: 'aws-ebs-csi-driver',
        configuration: replicas && { controller: replicas },
        identity: { serviceAccount: 'ebs-csi-controller-sa', role: storageRole },
      }),
    ]) {
      addOn.node.addDependency(...nodeGroups);
    }
  }

  private install({ name, configuration, identity }: AddOn): CfnAddon {
    return new CfnAddon(this, name, {
      addonName: name,
      clusterName: this.props.cluster.clusterName,
      // The settings here overwrite manual changes.
      resolveConflicts: 'OVERWRITE',
      configurationValues: configuration && JSON.stringify(configuration),
      podIdentityAssociations: identity && [
        { serviceAccount: identity.serviceAccount, roleArn: identity.role.roleArn },
      ],
    });
  }
}
