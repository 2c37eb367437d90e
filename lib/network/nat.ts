import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Validations } from 'aws-cdk-lib';
import { NAT_INSTANCE_TYPE, natInstanceImage } from '../catalog';
import { HardenedLaunchTemplate } from '../compute/hardened-launch-template';
import type { NetworkConfig } from '../config';

const IMAGE = ec2.MachineImage.resolveSsmParameterAtLaunch(natInstanceImage.parameterName);

/**
 * Provides the outbound internet access of the private subnets.
 *
 * @param volumeKeyArn - Key of the volume of a NAT instance. Default: the default key of the account.
 */
export function natProvider({ nat, cidr }: NetworkConfig, volumeKeyArn?: string): ec2.NatProvider {
  return nat === 'instance' ? new NatInstance(cidr, volumeKeyArn) : ec2.NatProvider.gateway();
}

/** A small instance instead of NAT gateways, with an encrypted volume and IMDSv2, open to the VPC only. */
class NatInstance extends ec2.NatInstanceProviderV2 {
  constructor(
    private readonly vpcCidr: string,
    private readonly volumeKeyArn: string | undefined,
  ) {
    super({
      instanceType: new ec2.InstanceType(NAT_INSTANCE_TYPE),
      // Resolved at launch, not at deploy: a new image must not replace the way out of running jobs.
      machineImage: IMAGE,
      defaultAllowedTraffic: ec2.NatTrafficDirection.OUTBOUND_ONLY,
    });
  }

  override configureNat(options: ec2.ConfigureNatOptions): void {
    super.configureNat(options);
    this.connections.allowFrom(ec2.Peer.ipv4(this.vpcCidr), ec2.Port.allTraffic(), 'Traffic to the internet');
    for (const natInstance of this.gatewayInstances) this.useLaunchTemplate(natInstance);
  }

  /** A launch template may name its image by parameter; the reference of AWS::EC2::Instance speaks of image ids only. */
  private useLaunchTemplate(natInstance: ec2.Instance): void {
    const launchTemplate = new HardenedLaunchTemplate(natInstance, 'LaunchTemplate', {
      machineImage: IMAGE,
      securityGroup: this.securityGroup,
      metadataHopLimit: 1,
      volume: { deviceName: natInstanceImage.rootDeviceName, sizeGiB: 8 },
      volumeKeyArn: this.volumeKeyArn,
      tags: {},
    });
    const { instance } = natInstance;
    instance.imageId = undefined;
    instance.monitoring = false;
    instance.launchTemplate = {
      launchTemplateId: launchTemplate.launchTemplateId,
      version: launchTemplate.latestVersionNumber,
    };
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
