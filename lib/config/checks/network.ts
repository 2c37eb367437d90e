import { findOfferings, NAT_INSTANCE_TYPE } from '../../catalog';
import { MINIMUM_POD_ADDRESSES } from '../../catalog/pod-addresses';
import { fleetZone } from '../fleet-zone';
import { error, type Problem } from '../problem';
import type { PlatformConfig } from '../schema/platform';
import { checkOverlaps, isWithin, range, sum } from './range';

/** AWS reserves the first four addresses and the last of every subnet. */
const RESERVED_ADDRESSES = 5;

const LONGEST_LOAD_BALANCER_PREFIX = 27;

/** Checks the ranges of the VPC and its subnets, and that the subnets have enough addresses. */
export function checkNetwork(config: PlatformConfig): Problem[] {
  const { network } = config;
  const vpc = range('network.cidr', network.cidr);
  const subnets = network.zones.flatMap(({ publicCidr, privateCidr }, index) => [
    range(`network.zones.${index}.publicCidr`, publicCidr),
    range(`network.zones.${index}.privateCidr`, privateCidr),
  ]);
  const ranges = [vpc, ...subnets];
  return [
    ...ranges
      .filter(({ prefix }) => prefix < 16 || prefix > 28)
      .map(({ path, cidr }) =>
        error(path, `${cidr} has a size that AWS refuses; use a prefix from /16 to /28.`, []),
      ),
    ...subnets
      .filter((subnet) => !isWithin(subnet, vpc))
      .map(({ path, cidr }) =>
        error(path, `${cidr} is outside the VPC (${vpc.cidr}); choose a range inside it.`, [vpc.path]),
      ),
    ...checkOverlaps(subnets),
    ...checkRoom(config),
    ...checkZoneRoom(config),
    ...checkLoadBalancerRoom(config),
    ...checkNat(config),
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

/** Compares a private subnet with the fleets that are limited to it, at their maximum size. */
function checkZoneRoom({ network, training }: PlatformConfig): Problem[] {
  return network.zones.flatMap(({ name, privateCidr }, index) => {
    const fleets = Object.entries(training.fleets).filter(
      ([, fleet]) =>
        fleetZone(
          fleet,
          network.zones.map((each) => each.name),
        ) === name,
    );
    const needed = sum(fleets.map(([, { max }]) => max));
    const available = range('', privateCidr).size - RESERVED_ADDRESSES;
    if (available >= needed) return [];
    return [
      error(
        `network.zones.${index}.privateCidr`,
        `${privateCidr} holds ${available} addresses, but the fleets in this zone only (${fleets.map(([key]) => key).join(', ')}) ` +
          `may need ${needed}; use a larger range or lower their max.`,
        ['training.fleets'],
      ),
    ];
  });
}

/**
 * A load balancer needs subnets of at least /27.
 *
 * Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
 */
function checkLoadBalancerRoom({ inference, network }: PlatformConfig): Problem[] {
  if (!Object.values(inference.services).some(({ route }) => route)) return [];
  const key = inference.certificateArn === undefined ? 'privateCidr' : 'publicCidr';
  return network.zones.flatMap((zone, index) =>
    range('', zone[key]).prefix <= LONGEST_LOAD_BALANCER_PREFIX
      ? []
      : [
          error(
            `network.zones.${index}.${key}`,
            `${zone[key]} is too small for the load balancer; use a prefix of at most /${LONGEST_LOAD_BALANCER_PREFIX}.`,
            ['inference'],
          ),
        ],
  );
}
