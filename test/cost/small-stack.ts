import { estimate, type Estimate } from '../../lib/cost/estimate';
import { Template, type TemplateJson } from '../../lib/template/template';

/** The estimate of a stack with a few resources. */
export function estimateOf(resources: NonNullable<TemplateJson['Resources']>): Estimate {
  return estimate(new Template({ Resources: resources }));
}

/** Monthly cost of one resource of a type, in US dollars; fails when it has no price. */
export function priceOf(type: string, properties: object = {}): number {
  const { items, unpriced } = estimateOf({ Resource: { Type: type, Properties: properties } });
  expect(unpriced).toEqual([]);
  return items.reduce((sum, { quantity, usdPerMonth }) => sum + quantity * usdPerMonth, 0);
}

/** Why one resource of a type has no price. */
export function missingPriceOf(type: string, properties: object = {}): string[] {
  return estimateOf({ Resource: { Type: type, Properties: properties } }).unpriced.map(
    ({ reason }) => reason,
  );
}

/** A launch template with a root volume of 100 GiB. */
export function launchTemplate(data: object = {}): { Type: string; Properties: object } {
  const root = { DeviceName: '/dev/xvda', Ebs: { VolumeSize: 100, VolumeType: 'gp3' } };
  return {
    Type: 'AWS::EC2::LaunchTemplate',
    Properties: { LaunchTemplateData: { BlockDeviceMappings: [root], ...data } },
  };
}
