import { build, list, type Resource, type Templates } from '../synthesized';

const cluster = (config: object) => build('production', { cluster: config });
const group = (config: object) => cluster({ nodeGroups: { gpu: config } });

function nodeGroup({ ofType }: Templates, name: string): Resource {
  return ofType('AWS::EKS::Nodegroup').find(({ id }) => id.startsWith(`Cluster/NodeGroups${name}Group`))!
    .resource;
}

function devicePlugin({ ofType }: Templates) {
  const [manifest] = ofType('Custom::AWSCDK-EKS-KubernetesResource')
    .map(({ resource }) => resource.Properties['Manifest'] as string)
    .filter((text) => text.includes('nvidia-device-plugin'));
  return JSON.parse(manifest!)[0].spec.template.spec;
}

const production = build('production');

describe('API endpoint', () => {
  test('is private unless ranges are given', () => {
    const vpcConfig = ({ ofType }: Templates) =>
      ofType('AWS::EKS::Cluster')[0]!.resource.Properties['ResourcesVpcConfig'];
    expect(vpcConfig(production)).toMatchObject({ EndpointPrivateAccess: true, EndpointPublicAccess: false });
    const open = cluster({ endpoint: { public: true, publicCidrs: ['203.0.113.0/24'] } });
    expect(vpcConfig(open)).toMatchObject({
      EndpointPublicAccess: true,
      PublicAccessCidrs: ['203.0.113.0/24'],
    });
  });

  test('lets the principals of the configuration in as administrators, also two of one name', () => {
    const arns = ['arn:aws:iam::111122223333:role/admin', 'arn:aws:iam::444455556666:role/team/admin'];
    const entries = cluster({ adminArns: arns }).ofType('AWS::EKS::AccessEntry');
    const admins = entries.map(({ resource }) => resource.Properties['PrincipalArn'] as unknown);
    expect(admins).toEqual(expect.arrayContaining(arns));
  });

  test('has the nodes and cluster groups really in use', () => {
    const [eks] = production.ofType('AWS::EKS::Cluster');
    expect(JSON.stringify(eks!.resource.Properties['ResourcesVpcConfig'].SecurityGroupIds)).toContain(
      'SecurityGroupsCluster',
    );
    for (const { id, resource } of production.ofType('AWS::EC2::LaunchTemplate')) {
      if (!id.startsWith('Cluster/')) continue;
      expect(JSON.stringify(resource.Properties['LaunchTemplateData'].SecurityGroupIds)).toContain(
        'SecurityGroupsNodes',
      );
    }
  });
});

describe('node group', () => {
  test('has the image of its hardware, and never the one that CDK would pick', () => {
    expect(nodeGroup(production, 'cpu').Properties['AmiType']).toBe('AL2023_x86_64_STANDARD');
    expect(nodeGroup(production, 'gpu').Properties['AmiType']).toBe('AL2023_x86_64_NVIDIA');
    // A type that the construct of the library does not know to have a GPU.
    const newer = group({ instanceTypes: ['p5.48xlarge'] });
    expect(nodeGroup(newer, 'gpu').Properties['AmiType']).toBe('AL2023_x86_64_NVIDIA');
  });

  test('on Bottlerocket has its own image, its data disk, and runs without the device plugin of the platform', () => {
    const platform = group({ amiFamily: 'bottlerocket' });
    const properties = nodeGroup(platform, 'gpu').Properties;
    expect(properties['AmiType']).toBe('BOTTLEROCKET_x86_64_NVIDIA');
    expect(properties['Labels']).toMatchObject({ 'nvidia.com/gpu.deploy.device-plugin': 'false' });
    const [template] = platform
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

  test('carries the tags that cluster-autoscaler finds groups by', () => {
    for (const { resource } of production.ofType('AWS::EKS::Nodegroup')) {
      expect(resource.Properties['Tags']).toMatchObject({
        'k8s.io/cluster-autoscaler/enabled': 'true',
        'k8s.io/cluster-autoscaler/ml-platform-cluster': 'owned',
      });
    }
  });

  test('comes after what its nodes need, and before what needs nodes', () => {
    const { Resources } = production.json('Cluster');
    const waits = (part: string) =>
      list(Object.entries(Resources).find(([id]) => id.startsWith(part))![1].DependsOn);
    for (const name of ['vpccni', 'kubeproxy', 'ekspodidentityagent']) {
      expect(waits('NodeGroupscpuGroup').join()).toContain(`AddOns${name}`);
    }
    for (const name of [
      'AddOnscoredns',
      'AddOnsawsebscsidriver',
      'ControlPlaneClusterchartClusterAutoscaler',
    ]) {
      expect(waits(name).join()).toContain('NodeGroupscpuGroup');
    }
  });
});

describe('device plugin', () => {
  test('tolerates every taint of a GPU group, also one that only the configuration knows', () => {
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
  const values = ({ ofType }: Templates) => {
    const [chart] = ofType('Custom::AWSCDK-EKS-HelmChart');
    return {
      version: chart!.resource.Properties['Version'],
      ...JSON.parse(chart!.resource.Properties['Values'] as string),
    };
  };

  test('has the release of the Kubernetes version', () => {
    expect(values(production).image.tag).toMatch(/^v1\.35\./);
    expect(values(build('lesson')).image.tag).toMatch(/^v1\.28\./);
  });

  test('knows its region, since one hop of metadata does not reach it', () => {
    expect(values(build('production', { region: 'eu-central-1' })).awsRegion).toBe('eu-central-1');
  });

  test('changes groups of its own cluster only, and reads empty ones', () => {
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
    expect(JSON.stringify(statements)).toContain('eks:DescribeNodegroup');
  });
});

test('service accounts of the configuration have the role of workloads', () => {
  const serviceAccounts = [{ namespace: 'vision', name: 'trainer' }];
  const found = cluster({ serviceAccounts }).ofType('AWS::EKS::PodIdentityAssociation');
  expect(found.map(({ resource }) => resource.Properties)).toContainEqual(
    expect.objectContaining({ Namespace: 'vision', ServiceAccount: 'trainer' }),
  );
});

test('the kubectl layer is that of the Kubernetes version', () => {
  const layer = ({ ofType }: Templates) =>
    JSON.stringify(ofType('AWS::Lambda::LayerVersion')[0]!.resource.Properties);
  expect(layer(production)).not.toBe(layer(build('lesson')));
});

test('the cluster name is the one of the command line everywhere', () => {
  const { ofType, json } = cluster({ name: 'mine' });
  expect(ofType('AWS::EKS::Cluster')[0]!.resource.Properties['Name']).toBe('mine');
  expect(JSON.stringify(json('Network'))).toContain('kubernetes.io/cluster/mine');
  expect(JSON.stringify([json('Network'), json('Cluster')])).not.toContain('ml-platform-cluster');
});
