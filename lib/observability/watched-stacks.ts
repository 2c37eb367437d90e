import type { StackProps } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { ClusterStack } from '../cluster/cluster-stack';
import type { ObservabilityConfig } from '../config';
import type { InferenceStack } from '../inference/inference-stack';
import type { TrainingStack } from '../training/training-stack';

export interface ObservabilityStackProps extends StackProps {
  readonly config: ObservabilityConfig;
  /** Tags by which the budget counts costs. */
  readonly costTags: Readonly<Record<string, string>>;
  /** Encrypts the topic; its policy lets CloudWatch, EventBridge and Budgets publish. */
  readonly key: kms.IKey;
  readonly training: Pick<TrainingStack, 'fleets' | 'workstations' | 'interruptions'>;
  readonly cluster: Pick<ClusterStack, 'cluster' | 'metrics' | 'nodeGroups'>;
  readonly inference: Pick<InferenceStack, 'capacity' | 'services' | 'loadBalancer'>;
}
