import { ClusterStack, type ClusterStackProps } from '../../lib/cluster/cluster-stack';
import type { EnvironmentName } from '../fast-app';
import { singleStack, type StackTemplate } from '../single-stack';

/**
 * The Cluster stack alone.
 *
 * @param overlay - settings of the platform over those of the environment
 * @param volumeKeyArn - key of the volumes of nodes and pods
 */
export function clusterStack(
  overlay: object = {},
  environment: EnvironmentName = 'production',
  volumeKeyArn?: string,
): StackTemplate {
  return singleStack('Cluster', environment, overlay, (scope, props, config, imported) => {
    new ClusterStack(scope, 'Cluster', {
      ...props,
      config: config.cluster,
      registries: config.registries,
      vpc: imported.vpc,
      // The stack reads the ids only, which imported groups have as well.
      securityGroups: {
        cluster: imported.securityGroup('cluster'),
        nodes: imported.securityGroup('nodes'),
      } as ClusterStackProps['securityGroups'],
      clusterRole: imported.role('cluster'),
      nodeRole: imported.role('nodes'),
      workloadRole: imported.role('workloads'),
      stores: imported.stores,
      volumeKeyArn,
      protectData: config.protectData,
    });
  });
}
