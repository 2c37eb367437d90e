import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { NetworkConfig } from '../config';

/**
 * Assigns the configured range to every subnet. The CDK's own allocation depends on the order of subnets, so a new zone
 * could change the ranges of existing subnets and replace them.
 */
export class FixedIpAddresses implements ec2.IIpAddresses {
  constructor(private readonly config: NetworkConfig) {}

  allocateVpcCidr(): ec2.VpcIpamOptions {
    return { cidrBlock: this.config.cidr };
  }

  allocateSubnetsCidr(input: ec2.AllocateCidrRequest): ec2.SubnetIpamOptions {
    return {
      allocatedSubnets: input.requestedSubnets.map(({ availabilityZone, configuration }) => {
        const zone = this.config.zones.find(({ name }) => name === availabilityZone)!;
        return { cidr: configuration.name === 'Public' ? zone.publicCidr : zone.privateCidr };
      }),
    };
  }
}
