import { CfnPodIdentityAssociation } from 'aws-cdk-lib/aws-eks';
import type * as eks from 'aws-cdk-lib/aws-eks-v2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** A Kubernetes service account. */
export interface ServiceAccountName {
  readonly namespace: string;
  readonly name: string;
}

/** Lets the pods of a service account assume a role, with credentials from the Pod Identity agent. */
export function associate(
  scope: Construct,
  id: string,
  cluster: eks.Cluster,
  account: ServiceAccountName,
  role: iam.IRole,
): CfnPodIdentityAssociation {
  return new CfnPodIdentityAssociation(scope, id, {
    clusterName: cluster.clusterName,
    namespace: account.namespace,
    serviceAccount: account.name,
    roleArn: role.roleArn,
  });
}
