import { RemovalPolicy } from 'aws-cdk-lib';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import { Construct } from 'constructs';
import type { ClusterConfig } from '../config';

export interface NamespacesProps {
  readonly cluster: eks.Cluster;
  readonly config: ClusterConfig['namespaces'];
}

/**
 * Namespaces with a Pod Security Standard: the API server refuses pods that ask for more. A namespace that exists already
 * is taken over, with the pods that run in it, and none is ever deleted: its pods and claims would go as well.
 *
 * Source: https://kubernetes.io/docs/concepts/security/pod-security-admission/
 */
export class Namespaces extends Construct {
  constructor(scope: Construct, id: string, { cluster, config }: NamespacesProps) {
    super(scope, id);
    for (const [name, { podSecurity }] of Object.entries(config)) {
      new eks.KubernetesManifest(this, name, {
        cluster,
        manifest: [
          {
            apiVersion: 'v1',
            kind: 'Namespace',
            metadata: { name, labels: podSecurityLabels(podSecurity) },
          },
        ],
        overwrite: true,
        removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      });
    }
  }
}

/** Whoever creates a pod is warned of what the strictest standard would refuse. */
function podSecurityLabels(level: string): Record<string, string> {
  const prefix = 'pod-security.kubernetes.io';
  return {
    [`${prefix}/enforce`]: level,
    [`${prefix}/warn`]: 'restricted',
    [`${prefix}/audit`]: 'restricted',
  };
}
