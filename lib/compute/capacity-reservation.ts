import type { CfnLaunchTemplate } from 'aws-cdk-lib/aws-ec2';

/**
 * Lets the instances of a launch template run in a Capacity Block, which is a market of its own.
 *
 * Source: https://docs.aws.amazon.com/autoscaling/ec2/userguide/launch-template-capacity-blocks.html
 */
export function useCapacityBlock(template: CfnLaunchTemplate, reservationId: string): void {
  template.addPropertyOverride('LaunchTemplateData.InstanceMarketOptions', { MarketType: 'capacity-block' });
  useReservation(template, reservationId);
}

/** Lets the instances of a launch template run in a reservation, and nowhere else. */
export function useReservation(template: CfnLaunchTemplate, reservationId: string): void {
  template.addPropertyOverride('LaunchTemplateData.CapacityReservationSpecification', {
    CapacityReservationTarget: { CapacityReservationId: reservationId },
  });
}
