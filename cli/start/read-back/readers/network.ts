import type { AwsAccount } from '../../aws-account';
import { ifFound } from '../if-found';
import type { Reader } from '../reader';

const vpc: Reader = {
  async read({ physicalId }, { ec2 }) {
    const found = (await ifFound(ec2.describeVpcs({ VpcIds: [physicalId] })))?.Vpcs?.[0];
    if (!found) return undefined;
    const [hostnames, support, groups] = await Promise.all([
      ec2.describeVpcAttribute({ VpcId: physicalId, Attribute: 'enableDnsHostnames' }),
      ec2.describeVpcAttribute({ VpcId: physicalId, Attribute: 'enableDnsSupport' }),
      ec2.describeSecurityGroups({
        Filters: [
          { Name: 'vpc-id', Values: [physicalId] },
          { Name: 'group-name', Values: ['default'] },
        ],
      }),
    ]);
    return {
      properties: {
        ...found,
        EnableDnsHostnames: hostnames.EnableDnsHostnames?.Value,
        EnableDnsSupport: support.EnableDnsSupport?.Value,
      },
      attributes: {
        VpcId: physicalId,
        CidrBlock: found.CidrBlock ?? '',
        DefaultSecurityGroup: groups.SecurityGroups?.[0]?.GroupId ?? '',
      },
    };
  },
};

const subnet: Reader = {
  async read({ physicalId }, { ec2 }) {
    const found = (await ifFound(ec2.describeSubnets({ SubnetIds: [physicalId] })))?.Subnets?.[0];
    return found && { properties: { ...found } };
  },
};

const routeTable: Reader = {
  async read({ physicalId }, { ec2 }) {
    const found = (await ifFound(ec2.describeRouteTables({ RouteTableIds: [physicalId] })))?.RouteTables?.[0];
    return found && { properties: { ...found }, attributes: { RouteTableId: physicalId } };
  },
};

const subnetRouteTableAssociation: Reader = {
  async read({ physicalId }, { ec2 }) {
    const { RouteTables = [] } = await ec2.describeRouteTables({
      Filters: [{ Name: 'association.route-table-association-id', Values: [physicalId] }],
    });
    const found = RouteTables.flatMap(({ Associations = [] }) => Associations).find(
      ({ RouteTableAssociationId }) => RouteTableAssociationId === physicalId,
    );
    return found && { properties: { ...found } };
  },
};

const route: Reader = {
  async read({ properties: { RouteTableId, DestinationCidrBlock } }, { ec2 }) {
    const tables = await ifFound(ec2.describeRouteTables({ RouteTableIds: [String(RouteTableId)] }));
    const table = tables?.RouteTables?.[0];
    const found = table?.Routes?.find((each) => each.DestinationCidrBlock === DestinationCidrBlock);
    return found && { properties: { ...found, RouteTableId: table?.RouteTableId } };
  },
};

async function describeInternetGateway(id: string, { ec2 }: AwsAccount) {
  return (await ifFound(ec2.describeInternetGateways({ InternetGatewayIds: [id] })))?.InternetGateways?.[0];
}

const internetGateway: Reader = {
  async read({ physicalId }, account) {
    const found = await describeInternetGateway(physicalId, account);
    return found && { properties: { ...found } };
  },
};

const vpcGatewayAttachment: Reader = {
  async read({ properties: { InternetGatewayId, VpcId } }, account) {
    const gateway = await describeInternetGateway(String(InternetGatewayId), account);
    const found = gateway?.Attachments?.find((attachment) => attachment.VpcId === VpcId);
    return found && { properties: { ...found, InternetGatewayId: gateway?.InternetGatewayId } };
  },
};

const natGateway: Reader = {
  async read({ physicalId }, { ec2 }) {
    const found = (await ifFound(ec2.describeNatGateways({ NatGatewayIds: [physicalId] })))?.NatGateways?.[0];
    if (!found || found.State === 'deleted') return undefined;
    return { properties: { ...found, AllocationId: found.NatGatewayAddresses?.[0]?.AllocationId } };
  },
};

const eip: Reader = {
  async read({ physicalId }, { ec2 }) {
    const answer = await ifFound(ec2.describeAddresses({ PublicIps: [physicalId] }));
    const found = answer?.Addresses?.find(({ PublicIp }) => PublicIp === physicalId);
    if (!found) return undefined;
    const { AllocationId = '', PublicIp = '' } = found;
    return { properties: { ...found }, attributes: { AllocationId, PublicIp } };
  },
};

const vpcEndpoint: Reader = {
  async read({ physicalId }, { ec2 }) {
    const found = (await ifFound(ec2.describeVpcEndpoints({ VpcEndpointIds: [physicalId] })))
      ?.VpcEndpoints?.[0];
    return (
      found && { properties: { ...found, SecurityGroupIds: found.Groups?.map(({ GroupId }) => GroupId) } }
    );
  },
};

const flowLog: Reader = {
  async read({ physicalId }, { ec2 }) {
    const found = (await ifFound(ec2.describeFlowLogs({ FlowLogIds: [physicalId] })))?.FlowLogs?.[0];
    return found && { properties: { ...found } };
  },
  notModelled: { ResourceType: 'the service returns only the id, which has the type in its prefix' },
};

/** Readers of the VPC, its subnets and routes. */
export const networkReaders: Readonly<Record<string, Reader>> = {
  'AWS::EC2::EIP': eip,
  'AWS::EC2::FlowLog': flowLog,
  'AWS::EC2::InternetGateway': internetGateway,
  'AWS::EC2::NatGateway': natGateway,
  'AWS::EC2::Route': route,
  'AWS::EC2::RouteTable': routeTable,
  'AWS::EC2::Subnet': subnet,
  'AWS::EC2::SubnetRouteTableAssociation': subnetRouteTableAssociation,
  'AWS::EC2::VPC': vpc,
  'AWS::EC2::VPCEndpoint': vpcEndpoint,
  'AWS::EC2::VPCGatewayAttachment': vpcGatewayAttachment,
};
