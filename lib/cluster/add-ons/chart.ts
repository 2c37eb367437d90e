import type * as eks from 'aws-cdk-lib/aws-eks-v2';
import type { ClusterConfig, PlatformConfig } from '../../config';

/** What an add-on needs that is a Helm chart. */
export interface ChartProps {
  readonly cluster: eks.Cluster;
  readonly config: ClusterConfig;
  /** Mirrors of registries by host. */
  readonly registries: PlatformConfig['registries'];
}
