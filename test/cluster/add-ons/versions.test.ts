import { clusterStack } from '../cluster-stack';
import { addOns } from './manifests';

const versionsOf = (overlay: object) => {
  const stack = clusterStack(overlay);
  const asked = stack.ofType('Custom::AddOnVersion').map(({ id, resource: { Properties } }) => {
    const { AddOnName, KubernetesVersion, OldestRelease } = Properties;
    return [id, [AddOnName, KubernetesVersion, OldestRelease]] as const;
  });
  const byId = new Map<string, unknown>(asked);
  return Object.fromEntries(
    Object.entries(addOns(stack)).map(([name, { AddonVersion }]) => {
      const version = AddonVersion as string | { 'Fn::GetAtt': [string, string] };
      return [name, typeof version === 'string' ? version : byId.get(version['Fn::GetAtt'][0])];
    }),
  );
};

test('every add-on of EKS has the release that EKS has for the Kubernetes version, or that of the configuration', () => {
  const pinned = 'v1.22.4-eksbuild.3';
  expect(versionsOf({ cluster: { version: '1.36', addOnVersions: { 'vpc-cni': pinned } } })).toEqual({
    'vpc-cni': pinned,
    'kube-proxy': ['kube-proxy', '1.36', undefined],
    'eks-pod-identity-agent': ['eks-pod-identity-agent', '1.36', undefined],
    coredns: ['coredns', '1.36', undefined],
    'aws-ebs-csi-driver': ['aws-ebs-csi-driver', '1.36', undefined],
    'snapshot-controller': ['snapshot-controller', '1.36', undefined],
    'eks-node-monitoring-agent': ['eks-node-monitoring-agent', '1.36', 'v1.6.0'],
    'metrics-server': ['metrics-server', '1.36', undefined],
    'aws-mountpoint-s3-csi-driver': ['aws-mountpoint-s3-csi-driver', '1.36', 'v2.0.0'],
    'amazon-cloudwatch-observability': ['amazon-cloudwatch-observability', '1.36', 'v3.7.0'],
  });
});
