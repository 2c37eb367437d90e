import { parse } from 'yaml';
import type { StackTemplate } from '../../single-stack';
import { list, type Resource } from '../../template-json';
import { clusterStack } from '../cluster-stack';

/** The Cluster stack with these settings of a node group. */
const withGroup = (settings: object, name = 'gpu', volumeKeyArn?: string) =>
  clusterStack({ cluster: { nodeGroups: { [name]: settings } } }, 'production', volumeKeyArn);

function nodeGroup({ ofType }: StackTemplate, name = 'gpu'): Resource['Properties'] {
  return ofType('AWS::EKS::Nodegroup').find(({ id }) => id.startsWith(`NodeGroups${name}Group`))!.resource
    .Properties;
}

/** Settings of the instances of a group. */
function launchData({ ofType }: StackTemplate, name = 'gpu'): Record<string, any> {
  const [template] = ofType('AWS::EC2::LaunchTemplate').filter(({ id }) =>
    id.startsWith(`NodeGroups${name}LaunchTemplate`),
  );
  return template!.resource.Properties['LaunchTemplateData'] as Record<string, any>;
}

/** The user data as text; a reference to another resource is the name of what it refers to. */
function userData(stack: StackTemplate, name?: string): string {
  const encoded: unknown = launchData(stack, name)['UserData']['Fn::Base64'];
  if (typeof encoded === 'string') return encoded;
  const [, parts] = (encoded as { 'Fn::Join': [string, unknown[]] })['Fn::Join'];
  return parts
    .map((part) => (typeof part === 'string' ? part : `<${list<string>((part as any)['Fn::GetAtt'])[1]}>`))
    .join('');
}

/** What nodeadm is told. */
function nodeConfig(stack: StackTemplate, name?: string): unknown {
  const [part] = userData(stack, name)
    .split(/^--.*$/m)
    .filter((each) => each.includes('Content-Type: application/node.eks.aws'));
  return (parse(part!.slice(part!.indexOf('apiVersion'))) as { spec: unknown }).spec;
}

/** Amounts of an empty group in its tags, by the name of the resource. */
function imagined(stack: StackTemplate, name?: string): Record<string, string> {
  const prefix = 'k8s.io/cluster-autoscaler/node-template/resources/';
  return Object.fromEntries(
    Object.entries(nodeGroup(stack, name)['Tags'] as Record<string, string>)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value]),
  );
}

const production = clusterStack();
const RESERVATION = 'cr-0123456789abcdef0';

test('without settings, a node has no user data: that of EKS is enough', () => {
  for (const { LaunchTemplateData } of production.properties('AWS::EC2::LaunchTemplate')) {
    expect(Object.keys(LaunchTemplateData as object)).toEqual(
      expect.not.arrayContaining(['UserData', 'Placement', 'NetworkInterfaces', 'ImageId', 'InstanceType']),
    );
  }
});

describe('EFA', () => {
  const stack = withGroup({ instanceTypes: ['p5.48xlarge'], efa: true, zones: ['b'], market: 'on-demand' });

  test('is an interface on every network card, of which the first has the address', () => {
    const interfaces = list<any>(launchData(stack)['NetworkInterfaces']);
    const efa = interfaces.filter(({ InterfaceType }) => InterfaceType === 'efa-only');
    expect(efa.map(({ NetworkCardIndex }) => NetworkCardIndex as number)).toEqual(
      Array.from({ length: 32 }, (_, index) => index),
    );
    expect(interfaces[0]).toMatchObject({ NetworkCardIndex: 0, DeviceIndex: 0, InterfaceType: 'interface' });
    expect(launchData(stack)).not.toHaveProperty('SecurityGroupIds');
  });

  test('has a security group that allows all traffic from and to itself, beside that of all nodes', () => {
    const [own, ...others] = stack.ofType('AWS::EC2::SecurityGroup');
    expect(others).toEqual([]);
    const self = { 'Fn::GetAtt': [own!.id, 'GroupId'] };
    expect(stack.properties('AWS::EC2::SecurityGroupIngress')).toEqual([
      expect.objectContaining({ IpProtocol: '-1', GroupId: self, SourceSecurityGroupId: self }),
    ]);
    expect(stack.properties('AWS::EC2::SecurityGroupEgress')).toEqual([
      expect.objectContaining({ IpProtocol: '-1', GroupId: self, DestinationSecurityGroupId: self }),
    ]);
    for (const { Groups } of list<any>(launchData(stack)['NetworkInterfaces'])) {
      expect(Groups).toEqual(['nodes', self]);
    }
  });

  test('is offered by an empty group, and there is no security group without it', () => {
    expect(imagined(stack)['vpc.amazonaws.com/efa']).toBe('32');
    expect(imagined(production)).not.toHaveProperty(['vpc.amazonaws.com/efa']);
    expect(production.ofType('AWS::EC2::SecurityGroup')).toEqual([]);
  });
});

