import { networkStack } from './network-stack';

const zones = ['a', 'b', 'c'].map((name, index) => ({
  name,
  publicCidr: `10.0.${index + 1}.0/24`,
  privateCidr: `10.0.${index + 10}.0/24`,
}));

test('a third zone leaves the subnets of the first two as they are', () => {
  const subnets = (overlay: object) =>
    networkStack(overlay)
      .ofType('AWS::EC2::Subnet')
      .map(({ id, resource }) => [id, resource.Properties['CidrBlock']]);
  const two = subnets({});
  const three = subnets({ network: { zones } });
  expect(three).toEqual(expect.arrayContaining(two));
  expect(three).toHaveLength(6);
});

test('a zone that is put first moves nothing of the others', () => {
  const parts = (network: object) =>
    Object.fromEntries(
      Object.entries(networkStack({ network }).Resources)
        .filter(([id]) => /Subnet[A-Z]/.test(id))
        .map(([id, { Type, Properties }]) => [id, [Type, Properties]]),
    );
  const [a, b, c] = zones;
  const before = parts({ zones: [b, c] });
  expect(Object.keys(before)).toEqual(expect.arrayContaining(['VpcPublicSubnetBNATGateway']));
  expect(parts({ zones: [a, b, c] })).toMatchObject(before);
  expect(parts({ zones: [c, b] })).toEqual(before);
});

test('in another region the zones are those of that region', () => {
  const { properties } = networkStack({ region: 'eu-central-1' });
  const zonesOfSubnets = properties('AWS::EC2::Subnet').map(({ AvailabilityZone }) => AvailabilityZone);
  expect(new Set(zonesOfSubnets)).toEqual(new Set(['eu-central-1a', 'eu-central-1b']));
});

const production = networkStack();

test('every private subnet reaches the internet through the NAT gateway of its own zone', () => {
  for (const zone of ['A', 'B']) {
    const [route] = production
      .ofType('AWS::EC2::Route')
      .filter(({ id }) => id.startsWith(`VpcPrivateSubnet${zone}`));
    expect(route!.resource.Properties['NatGatewayId'].Ref).toMatch(new RegExp(`^VpcPublicSubnet${zone}`));
  }
});

describe('NAT instance', () => {
  const { ofType } = networkStack({}, 'dev');

  test('routes the traffic of all private subnets, in place of NAT gateways', () => {
    expect(ofType('AWS::EC2::NatGateway')).toEqual([]);
    const [instance] = ofType('AWS::EC2::Instance');
    expect(instance!.resource.Properties['SourceDestCheck']).toBe(false);
    const routes = ofType('AWS::EC2::Route').filter(({ id }) => id.includes('PrivateSubnet'));
    expect(routes.map(({ resource }) => resource.Properties['InstanceId'].Ref)).toEqual(
      Array(2).fill(instance!.id),
    );
  });

  test('gets its image when it is launched, so that no deploy replaces it for a new one', () => {
    const [instance] = ofType('AWS::EC2::Instance');
    const [template] = ofType('AWS::EC2::LaunchTemplate');
    expect(instance!.resource.Properties).not.toHaveProperty('ImageId');
    expect(instance!.resource.Properties['LaunchTemplate'].LaunchTemplateId.Ref).toBe(template!.id);
    expect(template!.resource.Properties['LaunchTemplateData'].ImageId).toBe(
      'resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64',
    );
  });

  test('accepts connections from the VPC only', () => {
    const rules = ofType('AWS::EC2::SecurityGroup')
      .filter(({ id }) => /nat/i.test(id))
      .flatMap(({ resource }) => resource.Properties['SecurityGroupIngress'] as { CidrIp: unknown }[]);
    expect(rules.length).toBeGreaterThan(0);
    for (const { CidrIp } of rules) expect(CidrIp).toBe('10.0.0.0/16');
  });
});

describe('endpoints', () => {
  test('S3 is reached without NAT from every subnet, in every environment', () => {
    for (const environment of ['dev', 'production', 'lesson'] as const) {
      const endpoints = networkStack({}, environment).properties('AWS::EC2::VPCEndpoint');
      const [gateway] = endpoints.filter(({ VpcEndpointType }) => VpcEndpointType === 'Gateway');
      expect(gateway!['RouteTableIds']).toHaveLength(4);
    }
  });

  test('interface endpoints accept the VPC on port 443, under the names of the services', () => {
    const endpoints = production
      .properties('AWS::EC2::VPCEndpoint')
      .filter(({ VpcEndpointType }) => VpcEndpointType === 'Interface');
    expect(endpoints).toHaveLength(6);
    for (const { PrivateDnsEnabled } of endpoints) expect(PrivateDnsEnabled).toBe(true);
    const [group] = production.ofType('AWS::EC2::SecurityGroup').filter(({ id }) => id.includes('Endpoints'));
    expect(group!.resource.Properties['SecurityGroupIngress']).toEqual([
      expect.objectContaining({ CidrIp: '10.0.0.0/16', FromPort: 443, ToPort: 443 }),
    ]);
  });
});

test('training instances may exchange all traffic in both directions, as EFA requires', () => {
  const [training] = production
    .ofType('AWS::EC2::SecurityGroup')
    .filter(({ id }) => id.startsWith('SecurityGroupsTraining'));
  const id = { 'Fn::GetAtt': [training!.id, 'GroupId'] };
  for (const [type, peer] of [
    ['AWS::EC2::SecurityGroupIngress', 'SourceSecurityGroupId'],
    ['AWS::EC2::SecurityGroupEgress', 'DestinationSecurityGroupId'],
  ] as const) {
    expect(production.properties(type)).toContainEqual(
      expect.objectContaining({
        Description: 'All traffic among training instances',
        GroupId: id,
        [peer]: id,
        IpProtocol: '-1',
      }),
    );
  }
});

test('without ranges in the configuration the load balancer accepts the VPC only', () => {
  const [group] = production
    .ofType('AWS::EC2::SecurityGroup')
    .filter(({ id }) => id.includes('LoadBalancer'));
  const rules = group!.resource.Properties['SecurityGroupIngress'] as { CidrIp: string }[];
  expect(rules.map(({ CidrIp }) => CidrIp)).toEqual(['10.0.0.0/16', '10.0.0.0/16']);
});
