import { build } from '../synthesized';

const zones = ['a', 'b', 'c'].map((name, index) => ({
  name,
  publicCidr: `10.0.${index + 1}.0/24`,
  privateCidr: `10.0.${index + 10}.0/24`,
}));

test('a third zone leaves the subnets of the first two as they are', () => {
  const subnets = (overlay: object) =>
    build('production', overlay)
      .ofType('AWS::EC2::Subnet')
      .map(({ id, resource }) => [id, resource.Properties['CidrBlock']]);
  const two = subnets({});
  const three = subnets({ network: { zones } });
  expect(three).toEqual(expect.arrayContaining(two));
  expect(three).toHaveLength(6);
});

test('another region moves every zone', () => {
  const { ofType } = build('production', { region: 'eu-central-1' });
  const places = ofType('AWS::EC2::Subnet').map(({ resource }) => resource.Properties['AvailabilityZone']);
  expect(new Set(places)).toEqual(new Set(['eu-central-1a', 'eu-central-1b']));
});

test('every private subnet leaves through the gateway of its own zone', () => {
  const { json } = build('production');
  const { Resources } = json('Network');
  for (const number of [1, 2]) {
    const [, route] = Object.entries(Resources).find(
      ([id, { Type }]) => Type === 'AWS::EC2::Route' && id.startsWith(`VpcPrivateSubnet${number}`),
    )!;
    expect(route.Properties['NatGatewayId'].Ref).toMatch(new RegExp(`^VpcPublicSubnet${number}`));
  }
});

describe('NAT instance', () => {
  const { ofType } = build('dev');

  test('carries the traffic of all private subnets, in place of gateways', () => {
    expect(ofType('AWS::EC2::NatGateway')).toEqual([]);
    const [instance] = ofType('AWS::EC2::Instance').filter(({ stack }) => stack === 'Network');
    expect(instance!.resource.Properties['SourceDestCheck']).toBe(false);
    const routes = ofType('AWS::EC2::Route').filter(({ id }) => id.includes('PrivateSubnet'));
    expect(routes.map(({ resource }) => resource.Properties['InstanceId'].Ref)).toEqual(
      Array(2).fill(instance!.id.split('/')[1]),
    );
  });

  test('takes connections from the VPC only', () => {
    const rules = ofType('AWS::EC2::SecurityGroup')
      .filter(({ id }) => /nat/i.test(id))
      .flatMap(({ resource }) => resource.Properties['SecurityGroupIngress'] as { CidrIp: unknown }[]);
    expect(rules.length).toBeGreaterThan(0);
    for (const { CidrIp } of rules) expect(JSON.stringify(CidrIp)).toMatch(/10\.0\.0\.0\/16|CidrBlock/);
  });
});

describe('endpoints', () => {
  test('S3 is reached without NAT from every subnet, in every environment', () => {
    for (const environment of ['dev', 'production', 'lesson'] as const) {
      const { ofType } = build(environment);
      const [gateway] = ofType('AWS::EC2::VPCEndpoint').filter(
        ({ resource }) => resource.Properties['VpcEndpointType'] === 'Gateway',
      );
      expect(gateway!.resource.Properties['RouteTableIds']).toHaveLength(4);
    }
  });

  test('interface endpoints answer to the VPC on 443, under the names of the services', () => {
    const { ofType } = build('production');
    const endpoints = ofType('AWS::EC2::VPCEndpoint').filter(
      ({ resource }) => resource.Properties['VpcEndpointType'] === 'Interface',
    );
    expect(endpoints).toHaveLength(6);
    for (const { resource } of endpoints) expect(resource.Properties['PrivateDnsEnabled']).toBe(true);
    const [group] = ofType('AWS::EC2::SecurityGroup').filter(({ id }) => id.includes('Endpoints'));
    expect(group!.resource.Properties['SecurityGroupIngress']).toEqual([
      expect.objectContaining({ CidrIp: '10.0.0.0/16', FromPort: 443, ToPort: 443 }),
    ]);
  });
});

test('training instances may exchange all traffic in both directions, as EFA requires', () => {
  const { ofType } = build('production');
  for (const [type, peer] of [
    ['AWS::EC2::SecurityGroupIngress', 'SourceSecurityGroupId'],
    ['AWS::EC2::SecurityGroupEgress', 'DestinationSecurityGroupId'],
  ] as const) {
    const within = ofType(type).filter(
      ({ resource: { Properties } }) =>
        Properties['IpProtocol'] === '-1' &&
        JSON.stringify(Properties[peer]) === JSON.stringify(Properties['GroupId']) &&
        JSON.stringify(Properties['GroupId']).includes('Training'),
    );
    expect(within).toHaveLength(1);
  }
});

test('without ranges of its own the load balancer answers to the VPC', () => {
  const [group] = build('production')
    .ofType('AWS::EC2::SecurityGroup')
    .filter(({ id }) => id.includes('LoadBalancer'));
  const rules = group!.resource.Properties['SecurityGroupIngress'] as { CidrIp: string }[];
  expect(rules.map(({ CidrIp }) => CidrIp)).toEqual(['10.0.0.0/16', '10.0.0.0/16']);
});