test('a placement group holds the nodes of its group only', () => {
  const stack = withGroup({ placement: 'cluster', zones: ['a'] });
  const [group, ...others] = stack.ofType('AWS::EC2::PlacementGroup');
  expect([group!.resource.Properties['Strategy'], others]).toEqual(['cluster', []]);
  expect(launchData(stack)['Placement']).toEqual({ GroupName: { 'Fn::GetAtt': [group!.id, 'GroupName'] } });
  expect(launchData(stack, 'cpu')).not.toHaveProperty('Placement');
});

describe('a reservation', () => {
  test('on demand is in the launch template, and the types are in the group', () => {
    const stack = withGroup({
      capacityReservationId: RESERVATION,
      market: 'on-demand',
      zones: ['a'],
      instanceTypes: ['g6e.xlarge'],
    });
    expect(launchData(stack)).toMatchObject({
      CapacityReservationSpecification: {
        CapacityReservationTarget: { CapacityReservationId: RESERVATION },
      },
    });
    expect(launchData(stack)).not.toHaveProperty('InstanceMarketOptions');
    expect(nodeGroup(stack)).toMatchObject({ CapacityType: 'ON_DEMAND', InstanceTypes: ['g6e.xlarge'] });
  });

  test('as a Capacity Block has the type, the market and the reservation in the launch template, as EKS asks', () => {
    const stack = withGroup({
      capacityReservationId: RESERVATION,
      market: 'capacity-block',
      zones: ['b'],
      instanceTypes: ['p5.48xlarge'],
      min: 0,
    });
    expect(launchData(stack)).toMatchObject({
      InstanceType: 'p5.48xlarge',
      InstanceMarketOptions: { MarketType: 'capacity-block' },
      CapacityReservationSpecification: {
        CapacityReservationTarget: { CapacityReservationId: RESERVATION },
      },
    });
    expect(nodeGroup(stack)).toMatchObject({
      CapacityType: 'CAPACITY_BLOCK',
      ScalingConfig: { MinSize: 0, DesiredSize: 0 },
      Subnets: ['private-us-west-2b'],
    });
    expect(nodeGroup(stack)).not.toHaveProperty('InstanceTypes');
  });
});

describe('nodes of Amazon Linux 2023', () => {
  test('have images and pods on their local disks, which an empty group offers', () => {
    const stack = withGroup({ instanceTypes: ['g6e.xlarge'], localDisks: 'raid0' });
    expect(nodeConfig(stack)).toEqual({ instance: { localStorage: { strategy: 'RAID0' } } });
    // By hand: 1 x 250 GB = 232 GiB; (0.9 x 232 - 1 = 207) x 0.98 = 202.86
    expect(imagined(stack)['ephemeral-storage']).toBe('202Gi');
  });

  test('pull images in parallel from a disk that is fast enough', () => {
    const stack = withGroup({
      instanceTypes: ['g6e.4xlarge'],
      fastImagePull: true,
      volumeThroughputMiBps: 1000,
      volumeIops: 4000,
    });
    expect(nodeConfig(stack)).toEqual({ featureGates: { FastImagePull: true } });
    expect(list<any>(launchData(stack)['BlockDeviceMappings'])[0].Ebs).toMatchObject({
      Throughput: 1000,
      Iops: 4000,
    });
  });

  test('take fewer pods, and keep more for the kubelet, as an empty group does', () => {
    const settings = { maxPods: 20, kubeletReserved: { memoryMiB: 2000 } };
    const stack = withGroup({ instanceTypes: ['g6.xlarge'], volumeGiB: 200, ...settings });
    expect(nodeConfig(stack)).toEqual({
      // What is not set is as the image computes it for 4 vCPU: 60 + 10 + 2 x 5.
      kubelet: {
        config: {
          maxPods: 20,
          kubeReserved: { cpu: '80m', memory: '2000Mi', 'ephemeral-storage': '1Gi' },
        },
      },
    });
    // By hand: 16384 x 0.925 = 15155.2, - 2000 - 100
    expect(imagined(stack)).toMatchObject({ pods: '20', memory: '13055Mi', cpu: '3920m' });
  });

  test('with an image of the user know their cluster, and have no version and image type of EKS', () => {
    const customImage = { parameter: '/images/gpu', serviceCidr: '172.20.0.0/16' };
    const stack = withGroup({ customImage, maxPods: 20 });
    expect(nodeConfig(stack)).toEqual({
      cluster: {
        name: 'ml-platform-cluster',
        apiServerEndpoint: '<Endpoint>',
        certificateAuthority: '<CertificateAuthorityData>',
        cidr: '172.20.0.0/16',
      },
      kubelet: { config: { maxPods: 20 } },
    });
    const reference = launchData(stack)['ImageId'] as { Ref: string };
    expect((stack as any).Parameters[reference.Ref]).toMatchObject({
      Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>',
      Default: '/images/gpu',
    });
    expect(nodeGroup(stack)).not.toHaveProperty('AmiType');
    expect(nodeGroup(stack)).not.toHaveProperty('Version');
  });
});

