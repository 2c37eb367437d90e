import type { RouteTable, SecurityGroupRule } from '@aws-sdk/client-ec2';
import type { LocalPlatform } from '../local-platform';
import type { Expected } from './expected';
import { inVpc, securityGroupNames, subnetNames, tagsOf } from './names';

/** The VPC, its gateways and endpoints, and its security groups. */
export function network(expected: Expected, platform: () => LocalPlatform): void {
  const vpcId = () => platform().only('Network', 'AWS::EC2::VPC');

  test('one VPC with DNS', async () => {
    const { ec2 } = platform().aws;
    const VpcId = await vpcId();
    const { Vpcs } = await ec2.describeVpcs({ VpcIds: [VpcId] });
    expect(Vpcs!.map(({ CidrBlock }) => CidrBlock)).toEqual(['10.0.0.0/16']);
    expect(tagsOf(Vpcs![0]!.Tags)).toMatchObject({
      Name: 'ML-Platform-VPC',
      'kubernetes.io/cluster/ml-platform-cluster': 'shared',
      Project: 'ML-Platform',
      CostCenter: 'AI-Research',
      ManagedBy: 'CDK',
    });
    const support = await ec2.describeVpcAttribute({ VpcId, Attribute: 'enableDnsSupport' });
    const names = await ec2.describeVpcAttribute({ VpcId, Attribute: 'enableDnsHostnames' });
    expect([support.EnableDnsSupport, names.EnableDnsHostnames]).toEqual([{ Value: true }, { Value: true }]);
  });

  test('a public and a private subnet in each zone, which Kubernetes finds', async () => {
    const { Subnets } = await platform().aws.ec2.describeSubnets({ Filters: await inVpc(platform()) });
    const described = Subnets!.map(({ AvailabilityZone, CidrBlock, MapPublicIpOnLaunch, Tags }) => {
      const { Name, Type, ...others } = tagsOf(Tags);
      const kubernetes = Object.entries(others).filter(([key]) => key.startsWith('kubernetes.io/'));
      const marks = kubernetes.map(([key, value]) => `${key.slice('kubernetes.io/'.length)}=${value}`).sort();
      const addresses = MapPublicIpOnLaunch ? 'public addresses' : 'no public addresses';
      return [Name, Type, AvailabilityZone, CidrBlock, addresses, ...marks].join(', ');
    });
    const shared = 'cluster/ml-platform-cluster=shared';
    expect(described.sort()).toEqual([
      `ML-Platform-Private-A, Private, us-west-2a, 10.0.10.0/24, no public addresses, ${shared}, role/internal-elb=1`,
      `ML-Platform-Private-B, Private, us-west-2b, 10.0.11.0/24, no public addresses, ${shared}, role/internal-elb=1`,
      `ML-Platform-Public-A, Public, us-west-2a, 10.0.1.0/24, public addresses, ${shared}, role/elb=1`,
      `ML-Platform-Public-B, Public, us-west-2b, 10.0.2.0/24, public addresses, ${shared}, role/elb=1`,
    ]);
  });

  test('each subnet has a route to the internet in its own zone', async () => {
    const { ec2 } = platform().aws;
    const filters = await inVpc(platform());
    const subnets = await subnetNames(platform());
    const { NatGateways } = await ec2.describeNatGateways({ Filter: filters });
    const natNames = Object.fromEntries(
      NatGateways!.map(({ NatGatewayId, SubnetId }) => [NatGatewayId!, `NAT in ${subnets[SubnetId!]}`]),
    );
    const { RouteTables } = await ec2.describeRouteTables({ Filters: filters });
    const ways = RouteTables!.flatMap((table) =>
      table
        .Associations!.filter(({ SubnetId }) => SubnetId)
        .map(({ SubnetId }) => [subnets[SubnetId!], defaultRoute(table, natNames)]),
    );
    expect(Object.fromEntries(ways)).toEqual({
      'Public-A': 'internet gateway',
      'Public-B': 'internet gateway',
      'Private-A': 'NAT in Public-A',
      'Private-B': 'NAT in Public-B',
    });
  });

  test('one internet gateway, attached to the VPC', async () => {
    const { InternetGateways } = await platform().aws.ec2.describeInternetGateways({
      InternetGatewayIds: [await platform().only('Network', 'AWS::EC2::InternetGateway')],
    });
    expect(InternetGateways![0]!.Attachments!.map(({ VpcId }) => VpcId)).toEqual([await vpcId()]);
  });

  test('two NAT gateways, each with an Elastic IP address', async () => {
    const { ec2 } = platform().aws;
    const { NatGateways } = await ec2.describeNatGateways({ Filter: await inVpc(platform()) });
    expect(
      NatGateways!
        .map(({ State, ConnectivityType, Tags }) => [tagsOf(Tags)['Name'], State, ConnectivityType])
        .sort(),
    ).toEqual([
      ['ML-Platform-NAT-A', 'available', 'public'],
      ['ML-Platform-NAT-B', 'available', 'public'],
    ]);
    const { Addresses } = await ec2.describeAddresses({});
    const own = NatGateways!.map(({ NatGatewayAddresses, Tags }) => {
      const address = Addresses!.find(
        ({ AllocationId }) => AllocationId === NatGatewayAddresses![0]!.AllocationId,
      );
      return [tagsOf(Tags)['Name'], tagsOf(address?.Tags)['Name'], address?.Domain];
    });
    expect(own.sort()).toEqual([
      ['ML-Platform-NAT-A', 'ML-Platform-NAT-EIP-A', 'vpc'],
      ['ML-Platform-NAT-B', 'ML-Platform-NAT-EIP-B', 'vpc'],
    ]);
  });

  test('endpoints: S3 in every route table, other services in the private subnets', async () => {
    const { ec2 } = platform().aws;
    const filters = await inVpc(platform());
    const { VpcEndpoints } = await ec2.describeVpcEndpoints({ Filters: filters });
    const subnets = await subnetNames(platform());
    const { RouteTables } = await ec2.describeRouteTables({ Filters: filters });
    const tableNames = Object.fromEntries(
      RouteTables!.map(({ RouteTableId, Tags }) => [RouteTableId!, tagsOf(Tags)['Name']]),
    );
    const described = VpcEndpoints!.map((endpoint) => {
      const {
        ServiceName,
        VpcEndpointType,
        RouteTableIds = [],
        SubnetIds = [],
        PrivateDnsEnabled,
      } = endpoint;
      const places = [
        ...RouteTableIds.map((id) => tableNames[id]),
        ...SubnetIds.map((id) => subnets[id]),
      ].map((name) => name!.replace('ML-Platform-', ''));
      const dns = PrivateDnsEnabled ? ', private DNS' : '';
      return `${VpcEndpointType} ${ServiceName!.replace('com.amazonaws.us-west-2.', '')}: ${places.sort().join(', ')}${dns}`;
    });
    expect(described.sort()).toEqual([
      'Gateway s3: Private-RT-A, Private-RT-B, Public-RT-A, Public-RT-B',
      ...expected.interfaceEndpoints.map((name) => `Interface ${name}: Private-A, Private-B, private DNS`),
    ]);
  });

  test('flow logs of all traffic, kept for 30 days', async () => {
    const { ec2, logs, iam } = platform().aws;
    const { FlowLogs } = await ec2.describeFlowLogs({
      Filter: [{ Name: 'resource-id', Values: [await vpcId()] }],
    });
    expect(FlowLogs).toMatchObject([{ TrafficType: 'ALL', LogDestinationType: 'cloud-watch-logs' }]);
    const { LogGroupName, DeliverLogsPermissionArn } = FlowLogs![0]!;
    const { logGroups } = await logs.describeLogGroups({ logGroupNamePrefix: LogGroupName });
    expect(logGroups!.map(({ retentionInDays }) => retentionInDays)).toEqual([30]);
    const RoleName = DeliverLogsPermissionArn!.split('/').at(-1)!;
    const { Role } = await iam.getRole({ RoleName });
    expect(decodeURIComponent(Role!.AssumeRolePolicyDocument!)).toContain('vpc-flow-logs.amazonaws.com');
    if (expected.flowLogs) expect([LogGroupName, RoleName]).toEqual(expected.flowLogs);
  });

  test.each(['GPU-Training-SG', 'EKS-Cluster-SG', 'EKS-Nodes-SG', 'ALB-SG'] as const)(
    'rules of the security group %s',
    async (name) => {
      const rules = await rulesByGroup();
      expect(rules[name]).toEqual(expected.securityGroups[name]);
    },
  );

  test('the default security group allows no traffic', async () => {
    const { SecurityGroups } = await platform().aws.ec2.describeSecurityGroups({
      Filters: [...(await inVpc(platform())), { Name: 'group-name', Values: ['default'] }],
    });
    expect(SecurityGroups).toMatchObject([{ IpPermissions: [], IpPermissionsEgress: [] }]);
    const { SecurityGroupRules } = await platform().aws.ec2.describeSecurityGroupRules({
      Filters: [{ Name: 'group-id', Values: [SecurityGroups![0]!.GroupId!] }],
    });
    expect(SecurityGroupRules ?? []).toEqual([]);
  });

  test('security groups allow the internet only where configured', async () => {
    const open = Object.entries(await rulesByGroup()).flatMap(([name, rules]) =>
      rules.filter((rule) => /from (0\.0\.0\.0\/0|::\/0)/.test(rule)).map((rule) => `${name}: ${rule}`),
    );
    expect(open).toEqual(expected.openToTheInternet);
  });

  /** The rules of every group of the VPC as text, by the name of the group. */
  async function rulesByGroup(): Promise<Record<string, string[]>> {
    const { ec2 } = platform().aws;
    const names = await securityGroupNames(platform());
    const { SecurityGroupRules } = await ec2.describeSecurityGroupRules({
      Filters: [{ Name: 'group-id', Values: Object.keys(names) }],
    });
    const rules: Record<string, string[]> = Object.fromEntries(
      Object.values(names).map((name) => [name, []]),
    );
    for (const rule of SecurityGroupRules!) rules[names[rule.GroupId!]!]!.push(ruleText(rule, names));
    for (const texts of Object.values(rules)) texts.sort();
    return rules;
  }
}

function defaultRoute({ Routes }: RouteTable, natNames: Record<string, string>): string | undefined {
  const route = Routes!.find(({ DestinationCidrBlock }) => DestinationCidrBlock === '0.0.0.0/0');
  if (route?.GatewayId?.startsWith('igw-')) return 'internet gateway';
  return natNames[route?.NatGatewayId ?? ''];
}

/** A rule as `tcp 22 from 10.0.0.0/16`. */
function ruleText(rule: SecurityGroupRule, groupNames: Record<string, string>): string {
  const { IpProtocol, FromPort, ToPort, IsEgress, CidrIpv4, CidrIpv6, ReferencedGroupInfo } = rule;
  const ports = FromPort === ToPort ? `${FromPort}` : `${FromPort}-${ToPort}`;
  const traffic = IpProtocol === '-1' ? 'all' : `${IpProtocol} ${ports}`;
  const groupId = ReferencedGroupInfo?.GroupId;
  const peer = CidrIpv4 ?? CidrIpv6 ?? (groupId && groupNames[groupId]) ?? 'an unknown peer';
  return `${traffic} ${IsEgress ? 'to' : 'from'} ${peer}`;
}
