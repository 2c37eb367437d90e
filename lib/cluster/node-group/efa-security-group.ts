import { Tags } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';

/**
 * Security group of nodes with Elastic Fabric Adapters, beside that of all nodes. EFA needs a rule to and from the group
 * itself; a rule for all addresses does not cover its traffic.
 *
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/efa-start.html#efa-start-security
 */
export function efaSecurityGroup(scope: Construct, vpc: ec2.IVpc): ec2.SecurityGroup {
  const group = new ec2.SecurityGroup(scope, 'EfaSecurityGroup', {
    vpc,
    description: 'Security group for EKS nodes with EFA',
    allowAllOutbound: false,
  });
  Tags.of(group).add('Name', 'EKS-EFA-SG');
  group.addIngressRule(group, ec2.Port.allTraffic(), 'EFA among nodes');
  group.addEgressRule(group, ec2.Port.allTraffic(), 'EFA among nodes');
  return group;
}
