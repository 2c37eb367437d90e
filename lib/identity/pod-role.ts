import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** A role that Kubernetes pods assume through EKS Pod Identity. */
export class PodRole extends iam.Role {
  constructor(scope: Construct, id: string, description: string) {
    const pods = new iam.ServicePrincipal('pods.eks.amazonaws.com');
    super(scope, id, { description, assumedBy: pods });
    // Pod Identity tags the session with the cluster, namespace and service account.
    this.assumeRolePolicy?.addStatements(
      new iam.PolicyStatement({ principals: [pods], actions: ['sts:TagSession'] }),
    );
  }
}
