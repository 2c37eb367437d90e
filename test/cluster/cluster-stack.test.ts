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

function devicePlugin({ properties }: StackTemplate) {
  const [manifest] = properties('Custom::AWSCDK-EKS-KubernetesResource')
    .flatMap(({ Manifest }) => JSON.parse(Manifest))
    .filter(({ metadata }) => metadata.name.includes('nvidia-device-plugin'));
  return manifest.spec.template.spec;
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
      'ControlPlaneClusterchartClusterAutoscaler',
    ]) {
      expect(dependencies(name)).toContain(withPart('NodeGroupscpuGroup'));
    }
  });
});

describe('device plugin', () => {
  test('tolerates every taint of a GPU node group, also one of the user', () => {
    const tolerations = devicePlugin(
      group({ taints: [{ key: 'team', value: 'vision', effect: 'NoExecute' }] }),
    ).tolerations;
    expect(tolerations).toContainEqual({
      key: 'team',
      operator: 'Equal',
      value: 'vision',
      effect: 'NoExecute',
    });
    expect(tolerations).toContainEqual({
      key: 'workload',
      operator: 'Equal',
      value: 'inference',
      effect: 'NoSchedule',
    });
    expect(tolerations).toContainEqual({ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' });
  });

  test('runs on GPU nodes only, without privileges', () => {
    const { nodeSelector, containers } = devicePlugin(production);
    expect(nodeSelector).toEqual({ 'nvidia.com/gpu': 'true' });
    expect(containers[0].securityContext).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
    });
  });
});

describe('cluster-autoscaler', () => {
  const values = ({ properties }: StackTemplate) => {
    const [chart] = properties('Custom::AWSCDK-EKS-HelmChart');
    return JSON.parse(chart!['Values']);
  };

  test('has the release for the Kubernetes version', () => {
    expect(values(production).image.tag).toMatch(/^v1\.35\./);
    expect(values(clusterStack({}, 'lesson')).image.tag).toMatch(/^v1\.28\./);
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
