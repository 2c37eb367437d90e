import type { StackTemplate } from '../single-stack';
import { build } from '../synthesized';
import { list, type Resource } from '../template-json';
import { networkStack } from '../network/network-stack';
import { clusterStack } from './cluster-stack';

const cluster = (config: object) => clusterStack({ cluster: config });
const group = (config: object) => cluster({ nodeGroups: { gpu: config } });

function nodeGroup({ ofType }: StackTemplate, name: string): Resource {
  return ofType('AWS::EKS::Nodegroup').find(({ id }) => id.startsWith(`NodeGroups${name}Group`))!.resource;
}

const production = clusterStack();

describe('API endpoint', () => {
  test('is private unless ranges are given', () => {
    const vpcConfig = ({ properties }: StackTemplate) =>
      properties('AWS::EKS::Cluster')[0]!['ResourcesVpcConfig'];
    expect(vpcConfig(production)).toMatchObject({ EndpointPrivateAccess: true, EndpointPublicAccess: false });
    const open = cluster({ endpoint: { public: true, publicCidrs: ['203.0.113.0/24'] } });
    expect(vpcConfig(open)).toMatchObject({
      EndpointPublicAccess: true,
      PublicAccessCidrs: ['203.0.113.0/24'],
    });
  });

  test('has the principals of the configuration as administrators, also two of the same name', () => {
    const arns = ['arn:aws:iam::111122223333:role/admin', 'arn:aws:iam::444455556666:role/team/admin'];
    const entries = cluster({ adminArns: arns }).properties('AWS::EKS::AccessEntry');
    const admins = entries.map(({ PrincipalArn }) => PrincipalArn as unknown);
    expect(admins).toEqual(expect.arrayContaining(arns));
  });

  test('and nodes have a security group each', () => {
    const [eks] = production.properties('AWS::EKS::Cluster');
    expect(eks!['ResourcesVpcConfig'].SecurityGroupIds).toEqual(['cluster']);
    const templates = production.properties('AWS::EC2::LaunchTemplate');
    expect(templates.map(({ LaunchTemplateData }) => LaunchTemplateData.SecurityGroupIds)).toEqual(
      production.ofType('AWS::EKS::Nodegroup').map(() => ['nodes']),
    );
  });
});

test('the control plane does not slip into extended support, which costs six times as much', () => {
  const policy = ({ properties }: StackTemplate): unknown =>
    properties('AWS::EKS::Cluster')[0]!['UpgradePolicy'];
  expect(policy(production)).toEqual({ SupportType: 'STANDARD' });
  expect(policy(cluster({ support: 'extended' }))).toEqual({ SupportType: 'EXTENDED' });
  expect(policy(clusterStack({}, 'lesson'))).toEqual({ SupportType: 'EXTENDED' });
});

