import type { CfnLaunchTemplate } from 'aws-cdk-lib/aws-ec2';
import type { InstanceType } from '../catalog';

/** One entry of `NetworkInterfaces` of a launch template. */
interface NetworkInterface {
  readonly NetworkCardIndex: number;
  readonly DeviceIndex: number;
  readonly InterfaceType: 'interface' | 'efa' | 'efa-only';
}

/**
 * Gives the instances of a launch template an Elastic Fabric Adapter on every network card that takes one, and one IP
 * address. The first interface must have an address; further ones would only use up addresses of the subnet.
 *
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/efa-acc-inst-types.html, checked 2026-11-28.
 *
 * @param securityGroupIds - One of the groups allows all traffic from and to itself, which EFA needs in both directions.
 */
export function addEfaInterfaces(
  template: CfnLaunchTemplate,
  type: Pick<InstanceType, 'networkCards' | 'efaDevices'>,
  securityGroupIds: readonly string[],
): void {
  const interfaces = efaInterfaces(type).map((each) => ({
    ...each,
    Groups: securityGroupIds,
    AssociatePublicIpAddress: false,
    DeleteOnTermination: true,
  }));
  template.addPropertyOverride('LaunchTemplateData.NetworkInterfaces', interfaces);
  // EC2 refuses security groups on the instance if its interfaces have them.
  template.addPropertyDeletionOverride('LaunchTemplateData.SecurityGroupIds');
}

function efaInterfaces({
  networkCards,
  efaDevices,
}: Pick<InstanceType, 'networkCards' | 'efaDevices'>): NetworkInterface[] {
  if (networkCards === 1) return [{ NetworkCardIndex: 0, DeviceIndex: 0, InterfaceType: 'efa' }];
  return [
    { NetworkCardIndex: 0, DeviceIndex: 0, InterfaceType: 'interface' },
    // The first card of P6-B300 takes none.
    ...(efaDevices < networkCards
      ? []
      : [{ NetworkCardIndex: 0, DeviceIndex: 1, InterfaceType: 'efa-only' } as const]),
    ...Array.from({ length: networkCards - 1 }, (_, index): NetworkInterface => ({
      NetworkCardIndex: index + 1,
      DeviceIndex: 0,
      InterfaceType: 'efa-only',
    })),
  ];
}
