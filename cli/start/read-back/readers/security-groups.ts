import type { SecurityGroupRule } from '@aws-sdk/client-ec2';
import { ifFound } from '../if-found';
import type { Properties, Reader } from '../reader';

const securityGroup: Reader = {
  async read({ physicalId }, { ec2 }) {
    const found = (await ifFound(ec2.describeSecurityGroups({ GroupIds: [physicalId] })))
      ?.SecurityGroups?.[0];
    if (!found) return undefined;
    const { SecurityGroupRules = [] } = await ec2.describeSecurityGroupRules({
      Filters: [{ Name: 'group-id', Values: [physicalId] }],
    });
    // A rule that refers to a group is a separate resource, because groups may refer to each other.
    const rules = SecurityGroupRules.filter(({ ReferencedGroupInfo }) => !ReferencedGroupInfo?.GroupId);
    return {
      properties: {
        ...found,
        GroupDescription: found.Description,
        SecurityGroupIngress: rules.filter(({ IsEgress }) => !IsEgress).map(ruleProperties),
        SecurityGroupEgress: rules.filter(({ IsEgress }) => IsEgress).map(ruleProperties),
      },
      attributes: { GroupId: physicalId, VpcId: found.VpcId ?? '' },
    };
  },
  // Without ingress rules in its template, a group must have none.
  impliedProperties: () => Promise.resolve({ SecurityGroupIngress: [] }),
};

const securityGroupRule: Reader = {
  async read({ physicalId }, { ec2 }) {
    const answer = await ifFound(ec2.describeSecurityGroupRules({ SecurityGroupRuleIds: [physicalId] }));
    const found = answer?.SecurityGroupRules?.[0];
    return found && { properties: ruleProperties(found), attributes: { Id: physicalId } };
  },
};

/** Custom resource that removes the initial rules of the default security group of a VPC. */
const restrictedDefaultGroup: Reader = {
  async read({ properties: { DefaultSecurityGroupId, ServiceToken } }, { ec2, lambda }) {
    const groupId = String(DefaultSecurityGroupId);
    const groups = await ifFound(ec2.describeSecurityGroups({ GroupIds: [groupId] }));
    const { SecurityGroupRules = [] } = await ec2.describeSecurityGroupRules({
      Filters: [{ Name: 'group-id', Values: [groupId] }],
    });
    const group = groups?.SecurityGroups?.[0];
    const provider = await ifFound(lambda.getFunction({ FunctionName: String(ServiceToken) }));
    return {
      properties: {
        ServiceToken: provider?.Configuration?.FunctionArn,
        Account: group?.OwnerId,
        DefaultSecurityGroupId:
          SecurityGroupRules.length === 0
            ? group?.GroupId
            : `${groupId} with ${SecurityGroupRules.length} rules`,
      },
    };
  },
};

function ruleProperties(rule: SecurityGroupRule): Properties {
  const { GroupId, IpProtocol, FromPort, ToPort, Description, IsEgress, ReferencedGroupInfo } = rule;
  return {
    GroupId,
    IpProtocol,
    FromPort,
    ToPort,
    Description,
    CidrIp: rule.CidrIpv4,
    CidrIpv6: rule.CidrIpv6,
    [IsEgress ? 'DestinationSecurityGroupId' : 'SourceSecurityGroupId']: ReferencedGroupInfo?.GroupId,
  };
}

/** Readers of security groups and their rules. */
export const securityGroupReaders: Readonly<Record<string, Reader>> = {
  'AWS::EC2::SecurityGroup': securityGroup,
  'AWS::EC2::SecurityGroupEgress': securityGroupRule,
  'AWS::EC2::SecurityGroupIngress': securityGroupRule,
  'Custom::VpcRestrictDefaultSG': restrictedDefaultGroup,
};