describe('node group', () => {
  test('gets another name with what EKS replaces it for, and keeps its name otherwise', () => {
    const zones = ['a', 'b', 'c'].map((name, index) => ({
      name,
      publicCidr: `10.0.${index}.0/24`,
      privateCidr: `10.0.${32 * (index + 1)}.0/19`,
    }));
    // With the Network stack: the name depends on the ranges of its subnets.
    const nameOf = (config: object, network: object = {}) =>
      build('production', {
        network,
        cluster: { nodeGroups: { gpu: { namePrefix: 'gpu-workers', ...config } } },
      })
        .ofType('AWS::EKS::Nodegroup')
        .find(({ id }) => id.startsWith('Cluster/NodeGroupsgpuGroup'))!.resource.Properties[
        'NodegroupName'
      ] as string;
    const name = nameOf({});
    expect(name).toMatch(/^gpu-workers-[0-9a-f]{8}$/);
    expect(nameOf({ max: 14, volumeGiB: 300, labels: { team: 'vision' } })).toBe(name);
    const others = [
      nameOf({ instanceTypes: ['g6e.2xlarge'] }),
      nameOf({ market: 'on-demand' }),
      nameOf({ amiFamily: 'bottlerocket' }),
      nameOf({}, { zones }),
    ];
    expect(new Set([name, ...others]).size).toBe(5);
  });

  test('has the image for its hardware, also for a GPU type that the CDK does not know', () => {
    expect(nodeGroup(production, 'cpu').Properties['AmiType']).toBe('AL2023_x86_64_STANDARD');
    expect(nodeGroup(production, 'gpu').Properties['AmiType']).toBe('AL2023_x86_64_NVIDIA');
    const newer = group({ instanceTypes: ['p5.48xlarge'] });
    expect(nodeGroup(newer, 'gpu').Properties['AmiType']).toBe('AL2023_x86_64_NVIDIA');
  });

  test('on Bottlerocket has its own image and data disk, and is left out by the device plugin of the platform', () => {
    const stack = group({ amiFamily: 'bottlerocket' });
    const properties = nodeGroup(stack, 'gpu').Properties;
    expect(properties['AmiType']).toBe('BOTTLEROCKET_x86_64_NVIDIA');
    expect(properties['Labels']).toMatchObject({ 'nvidia.com/gpu.deploy.device-plugin': 'false' });
    const [template] = stack
      .ofType('AWS::EC2::LaunchTemplate')
      .filter(({ id }) => id.includes('NodeGroupsgpu'));
    expect(
      list<any>(template!.resource.Properties['LaunchTemplateData'].BlockDeviceMappings)[0].DeviceName,
    ).toBe('/dev/xvdb');
  });

  test('starts at its minimum by default', () => {
    expect(nodeGroup(production, 'gpu').Properties['ScalingConfig']).toEqual({
      MinSize: 0,
      DesiredSize: 0,
      MaxSize: 10,
    });
  });

  test('has the tags by which cluster-autoscaler discovers it', () => {
    for (const { Tags } of production.properties('AWS::EKS::Nodegroup')) {
      expect(Tags).toMatchObject({
        'k8s.io/cluster-autoscaler/enabled': 'true',
        'k8s.io/cluster-autoscaler/ml-platform-cluster': 'owned',
      });
    }
  });

  test('has what an empty group offers in its tags, and what the user adds to it after them', () => {
    const prefix = 'k8s.io/cluster-autoscaler/node-template/resources/';
    const resources = (stack: StackTemplate, name: string) =>
      Object.fromEntries(
        Object.entries(nodeGroup(stack, name).Properties['Tags'] as Record<string, string>)
          .filter(([key]) => key.startsWith(prefix))
          .map(([key, value]) => [key.slice(prefix.length), value]),
      );
    // By hand: g6.xlarge has 4 vCPU and 16 GiB. 4000 - 80; 16384 x 0.925 - 893 - 100; (0.9 x 200 - 1) x 0.98.
    expect(resources(production, 'inference')).toEqual({
      cpu: '3920m',
      memory: '14162Mi',
      pods: '58',
      'ephemeral-storage': '175Gi',
    });
    // m7i.2xlarge: 8 vCPU, 32 GiB, 100 GiB. 8000 - 90; 32768 x 0.925 - 893 - 100; (0.9 x 100 - 1) x 0.98.
    expect(resources(production, 'cpu')).toEqual({
      cpu: '7910m',
      memory: '29317Mi',
      pods: '58',
      'ephemeral-storage': '87Gi',
    });
    // t3a.small: 2 vCPU, 2 GiB, 20 GiB. 2000 - 70; 2048 x 0.925 - 343 - 100; (0.9 x 20 - 1) x 0.98.
    expect(resources(clusterStack({}, 'dev'), 'cpu')).toEqual({
      cpu: '1930m',
      memory: '1451Mi',
      pods: '8',
      'ephemeral-storage': '16Gi',
    });
    const shared = group({
      tags: {
        [`${prefix}nvidia.com/gpu`]: '4',
        [`${prefix}pods`]: '40',
        [`${prefix}nvidia.com/mig-1g.5gb`]: '7',
      },
    });
    expect(resources(shared, 'gpu')).toMatchObject({
      'nvidia.com/gpu': '4',
      pods: '40',
      'nvidia.com/mig-1g.5gb': '7',
      cpu: '3920m',
    });
  });

  test('says which GPU it has, so that a node whose device plugin starts is not taken for one without GPUs', () => {
    const accelerator = (stack: StackTemplate, name: string) =>
      nodeGroup(stack, name).Properties['Labels']['k8s.amazonaws.com/accelerator'];
    expect(accelerator(production, 'gpu')).toBe('nvidia-l40s');
    expect(accelerator(production, 'inference')).toBe('nvidia-l4');
    expect(accelerator(production, 'cpu')).toBeUndefined();
    expect(accelerator(clusterStack({}, 'lesson'), 'gpu')).toBe('nvidia-tesla-v100');
    expect(accelerator(clusterStack({}, 'dev'), 'gpu')).toBe('nvidia-tesla-t4');
  });

  test('is updated to the version of the control plane, without ending pods that a disruption budget protects', () => {
    for (const [stack, version] of [
      [production, '1.35'],
      [clusterStack({}, 'lesson'), '1.28'],
      [clusterStack({ cluster: { version: '1.36', nodeVersion: '1.35' } }), '1.35'],
    ] as const) {
      for (const properties of stack.properties('AWS::EKS::Nodegroup')) {
        expect(properties).toMatchObject({ Version: version, ForceUpdateEnabled: false });
      }
    }
  });

  test('with GPUs is updated without more nodes than it has', () => {
    expect(nodeGroup(production, 'gpu').Properties['UpdateConfig']).toEqual({
      MaxUnavailable: 1,
      UpdateStrategy: 'MINIMAL',
    });
    expect(nodeGroup(production, 'cpu').Properties).not.toHaveProperty('UpdateConfig');
  });

  test('is in its zones only', () => {
    const subnets = (zones?: string[]) =>
      nodeGroup(zones ? group({ zones }) : production, 'gpu').Properties['Subnets'];
    expect(subnets()).toEqual(['private-us-west-2a', 'private-us-west-2b']);
    expect(subnets(['b'])).toEqual(['private-us-west-2b']);
  });

  test('is created after the add-ons that its nodes need, and before those that need nodes', () => {
    const ids = Object.keys(production.Resources);
    const withPart = (part: string) => ids.find((id) => id.startsWith(part))!;
    const dependencies = (part: string) => list(production.Resources[withPart(part)]!.DependsOn);
    for (const name of ['vpccni', 'kubeproxy', 'ekspodidentityagent']) {
      expect(dependencies('NodeGroupscpuGroup')).toContain(withPart(`AddOns${name}`));
    }
    for (const name of [
      'AddOnscoredns',
      'AddOnsawsebscsidriver',
      'AddOnssnapshotcontroller',
      'AddOnsmetricsserver',
      'ControlPlaneClusterchartClusterAutoscaler',
    ]) {
      expect(dependencies(name)).toContain(withPart('NodeGroupscpuGroup'));
    }
  });

  test('with taints, or without nodes at first, is not waited for: a day without GPU capacity must not fail the cluster', () => {
    for (const [id, { DependsOn, Type }] of Object.entries(production.Resources)) {
      if (Type === 'AWS::EKS::Nodegroup') continue;
      // The last step of the deploy waits for all; nothing waits for it.
      if (Type === 'Custom::ClusterDeletionProtection') continue;
      const waits = list<string>(DependsOn ?? []).filter((each) => /^NodeGroups(gpu|inference)/.test(each));
      expect([id, waits]).toEqual([id, []]);
    }
  });
});

