import { Tags } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { NetworkConfig } from '../config';

/**
 * Names the parts of the VPC, and tags the subnets for Kubernetes, which places internet-facing load balancers in `elb`
 * subnets and internal ones in `internal-elb` subnets.
 *
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
 */
export function nameSubnets(vpc: ec2.Vpc, { name }: NetworkConfig): void {
  Tags.of(vpc).add('Name', `${name}-VPC`, { includeResourceTypes: ['AWS::EC2::VPC'] });
  Tags.of(vpc).add('Name', `${name}-IGW`, { includeResourceTypes: ['AWS::EC2::InternetGateway'] });
  tagSubnets(vpc.publicSubnets, name, 'Public', 'kubernetes.io/role/elb');
  tagSubnets(vpc.privateSubnets, name, 'Private', 'kubernetes.io/role/internal-elb');
}

function tagSubnets(
  subnets: readonly ec2.ISubnet[],
  name: string,
  type: 'Public' | 'Private',
  roleTag: string,
): void {
  for (const subnet of subnets) {
    const letter = subnet.availabilityZone.slice(-1).toUpperCase();
    const nameByType = {
      'AWS::EC2::Subnet': `${name}-${type}-${letter}`,
      'AWS::EC2::RouteTable': `${name}-${type}-RT-${letter}`,
      'AWS::EC2::NatGateway': `${name}-NAT-${letter}`,
      'AWS::EC2::EIP': `${name}-NAT-EIP-${letter}`,
      'AWS::EC2::Instance': `${name}-NAT-${letter}`,
    };
    for (const [resourceType, value] of Object.entries(nameByType)) {
      Tags.of(subnet).add('Name', value, { includeResourceTypes: [resourceType], priority: 300 });
    }
    Tags.of(subnet).add('Type', type, { includeResourceTypes: ['AWS::EC2::Subnet'] });
    Tags.of(subnet).add(roleTag, '1', { includeResourceTypes: ['AWS::EC2::Subnet'] });
  }
}
