import { findOfferings, NAT_INSTANCE_TYPE, serviceLimits } from '../../catalog';
import { MINIMUM_POD_ADDRESSES } from '../../catalog/pod-addresses';
import { error, warning, type Problem } from '../problem';
import type { PlatformConfig } from '../schema/platform';
import {
  checkOverlaps,
  dockerRange,
  isWithin,
  overlaps,
  range,
  sum,
  unusableRange,
  type Range,
} from './range';
import { checkSecurityGroupRules } from './security-group-rules';
import { checkZoneRooms, RESERVED_ADDRESSES } from './zone-room';

/** Checks the ranges of the VPC and its subnets, and that the subnets have enough addresses. */
export function checkNetwork(config: PlatformConfig): Problem[] {
  const { network } = config;
  const vpc = range('network.cidr', network.cidr);
  const subnets = network.zones.flatMap(({ publicCidr, privateCidr }, index) => [
    range(`network.zones.${index}.publicCidr`, publicCidr),
    range(`network.zones.${index}.privateCidr`, privateCidr),
  ]);
  const ranges = [vpc, ...subnets];
  const { subnetPrefix, vpcPrefix } = serviceLimits;
  return [
    ...ranges
      .filter(({ prefix }) => prefix < vpcPrefix.value || prefix > subnetPrefix.value)
      .map(({ path, cidr }) =>
        error(
          path,
          `${cidr} has a size that AWS refuses; use a prefix from /${vpcPrefix.value} to /${subnetPrefix.value}.`,
          [],
        ),
      ),
    ...checkUsable(vpc),
    ...subnets
      .filter((subnet) => !isWithin(subnet, vpc))
      .map(({ path, cidr }) =>
        error(path, `${cidr} is outside the VPC (${vpc.cidr}); choose a range inside it.`, [vpc.path]),
      ),
    ...checkOverlaps(subnets),
    ...checkRoom(config),
    ...checkLoadBalancerRoom(config),
    ...checkZoneRooms(config),
    ...checkNat(config),
    ...checkSecurityGroupRules(config),
  ];
}

/** A subnet outside of the VPC has a problem already. */
function checkUsable(vpc: Range): Problem[] {
  const unusable = unusableRange(vpc);
  if (unusable !== undefined) {
    return [
      error(
        vpc.path,
        `${vpc.cidr} is in ${unusable}, where EC2 refuses a VPC; use a range of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16.`,
        [],
      ),
    ];
  }
  if (!overlaps(vpc, dockerRange)) return [];
  return [
    warning(
      vpc.path,
      `${vpc.cidr} has the addresses of ${dockerRange.cidr}, which Docker uses inside every instance, so that instances cannot reach them in the VPC; use another range.`,
      [],
    ),
  ];
}

function checkNat({ network, region }: PlatformConfig): Problem[] {
  const offerings = findOfferings(region);
  if (network.nat !== 'instance' || !offerings || offerings.zonesByType.has(NAT_INSTANCE_TYPE)) return [];
  return [
    error(
      'network.nat',
      `instance needs a ${NAT_INSTANCE_TYPE}, which is not sold in ${region}; use gateway-per-zone, or another region.`,
      ['region'],
    ),
  ];
}

/** Compares the addresses of the private subnets with the demand of all groups at their maximum size. */
function checkRoom({ network, cluster, training, inference }: PlatformConfig): Problem[] {
  const available = sum(
    network.zones.map(({ privateCidr }) => range('', privateCidr).size - RESERVED_ADDRESSES),
  );
  const nodes = sum(Object.values(cluster.nodeGroups).map(({ max }) => max));
  const fleets = sum(Object.values(training.fleets).map(({ max }) => max));
  const tasks = sum(Object.values(inference.services).map(({ scaling }) => scaling.max));
  const needed =
    nodes * (1 + MINIMUM_POD_ADDRESSES) +
    fleets +
    Object.keys(training.workstations).length +
    inference.capacity.max +
    tasks +
    network.endpoints.interface.length * network.zones.length;
  if (available >= needed) return [];
  return [
    error(
      'network.zones',
      `the private subnets hold ${available} addresses, but ${nodes} nodes, ${fleets} fleet instances and ${tasks} tasks ` +
        `may need ${needed}; use larger private ranges or lower the max of the groups.`,
      ['cluster.nodeGroups', 'training', 'inference', 'network.endpoints'],
    ),
  ];
}

function checkLoadBalancerRoom({ inference, network }: PlatformConfig): Problem[] {
  if (!Object.values(inference.services).some(({ route }) => route)) return [];
  const { loadBalancerPrefix } = serviceLimits;
  const key = inference.certificateArn === undefined ? 'privateCidr' : 'publicCidr';
  return network.zones.flatMap((zone, index) =>
    range('', zone[key]).prefix <= loadBalancerPrefix.value
      ? []
      : [
          error(
            `network.zones.${index}.${key}`,
            `${zone[key]} is too small for the load balancer; use a prefix of at most /${loadBalancerPrefix.value}.`,
            ['inference'],
          ),
        ],
  );
}