describe('cluster-autoscaler', () => {
  /** Names of node groups, which CloudFormation knows at the deploy, are their logical ids here. */
  const values = ({ properties }: StackTemplate) => {
    const chart = properties('Custom::AWSCDK-EKS-HelmChart').find(
      ({ Release }) => Release === 'cluster-autoscaler',
    );
    const parts = chart!['Values']['Fn::Join'][1] as (string | { 'Fn::GetAtt': [string, string] })[];
    const text = parts.map((part) => {
      if (typeof part === 'string') return part;
      const [id, attribute] = part['Fn::GetAtt'];
      expect(attribute).toBe('NodegroupName');
      return id;
    });
    return JSON.parse(text.join(''));
  };

  test('has the release for the Kubernetes version', () => {
    expect(values(production).image.tag).toMatch(/^v1\.35\./);
    expect(values(clusterStack({}, 'lesson')).image.tag).toMatch(/^v1\.28\./);
  });

  test('starts the cheapest group that takes the pod, balances groups that differ by zone, and forgets broken nodes', () => {
    expect(values(production).extraArgs).toEqual({
      'balance-similar-node-groups': true,
      'balancing-ignore-label': 'nodegroup-name',
      expander: 'priority,least-waste',
      'node-info-cache-expire-time': '10m',
      'skip-nodes-with-system-pods': false,
    });
    // m7i.2xlarge $0.4032, g6.xlarge $0.8048, g6e.xlarge $1.861. Every group has a rank: without one it never scales out.
    expect(values(production).expanderPriorities.replaceAll(/Group[0-9A-F]{8}/g, '')).toBe(
      [
        '30:',
        '  - ^eks-NodeGroupscpu-',
        '20:',
        '  - ^eks-NodeGroupsinference-',
        '10:',
        '  - ^eks-NodeGroupsgpu-',
      ].join('\n'),
    );
  });

  test('gives groups of one price one rank, and a type without a price the last', () => {
    const { expanderPriorities } = values(
      cluster({
        nodeGroups: {
          gpu: { instanceTypes: ['p6-b300.48xlarge'] },
          inference: { instanceTypes: ['m7i.2xlarge'], labels: { 'nvidia.com/gpu': null } },
        },
      }),
    );
    expect(expanderPriorities.replaceAll(/Group[0-9A-F]{8}/g, '')).toBe(
      [
        '20:',
        '  - ^eks-NodeGroupscpu-',
        '  - ^eks-NodeGroupsinference-',
        '10:',
        '  - ^eks-NodeGroupsgpu-',
      ].join('\n'),
    );
  });

  test('starts with its credentials', () => {
    const chart = production
      .ofType('Custom::AWSCDK-EKS-HelmChart')
      .find(({ resource }) => resource.Properties['Release'] === 'cluster-autoscaler');
    const [association] = production
      .ofType('AWS::EKS::PodIdentityAssociation')
      .filter(({ resource }) => resource.Properties['ServiceAccount'] === 'cluster-autoscaler');
    expect(list(chart!.resource.DependsOn)).toContain(association!.id);
  });

  test('requests what it needs, so that a full node does not evict it first', () => {
    expect(values(production).resources).toEqual({ requests: { cpu: '100m', memory: '300Mi' } });
  });

  test('gets its region as a value, since pods cannot read it from the instance metadata', () => {
    expect(values(clusterStack({ region: 'eu-central-1' })).awsRegion).toBe('eu-central-1');
  });

  test('changes only the node groups of its own cluster, and may read those without nodes', () => {
    const [policy] = cluster({ name: 'mine' })
      .ofType('AWS::IAM::Policy')
      .filter(({ id }) => id.includes('ClusterAutoscalerRole'));
    const statements = policy!.resource.Properties['PolicyDocument'].Statement as Record<string, any>[];
    const writes = statements.filter(({ Action }) =>
      list<string>(Action).some((action) => /Set|Terminate/.test(action)),
    );
    expect(writes).toHaveLength(1);
    expect(writes[0]!['Condition']).toEqual({
      StringEquals: { 'aws:ResourceTag/k8s.io/cluster-autoscaler/mine': 'owned' },
    });
    expect(statements.flatMap(({ Action }) => list<string>(Action))).toContain('eks:DescribeNodegroup');
  });
});

