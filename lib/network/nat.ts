import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Validations } from 'aws-cdk-lib';
import { NAT_INSTANCE_TYPE } from '../catalog';
import type { NetworkConfig } from '../config';

/** Provides the outbound internet access of the private subnets. */
export function natProvider({ nat, cidr }: NetworkConfig): ec2.NatProvider {
  return nat === 'instance' ? new NatInstance(cidr) : ec2.NatProvider.gateway();
}

/** A small instance instead of NAT gateways, with an encrypted volume and IMDSv2, open to the VPC only. */
class NatInstance extends ec2.NatInstanceProviderV2 {
  constructor(private readonly vpcCidr: string) {
    super({
      instanceType: new ec2.InstanceType(NAT_INSTANCE_TYPE),
      defaultAllowedTraffic: ec2.NatTrafficDirection.OUTBOUND_ONLY,
    });
  }

  override configureNat(options: ec2.ConfigureNatOptions): void {
    super.configureNat(options);
    this.connections.allowFrom(ec2.Peer.ipv4(this.vpcCidr), ec2.Port.allTraffic(), 'Traffic to the internet');
    for (const { instance } of this.gatewayInstances) {
      instance.metadataOptions = { httpTokens: 'required', httpPutResponseHopLimit: 1 };
      instance.blockDeviceMappings = [
        { deviceName: '/dev/xvda', ebs: { volumeSize: 8, volumeType: 'gp3', encrypted: true } },
      ];
      Validations.of(instance).acknowledge(
        {
          id: 'AwsSolutions-EC28',
          reason:
            'The NAT instance is the low-cost choice of a small environment; five-minute metrics show its load.',
        },
        {
          id: 'AwsSolutions-EC29',
          reason:
            'The NAT instance has no state: a deploy that replaces it, or deletes the stack, must be able to terminate it.',
        },
      );
    }
  }
}
