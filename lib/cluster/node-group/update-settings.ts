import type { CfnNodegroup } from 'aws-cdk-lib/aws-eks';
import type { NodeGroupConfig } from '../../config';
import { hasGpus } from '../../config/scheduling/group-node';

/**
 * How EKS replaces the nodes of a group; undefined for its default, one at a time, with a new node before an old one is
 * drained. GPU capacity often does not allow that.
 *
 * Source: https://docs.aws.amazon.com/eks/latest/APIReference/API_NodegroupUpdateConfig.html
 */
export function updateSettings(config: NodeGroupConfig): CfnNodegroup.UpdateConfigProperty | undefined {
  const { maxUnavailable, maxUnavailablePercentage, strategy } = config.update ?? {};
  const chosen = strategy ?? (hasGpus(config) ? 'minimal' : undefined);
  if (!config.update && !chosen) return undefined;
  return {
    ...(maxUnavailablePercentage === undefined
      ? { maxUnavailable: maxUnavailable ?? 1 }
      : { maxUnavailablePercentage }),
    ...(chosen && { updateStrategy: chosen.toUpperCase() }),
  };
}
