import type { LocalPlatform } from '../local-platform';
import type { Expected } from './expected';
import { physicalIdOf, securityGroupNames, subnetNames, tagsOf } from './names';

/** The EKS cluster, its nodes, its add-ons and its access. */
export function cluster(expected: Expected, platform: () => LocalPlatform): void {
  const clusterName = 'ml-platform-cluster';

  test('control plane', async () => {
    const { cluster: found } = await platform().aws.eks.describeCluster({ name: clusterName });
    expect(found).toMatchObject({
      version: expected.cluster.version,
      status: 'ACTIVE',
      deletionProtection: true,
      tags: { Name: 'ML-Platform-Cluster', Project: 'ML-Platform' },
      accessConfig: { authenticationMode: 'API', bootstrapClusterCreatorAdminPermissions: false },
    });
    const logs = found!
      .logging!.clusterLogging!.filter(({ enabled }) => enabled)
      .flatMap(({ types }) => types!);
    expect(logs.sort()).toEqual(['api', 'audit', 'authenticator', 'controllerManager', 'scheduler']);
    expect(found!.roleArn!.split('/').at(-1)).toBe(
      await physicalIdOf(platform(), 'Identity', 'AWS::IAM::Role', 'Cluster'),
    );
  });

  test('API server is reachable in all subnets of the VPC, and on the internet only where configured', async () => {
    const { cluster: found } = await platform().aws.eks.describeCluster({ name: clusterName });
    const network = found!.resourcesVpcConfig!;
    const subnets = await subnetNames(platform());
    expect(network.subnetIds!.map((id) => subnets[id]).sort()).toEqual([
      'Private-A',
      'Private-B',
      'Public-A',
      'Public-B',
    ]);
    const groups = await securityGroupNames(platform());
    expect(network.securityGroupIds!.map((id) => groups[id])).toEqual(['EKS-Cluster-SG']);
    expect(network.endpointPrivateAccess).toBe(true);
    expect(network.endpointPublicAccess ? network.publicAccessCidrs : []).toEqual(
      expected.cluster.publicFrom,
    );
    expect(network.vpcId).toBe(await platform().only('Network', 'AWS::EC2::VPC'));
  });

  test('secrets are encrypted with a key that rotates', async () => {
    const { eks, kms } = platform().aws;
    const { cluster: found } = await eks.describeCluster({ name: clusterName });
    const [encryption] = found!.encryptionConfig!;
    expect(encryption!.resources).toEqual(['secrets']);
    const { KeyMetadata } = await kms.describeKey({ KeyId: encryption!.provider!.keyArn });
    expect(KeyMetadata).toMatchObject({ Description: 'EKS cluster encryption key', Enabled: true });
    expect(KeyMetadata!.KeyId).toBe(await platform().only('Cluster', 'AWS::KMS::Key'));
    expect((await kms.getKeyRotationStatus({ KeyId: KeyMetadata!.KeyId })).KeyRotationEnabled).toBe(true);
  });

  test('logs of the control plane are kept for 30 days', async () => {
    const logGroupNamePrefix = `/aws/eks/${clusterName}/cluster`;
    const { logGroups } = await platform().aws.logs.describeLogGroups({ logGroupNamePrefix });
    expect(logGroups!.map(({ retentionInDays }) => retentionInDays)).toEqual([30]);
  });

  test('pods without Pod Identity have the OIDC provider of the cluster', async () => {
    const { eks, iam } = platform().aws;
    const { cluster: found } = await eks.describeCluster({ name: clusterName });
    const { OpenIDConnectProviderList } = await iam.listOpenIDConnectProviders({});
    const issuer = found!.identity!.oidc!.issuer!.replace(/^https?:\/\//, '');
    const own = OpenIDConnectProviderList!.filter(({ Arn }) => Arn!.endsWith(`oidc-provider/${issuer}`));
    expect(own).toHaveLength(1);
    const provider = await iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn: own[0]!.Arn });
    expect(provider.ClientIDList).toEqual(['sts.amazonaws.com']);
  });

  test('there are three node groups', async () => {
    expect(Object.keys(await nodeGroups()).sort()).toEqual(['cpu', 'gpu', 'inference']);
  });

  describe.each(Object.entries(expected.cluster.nodeGroups))('node group %s', (workload, wanted) => {
    test('instances, sizes, labels and taints', async () => {
      const found = (await nodeGroups())[workload]!;
      const { minSize, maxSize, desiredSize } = found.scalingConfig!;
      expect({
        instances: `${found.capacityType} ${found.instanceTypes!.join(' ')}, ${found.amiType}`,
        sizes: [minSize, maxSize, desiredSize],
        labels: found.labels,
        taints: found.taints!.map(({ key, value, effect }) => `${key}=${value}:${effect}`),
        repaired: found.nodeRepairConfig!.enabled,
        status: found.status,
      }).toEqual({
        instances: wanted.instances,
        sizes: wanted.sizes,
        labels: wanted.labels,
        taints: wanted.taints,
        repaired: true,
        status: 'ACTIVE',
      });
      if (wanted.name) expect(found.nodegroupName).toBe(wanted.name);
    });

    test('is in the private subnets, and has the tags for cluster-autoscaler', async () => {
      const { subnets, tags, nodeRole } = (await nodeGroups())[workload]!;
      const names = await subnetNames(platform());
      expect(subnets!.map((id) => names[id]).sort()).toEqual(['Private-A', 'Private-B']);
      expect(tags).toMatchObject({
        'k8s.io/cluster-autoscaler/enabled': 'true',
        [`k8s.io/cluster-autoscaler/${clusterName}`]: 'owned',
      });
      expect(nodeRole!.split('/').at(-1)).toBe(
        await physicalIdOf(platform(), 'Identity', 'AWS::IAM::Role', 'Nodes'),
      );
    });

    test('nodes have an encrypted disk, and pods cannot use the role of the node', async () => {
      const { id, version } = (await nodeGroups())[workload]!.launchTemplate!;
      const { LaunchTemplateVersions } = await platform().aws.ec2.describeLaunchTemplateVersions({
        LaunchTemplateId: id,
        Versions: [version!],
      });
      const data = LaunchTemplateVersions![0]!.LaunchTemplateData!;
      expect(data).toMatchObject({
        MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
        BlockDeviceMappings: [
          {
            DeviceName: '/dev/xvda',
            Ebs: { VolumeSize: wanted.volumeGiB, VolumeType: 'gp3', Encrypted: true },
          },
        ],
      });
      const groups = await securityGroupNames(platform());
      expect(data.SecurityGroupIds!.map((each) => groups[each])).toEqual(['EKS-Nodes-SG']);
      for (const { Tags } of data.TagSpecifications!) expect(tagsOf(Tags)['Project']).toBe('ML-Platform');
    });
  });

  test('add-ons', async () => {
    const { eks } = platform().aws;
    const { addons } = await eks.listAddons({ clusterName });
    const states = await Promise.all(
      addons!.map(async (addonName) => {
        const { addon } = await eks.describeAddon({ clusterName, addonName });
        return `${addonName} ${addon!.status}`;
      }),
    );
    const names = ['aws-ebs-csi-driver', 'coredns', 'eks-pod-identity-agent', 'kube-proxy', 'vpc-cni'];
    const wanted = [...names, ...expected.cluster.addOns].map((name) => `${name} ACTIVE`);
    expect(states.sort()).toEqual(wanted.sort());
  });

  test('only the functions of the stack are administrators of the cluster', async () => {
    const { eks } = platform().aws;
    const { accessEntries } = await eks.listAccessEntries({ clusterName });
    const admins = await Promise.all(
      accessEntries!.map(async (principalArn) => {
        const { associatedAccessPolicies } = await eks.listAssociatedAccessPolicies({
          clusterName,
          principalArn,
        });
        const isAdmin = associatedAccessPolicies!.some(({ policyArn }) => /Admin/.test(policyArn!));
        return isAdmin ? [principalArn.split('/').at(-1)!] : [];
      }),
    );
    const functions = await platform().physicalIds('Cluster', 'AWS::IAM::Role');
    const names = admins.flat().map((name) => Object.entries(functions).find(([, id]) => id === name)?.[0]);
    expect(names).toEqual([expect.stringMatching(/^ControlPlaneClusterKubectl/)]);
  });

  test('service accounts have these roles', async () => {
    const { eks } = platform().aws;
    const { associations } = await eks.listPodIdentityAssociations({ clusterName });
    const roles = {
      ...(await platform().physicalIds('Identity', 'AWS::IAM::Role')),
      ...(await platform().physicalIds('Cluster', 'AWS::IAM::Role')),
    };
    const described = await Promise.all(
      associations!.map(async ({ associationId }) => {
        const { association } = await eks.describePodIdentityAssociation({ clusterName, associationId });
        const { namespace, serviceAccount, roleArn } = association!;
        const [role] = Object.entries(roles).find(([, name]) => name === roleArn!.split('/').at(-1)) ?? [];
        return `${namespace}/${serviceAccount}: ${role?.replace(/[0-9A-F]{8}$/, '')}`;
      }),
    );
    expect(described.sort()).toEqual(
      [
        'kube-system/cluster-autoscaler: ClusterAutoscalerRole',
        'kube-system/ebs-csi-controller-sa: AddOnsStorageRole',
        'ml/ml-workload: Workloads',
        ...expected.cluster.identities,
      ].sort(),
    );
  });

  async function nodeGroups() {
    const { eks } = platform().aws;
    const { nodegroups } = await eks.listNodegroups({ clusterName });
    const described = await Promise.all(
      nodegroups!.map(async (nodegroupName) => {
        const { nodegroup } = await eks.describeNodegroup({ clusterName, nodegroupName });
        return [nodegroup!.labels!['workload']!, nodegroup!] as const;
      }),
    );
    return Object.fromEntries(described);
  }
}
