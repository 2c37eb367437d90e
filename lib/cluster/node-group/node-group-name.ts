import { createHash } from 'node:crypto';
import type { ISubnet } from 'aws-cdk-lib/aws-ec2';
import type { NodegroupAmiType } from 'aws-cdk-lib/aws-eks-v2';
import type { NodeGroupConfig } from '../../config';

export interface NodeGroupNameProps {
  readonly config: NodeGroupConfig;
  readonly clusterName: string;
  readonly amiType: NodegroupAmiType;
  readonly subnets: readonly ISubnet[];
}

/**
 * Name of a node group; undefined when CloudFormation generates it. Behind a prefix it has a digest of what a change
 * replaces the group for: the new group is created before the old one goes, and needs another name.
 */
export function nodeGroupName(props: NodeGroupNameProps): string | undefined {
  const { config, clusterName, amiType, subnets } = props;
  if (config.namePrefix === undefined) return config.name;
  const createOnly = {
    clusterName,
    instanceTypes: config.instanceTypes,
    market: config.market,
    amiType,
    subnets: subnets.map(({ node, ipv4CidrBlock }) => [node.path, ipv4CidrBlock]),
  };
  const digest = createHash('sha256').update(JSON.stringify(createOnly)).digest('hex').slice(0, 8);
  return `${config.namePrefix}-${digest}`;
}