describe('CoreDNS and the controller of the EBS CSI driver', () => {
  const configurationOf = ({ properties }: StackTemplate, name: string): unknown => {
    const text = properties('AWS::EKS::Addon').find(({ AddonName }) => AddonName === name)![
      'ConfigurationValues'
    ] as string | undefined;
    return text && JSON.parse(text);
  };

  test('have one copy where one node takes every pod: two would stop together, and take the room of pods', () => {
    const dev = clusterStack({}, 'dev');
    expect(configurationOf(dev, 'coredns')).toEqual({ replicaCount: 1 });
    expect(configurationOf(dev, 'aws-ebs-csi-driver')).toEqual({ controller: { replicaCount: 1 } });
  });

  test('have two copies, as EKS gives them, where there are more nodes', () => {
    for (const name of ['coredns', 'aws-ebs-csi-driver']) {
      expect(configurationOf(production, name)).toBeUndefined();
      expect(
        configurationOf(clusterStack({ cluster: { nodeGroups: { cpu: { min: 2 } } } }, 'dev'), name),
      ).toBeUndefined();
    }
  });
});

test('service accounts of the configuration have the role of workloads', () => {
  const serviceAccounts = [{ namespace: 'vision', name: 'trainer' }];
  expect(cluster({ serviceAccounts }).properties('AWS::EKS::PodIdentityAssociation')).toContainEqual(
    expect.objectContaining({
      Namespace: 'vision',
      ServiceAccount: 'trainer',
      RoleArn: expect.stringMatching(/:role\/workloads$/),
    }),
  );
});

test('the kubectl layer depends on the Kubernetes version', () => {
  const content = (stack: StackTemplate): unknown =>
    stack.properties('AWS::Lambda::LayerVersion')[0]!['Content'];
  expect(content(production)).not.toEqual(content(clusterStack({}, 'lesson')));
});

test('another cluster name is used everywhere', () => {
  const overlay = { cluster: { name: 'mine' } };
  const network = networkStack(overlay);
  const { Outputs, properties, Resources } = clusterStack(overlay);
  expect(properties('AWS::EKS::Cluster')[0]!['Name']).toBe('mine');
  expect(network.properties('AWS::EC2::VPC')[0]!['Tags']).toContainEqual({
    Key: 'kubernetes.io/cluster/mine',
    Value: 'shared',
  });
  expect([network.Resources, Resources, Outputs]).not.toMention('ml-platform-cluster');
});
