import { Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { EcrMirror } from '../config/registries';
import type { DataStores } from '../storage/data-stores';
import { PodRole } from './pod-role';
import { allowSecretFiles } from './secret-files';

export interface ClusterRoleProps {
  /** @default a generated name */
  readonly roleName?: string;
}

export interface NodeRoleProps extends ClusterRoleProps {
  /** Private registries that nodes pull from, with folders that may be pull-through caches. */
  readonly mirrors: readonly EcrMirror[];
}

export interface WorkloadRoleProps {
  readonly stores: DataStores;
  /**
   * Secrets whose names begin with this are readable.
   * @default none
   */
  readonly secretsPrefix?: string;
}

/** Policies that a Kubernetes node needs before any pod runs: https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html */
const NODE_POLICIES = {
  AmazonEKSWorkerNodePolicy: 'lets the kubelet join the cluster and describe its instances',
  AmazonEKS_CNI_Policy: 'lets the VPC CNI assign addresses to pods, which a node needs before it is ready',
  AmazonEC2ContainerRegistryReadOnly: 'lets the kubelet pull images',
  AmazonSSMManagedInstanceCore: 'lets users reach a node through Systems Manager instead of an open port',
};

/** The role of the EKS control plane. */
export class ClusterRole extends iam.Role {
  constructor(scope: Construct, id: string, { roleName }: ClusterRoleProps) {
    super(scope, id, {
      roleName,
      description: 'EKS control plane',
      assumedBy: new iam.ServicePrincipal('eks.amazonaws.com'),
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonEKSClusterPolicy')],
    });
    acknowledgeManagedPolicy(
      this,
      'AmazonEKSClusterPolicy',
      'is the policy that EKS requires on the role of a control plane',
    );
  }
}

/** The role of EKS nodes, without permissions for the pods on them. */
export class NodeRole extends iam.Role {
  constructor(scope: Construct, id: string, { mirrors, roleName }: NodeRoleProps) {
    super(scope, id, {
      roleName,
      description: 'EKS nodes',
      assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
      managedPolicies: Object.keys(NODE_POLICIES).map((name) =>
        iam.ManagedPolicy.fromAwsManagedPolicyName(name),
      ),
    });
    for (const [name, purpose] of Object.entries(NODE_POLICIES))
      acknowledgeManagedPolicy(this, name, purpose);
    if (mirrors.length > 0) this.allowFirstPulls(mirrors);
  }

  /**
   * The first pull of an image through a cache imports it.
   *
   * Source: https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-iam.html, 2026-11
   */
  private allowFirstPulls(mirrors: readonly EcrMirror[]): void {
    const stack = Stack.of(this);
    this.addToPolicy(
      new iam.PolicyStatement({
        sid: 'ImportThroughCache',
        actions: ['ecr:BatchImportUpstreamImage', 'ecr:CreateRepository'],
        resources: mirrors.map(
          ({ account, region, repositories }) =>
            `arn:${stack.partition}:ecr:${region}:${account}:repository/${repositories}`,
        ),
      }),
    );
    const places = mirrors.map(({ account, region, repositories }) =>
      [
        region === stack.region ? '<region>' : region,
        account === stack.account ? '<account>' : account,
        `repository/${repositories}`,
      ].join(':'),
    );
    Validations.of(this).acknowledge(
      ...[...new Set(places)].map((place) => ({
        id: `AwsSolutions-IAM5[Resource::arn:<partition>:ecr:${place}]`,
        reason:
          'A cache makes a repository for each image below the folder of the mirror; the right ends there.',
      })),
    );
  }
}

/** The role of pods that read datasets and models, and write datasets and candidates of models. */
export class WorkloadRole extends PodRole {
  constructor(scope: Construct, id: string, { secretsPrefix, stores }: WorkloadRoleProps) {
    super(scope, id, 'Kubernetes workloads that read and write datasets and models');
    stores.grantReadWrite(this, ['datasets']);
    stores.grantCandidates(this, ['write']);
    if (secretsPrefix !== undefined) allowSecretFiles(this, secretsPrefix);
  }
}

function acknowledgeManagedPolicy(role: iam.Role, name: string, purpose: string): void {
  Validations.of(role).acknowledge({
    id: `AwsSolutions-IAM4[Policy::arn:<partition>:iam::aws:policy/${name}]`,
    reason: `${name} ${purpose}; AWS keeps it in step with EKS.`,
  });
}