describe('nodes of Bottlerocket', () => {
  test('have both volumes encrypted with the key of the platform, and pods on the second', () => {
    const key = 'arn:aws:kms:us-west-2:111122223333:key/volumes';
    const stack = withGroup({ amiFamily: 'bottlerocket', volumeGiB: 300 }, 'gpu', key);
    const ebs = (VolumeSize: number) =>
      expect.objectContaining({ VolumeSize, VolumeType: 'gp3', Encrypted: true, KmsKeyId: key }) as unknown;
    expect(launchData(stack)['BlockDeviceMappings']).toEqual([
      { DeviceName: '/dev/xvdb', Ebs: ebs(300) },
      { DeviceName: '/dev/xvda', Ebs: ebs(4) },
    ]);
  });

  test('have their settings as TOML', () => {
    const stack = withGroup({
      amiFamily: 'bottlerocket',
      instanceTypes: ['g6e.4xlarge'],
      localDisks: 'raid0',
      fastImagePull: true,
      maxPods: 30,
      kubeletReserved: { cpuMillicores: 500 },
    });
    expect(userData(stack).split('\n')).toEqual([
      '[settings.kubernetes]',
      'max-pods = 30',
      '[settings.kubernetes.kube-reserved]',
      'cpu = "500m"',
      'memory = "2829Mi"',
      'ephemeral-storage = "1Gi"',
      '[settings.container-runtime]',
      'snapshotter = "soci"',
      '[settings.container-runtime-plugins.soci-snapshotter]',
      'pull-mode = "parallel-pull-unpack"',
      '[settings.bootstrap-commands.local-disks]',
      'commands = [["apiclient","ephemeral-storage","init"],["apiclient","ephemeral-storage","bind","--dirs","/var/lib/containerd","/var/lib/kubelet","/var/log/pods","/var/lib/soci-snapshotter"]]',
      'essential = true',
      'mode = "always"',
    ]);
  });
});

test.each([
  [['m7g.2xlarge'], 'al2023', 'AL2023_ARM_64_STANDARD'],
  [['c7g.2xlarge'], 'bottlerocket', 'BOTTLEROCKET_ARM_64'],
])('%s with %s has the image %s', (instanceTypes, amiFamily, image) => {
  expect(nodeGroup(withGroup({ instanceTypes, amiFamily }, 'cpu'), 'cpu')['AmiType']).toBe(image);
});

test.each([
  ['al2023', 'AL2023_ARM_64_NVIDIA'],
  ['bottlerocket', 'BOTTLEROCKET_ARM_64_NVIDIA'],
])('GPUs on Arm with %s have the image %s', (amiFamily, image) => {
  expect(nodeGroup(withGroup({ instanceTypes: ['g5g.2xlarge'], amiFamily }))['AmiType']).toBe(image);
});

describe('an update', () => {
  test('of GPU groups takes old nodes down first, and of others starts new ones first, one at a time', () => {
    expect(nodeGroup(production)['UpdateConfig']).toEqual({ MaxUnavailable: 1, UpdateStrategy: 'MINIMAL' });
    expect(nodeGroup(production, 'cpu')).not.toHaveProperty('UpdateConfig');
  });

  test.each([
    [{ strategy: 'default' }, { MaxUnavailable: 1, UpdateStrategy: 'DEFAULT' }],
    [{ maxUnavailable: 3 }, { MaxUnavailable: 3, UpdateStrategy: 'MINIMAL' }],
    [{ maxUnavailablePercentage: 25 }, { MaxUnavailablePercentage: 25, UpdateStrategy: 'MINIMAL' }],
  ])('%j is %j', (update, expected) => {
    expect(nodeGroup(withGroup({ update }))['UpdateConfig']).toEqual(expected);
  });
});

test('a warm pool has stopped instances that have not been in service', () => {
  const stack = withGroup({ market: 'on-demand', warmPool: { min: 1, max: 3 } });
  expect(nodeGroup(stack)['WarmPoolConfig']).toEqual({
    Enabled: true,
    MinSize: 1,
    MaxGroupPreparedCapacity: 3,
    PoolState: 'STOPPED',
    ReuseOnScaleIn: false,
  });
  expect(nodeGroup(production)).not.toHaveProperty('WarmPoolConfig');
});

test('a tag of the group makes no new launch template, whose change would replace the nodes', () => {
  const tagged = withGroup({ tags: { 'cost-center': '4711' } });
  expect(launchData(tagged)).toEqual(launchData(production));
  expect(nodeGroup(tagged)['Tags']).toMatchObject({ 'cost-center': '4711' });
});
