import type { CfnLaunchTemplate } from 'aws-cdk-lib/aws-ec2';

/** One entry of `NetworkInterfaces` of a launch template. */
interface NetworkInterface {
  readonly NetworkCardIndex: number;
  readonly DeviceIndex: number;
  readonly InterfaceType: 'interface' | 'efa' | 'efa-only';
}

/**
 * Adds an Elastic Fabric Adapter on every network card to a launch template. Only the first interface has an IP
 * address, so that the others do not use addresses of the subnet.
 *
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/efa-acc-inst-types.html, checked 2026-11-24.
 *
 * @param networkCards - Network cards of the instance type.
 * @param securityGroupId - Group that allows all traffic from and to itself, which EFA needs in both directions.
 */
export function addEfaInterfaces(
  template: CfnLaunchTemplate,
  networkCards: number,
  securityGroupId: string,
): void {
  const interfaces = efaInterfaces(networkCards).map((each) => ({
    ...each,
    Groups: [securityGroupId],
    AssociatePublicIpAddress: false,
    DeleteOnTermination: true,
  }));
  template.addPropertyOverride('LaunchTemplateData.NetworkInterfaces', interfaces);
  // EC2 refuses security groups on the instance if its interfaces have them.
  template.addPropertyDeletionOverride('LaunchTemplateData.SecurityGroupIds');
}

function efaInterfaces(networkCards: number): NetworkInterface[] {
  if (networkCards === 1) return [{ NetworkCardIndex: 0, DeviceIndex: 0, InterfaceType: 'efa' }];
  return [
    { NetworkCardIndex: 0, DeviceIndex: 0, InterfaceType: 'interface' },
    { NetworkCardIndex: 0, DeviceIndex: 1, InterfaceType: 'efa-only' },
    ...Array.from({ length: networkCards - 1 }, (_, index): NetworkInterface => ({
      NetworkCardIndex: index + 1,
      DeviceIndex: 0,
      InterfaceType: 'efa-only',
    })),
  ];
}
