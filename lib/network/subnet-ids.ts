import type { CfnElement } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';

/**
 * Logical id of a part of a subnet: its route table, NAT gateway and so on. It follows the name of the zone. CDK numbers
 * subnets by their place in the list, so a zone that is put first would give every later subnet the zone and the range of
 * another one, which EC2 refuses.
 *
 * @param region - Region of the stack, with which names of zones begin.
 * @returns undefined for what is in no subnet.
 */
export function subnetPartId(element: CfnElement, region: string): string | undefined {
  const { scopes } = element.node;
  const place = scopes.findIndex((scope) => scope instanceof ec2.Subnet);
  if (place < 0) return undefined;
  const subnet = scopes[place] as ec2.Subnet;
  const zone = subnet.availabilityZone.slice(region.length).toUpperCase();
  const ids = [
    ...scopes.slice(scopes.indexOf(element.stack) + 1, place).map(({ node }) => node.id),
    subnet.node.id.replace(/\d+$/, zone),
    ...scopes.slice(place + 1).map(({ node }) => node.id),
  ];
  return ids
    .filter((id) => id !== 'Resource')
    .join('')
    .replace(/[^A-Za-z0-9]/g, '');
}
