import { serviceLimits } from '../../catalog';
import { fleetZone } from '../fleet-zone';
import { error, type Problem } from '../problem';
import type { PlatformConfig } from '../schema/platform';
import { list } from '../show';
import { range, sum } from './range';

/** AWS reserves the first four addresses and the last of every subnet. */
export const RESERVED_ADDRESSES = 5;

/** Free addresses that a load balancer needs in each of its subnets: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html */
const LOAD_BALANCER_ADDRESSES = 8;

/** Free addresses that the control plane of EKS needs in each of its subnets: https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html */
const CONTROL_PLANE_ADDRESSES = 6;

/** Something in a subnet, such as `the load balancer`, and how many addresses it has. */
type Use = readonly [what: string, addresses: number];

/** Compares the subnets of each zone with what is in this zone only, and with what every zone has. */
export function checkZoneRooms(config: PlatformConfig): Problem[] {
  return config.network.zones.flatMap(({ name, privateCidr, publicCidr }, index) => [
    ...checkSubnet(`network.zones.${index}.privateCidr`, privateCidr, privateUses(config, name)),
    ...checkSubnet(`network.zones.${index}.publicCidr`, publicCidr, publicUses(config, name)),
  ]);
}

function checkSubnet(path: string, cidr: string, all: readonly Use[]): Problem[] {
  const { prefix, size } = range('', cidr);
  // A subnet of a size that EC2 refuses has a problem already.
  if (prefix > serviceLimits.subnetPrefix.value) return [];
  const uses = all.filter(([, addresses]) => addresses > 0);
  const needed = sum(uses.map(([, addresses]) => addresses));
  const available = size - RESERVED_ADDRESSES;
  if (available >= needed) return [];
  return [
    error(
      path,
      `${cidr} holds ${available} addresses, but ${list(uses.map(([what]) => what))} may need ${needed}; ` +
        'use a larger range, or put less into the zone.',
      ['training', 'network', 'inference'],
    ),
  ];
}

function privateUses({ inference, network, training }: PlatformConfig, zone: string): Use[] {
  const zones = network.zones.map(({ name }) => name);
  const fleets = Object.entries(training.fleets).filter(([, fleet]) => fleetZone(fleet, zones) === zone);
  return [
    ...fleets.map(([key, { max }]): Use => [`fleet ${key}`, max]),
    workstations(training, zones, zone, 'session-manager'),
    ['endpoints', network.endpoints.interface.length],
    ['the control plane', CONTROL_PLANE_ADDRESSES],
    ['the load balancer', inference.certificateArn === undefined ? loadBalancer(inference) : 0],
  ];
}

function publicUses({ inference, network, training }: PlatformConfig, zone: string): Use[] {
  const zones = network.zones.map(({ name }) => name);
  const hasNat = network.nat === 'gateway-per-zone' || zone === zones[0];
  return [
    workstations(training, zones, zone, 'elastic-ip'),
    [network.nat === 'instance' ? 'the NAT instance' : 'the NAT gateway', hasNat ? 1 : 0],
    ['the control plane', CONTROL_PLANE_ADDRESSES],
    ['the load balancer', inference.certificateArn === undefined ? 0 : loadBalancer(inference)],
  ];
}

function workstations(
  training: PlatformConfig['training'],
  zones: readonly string[],
  name: string,
  kind: 'session-manager' | 'elastic-ip',
): Use {
  const here = Object.values(training.workstations).filter(
    ({ access, zone = zones[0] }) => access === kind && zone === name,
  );
  return ['workstations', here.length];
}

function loadBalancer({ services }: PlatformConfig['inference']): number {
  return Object.values(services).some(({ route }) => route) ? LOAD_BALANCER_ADDRESSES : 0;
}
