import { Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { DataStores } from '../storage/data-stores';
import { PodRole } from './pod-role';

export interface ClusterRoleProps {
  /** @default a generated name */
  readonly roleName?: string;
}

export interface WorkloadRoleProps {
  readonly stores: DataStores;
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
  constructor(scope: Construct, id: string, { roleName }: ClusterRoleProps) {
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
  }
}

/** The role of pods that read and write datasets and models. */
export class WorkloadRole extends PodRole {
  constructor(scope: Construct, id: string, { stores }: WorkloadRoleProps) {
    super(scope, id, 'Kubernetes workloads that read and write datasets and models');
    stores.grantReadWrite(this, ['datasets', 'models']);
  }
}

function acknowledgeManagedPolicy(role: iam.Role, name: string, purpose: string): void {
  Validations.of(role).acknowledge({
    id: `AwsSolutions-IAM4[Policy::arn:<partition>:iam::aws:policy/${name}]`,
    reason: `${name} ${purpose}; AWS keeps it in step with EKS.`,
  });
}
