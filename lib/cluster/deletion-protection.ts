import { CustomResource, Duration, Lazy, Stack } from 'aws-cdk-lib';
import type { CfnCluster } from 'aws-cdk-lib/aws-eks';
import type * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { PlatformFunction } from '../function/platform-function';
import { ResourceProvider } from '../function/resource-provider';
import { definitionDigest } from '../references/replacement';

export interface DeletionProtectionProps {
  readonly cluster: eks.Cluster;
}

/**
 * Turns the deletion protection of a cluster on as the last step of a deploy, and refuses the delete of its stack as the
 * first step while it is on: ADR 0021. It is not a property of the cluster, because a first deploy that fails could not
 * be rolled back then: EKS refuses to delete a protected cluster.
 *
 * It depends on everything that its stack has when it is made, so make it last.
 *
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/deletion-protection.html
 */
export class DeletionProtection extends Construct {
  /** @param scope - The stack of the cluster. */
  constructor(scope: Construct, id: string, { cluster }: DeletionProtectionProps) {
    super(scope, id);
    const others = scope.node.children.filter((child) => child !== this);
    const handler = new PlatformFunction(this, 'Function', {
      name: 'deletion-protection',
      description: 'Turns the deletion protection of the EKS cluster on as the last step of a deploy',
      timeout: Duration.minutes(10),
      variables: {},
      logRetention: logs.RetentionDays.ONE_MONTH,
    });
    handler.role.addToPolicy(
      new iam.PolicyStatement({
        sid: 'ProtectCluster',
        actions: ['eks:DescribeCluster', 'eks:DescribeUpdate', 'eks:UpdateClusterConfig'],
        resources: [cluster.clusterArn],
      }),
    );
    handler.role.addToPolicy(
      new iam.PolicyStatement({
        sid: 'ReadStackStatus',
        actions: ['cloudformation:DescribeStacks'],
        resources: [Stack.of(this).stackId],
      }),
    );
    const protection = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::ClusterDeletionProtection',
      serviceToken: new ResourceProvider(this, 'Provider', handler).serviceToken,
      properties: {
        ClusterName: cluster.clusterName,
        // Another value with each change of the cluster: whatever its update does to the protection, it is on after it.
        ClusterDigest: Lazy.string({
          produce: () => definitionDigest(cluster.node.defaultChild as CfnCluster),
        }),
      },
    });
    protection.node.addDependency(...others);
  }
}
