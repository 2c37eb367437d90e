import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { stringify } from 'yaml';
import type { NodeGroupConfig } from '../../config';
import { kubeReserved } from './kubelet-settings';

/** The cluster that a node joins. EKS adds this to the user data itself, unless the image is the user's. */
export interface ClusterAddress {
  readonly name: string;
  readonly apiServerEndpoint: string;
  readonly certificateAuthority: string;
  /** Range of the services. */
  readonly cidr: string;
}

/**
 * User data of a node with Amazon Linux 2023: a configuration of nodeadm, which EKS merges with its own. Undefined for a
 * group that sets nothing which nodeadm has to know.
 *
 * Source: https://awslabs.github.io/amazon-eks-ami/nodeadm/doc/api/, checked 2026-11-28.
 *
 * @param cluster - The cluster, for an image of the user's own.
 */
export function nodeConfig(config: NodeGroupConfig, cluster?: ClusterAddress): ec2.UserData | undefined {
  const reserved = kubeReserved(config);
  const kubelet = {
    ...(config.maxPods !== undefined && { maxPods: config.maxPods }),
    ...(reserved && { kubeReserved: reserved }),
  };
  const spec = {
    ...(cluster && { cluster }),
    ...(config.fastImagePull && { featureGates: { FastImagePull: true } }),
    ...(config.localDisks === 'raid0' && { instance: { localStorage: { strategy: 'RAID0' } } }),
    ...(Object.keys(kubelet).length > 0 && { kubelet: { config: kubelet } }),
  };
  if (Object.keys(spec).length === 0) return undefined;
  const userData = new ec2.MultipartUserData();
  userData.addPart(
    ec2.MultipartBody.fromRawBody({
      contentType: 'application/node.eks.aws',
      // Lines are not folded, since a reference to the cluster becomes longer when it is resolved.
      body: stringify({ apiVersion: 'node.eks.aws/v1alpha1', kind: 'NodeConfig', spec }, { lineWidth: 0 }),
    }),
  );
  return userData;
}
