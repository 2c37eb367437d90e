import type { CfnNodegroup } from 'aws-cdk-lib/aws-eks';
import type { ClusterConfig } from '../../config';

/**
 * How EKS replaces and reboots unhealthy nodes of a group. Set on the resource, because the construct knows no limits.
 *
 * Source: https://docs.aws.amazon.com/eks/latest/APIReference/API_NodeRepairConfig.html
 */
export function nodeRepair({
  enabled,
  maxParallel,
  maxUnhealthyPercent,
}: ClusterConfig['nodeRepair']): CfnNodegroup.NodeRepairConfigProperty {
  if (!enabled) return { enabled };
  return {
    enabled,
    maxParallelNodesRepairedCount: maxParallel,
    maxUnhealthyNodeThresholdPercentage: maxUnhealthyPercent,
  };
}
