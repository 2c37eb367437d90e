import type { PlatformConfig } from '../../schema/platform';
import { error, warning, type Problem } from '../../problem';
import { defaultZones } from '../../gcp/node-pools';
import type { GcpConfig, GkeConfig } from '../../schema/gcp';
import { checkOverlaps, dockerRange, isUnrouted, overlaps, range, sum, type Range } from '../range';

/** Ranges that Google refuses for subnets: https://cloud.google.com/vpc/docs/subnets#prohibited-ipv4-ranges, 2026-11. */
const prohibited = [
  '0.0.0.0/8',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '199.36.153.4/30',
  '199.36.153.8/30',
  '224.0.0.0/4',
  '255.255.255.255/32',
].map((cidr) => range('', cidr));

/** Google reserves the first two addresses and the last two of a subnet: https://cloud.google.com/vpc/docs/subnets#unusable-ip-addresses-in-every-subnet, 2026-11. */
const RESERVED_ADDRESSES = 4;

/** A node with up to 110 pods reserves 256 addresses: https://cloud.google.com/kubernetes-engine/docs/concepts/alias-ips, 2026-11. */
const ADDRESSES_OF_NODE = 256;

/** The control plane has an address in the subnet of the nodes. */
const CONTROL_PLANE_ADDRESSES = 1;

/** Prefixes of a range of services: https://cloud.google.com/kubernetes-engine/docs/concepts/alias-ips, 2026-11. */
const servicesPrefix = { shortest: 16, longest: 27 };

/** Checks the ranges of the network, and that they have enough addresses. */
export function checkGcpNetwork({ gcp, network: aws }: PlatformConfig): Problem[] {
  const { network } = gcp;
  const subnet = range('gcp.network.subnetCidr', network.subnetCidr);
  const pods = range('gcp.network.podsCidr', network.podsCidr);
  const services = range('gcp.network.servicesCidr', network.servicesCidr);
  // The secondary ranges exist only with a cluster.
  const ranges = gcp.cluster ? [subnet, pods, services] : [subnet];
  const vpc = range('network.cidr', aws.cidr);
  return [
    ...ranges.flatMap(checkPlace),
    ...checkOverlaps(ranges),
    ...(network.joinedWithAws ? ranges.flatMap((each) => checkJoined(each, vpc)) : []),
    ...checkSubnetSize(gcp, subnet),
    ...(gcp.cluster ? [...checkPodsSize(gcp.cluster, pods), ...checkServicesSize(services)] : []),
  ];
}

function checkPlace(each: Range): Problem[] {
  const { cidr, path } = each;
  const refused = prohibited.find((other) => overlaps(each, other));
  if (refused) {
    return [
      error(path, `${cidr} overlaps ${refused.cidr}, which Google refuses; choose one in 10.0.0.0/8.`, []),
    ];
  }
  if (overlaps(each, dockerRange)) {
    return [
      error(
        path,
        `${cidr} overlaps ${dockerRange.cidr}, which Docker uses on every instance; choose another.`,
        [],
      ),
    ];
  }
  if (isUnrouted(each)) return [];
  return [
    warning(
      path,
      `${cidr} is not private: instances cannot reach its owner on the internet, and not every system uses it; choose one in 10.0.0.0/8.`,
      [],
    ),
  ];
}

function checkJoined(each: Range, vpc: Range): Problem[] {
  if (!overlaps(each, vpc)) return [];
  return [
    error(
      each.path,
      `${each.cidr} overlaps the VPC on AWS (${vpc.path}: ${vpc.cidr}), which gcp.network.joinedWithAws joins with it; choose a free range.`,
      [vpc.path, 'gcp.network.joinedWithAws'],
    ),
  ];
}

function checkSubnetSize({ cluster, fleets, trainingVms }: GcpConfig, subnet: Range): Problem[] {
  const instances = Object.keys(trainingVms).length + sum(Object.values(fleets).map(({ max }) => max));
  const nodes = cluster ? mostNodes(cluster) : 0;
  const needed = instances + nodes + (cluster ? CONTROL_PLANE_ADDRESSES : 0);
  const available = subnet.size - RESERVED_ADDRESSES;
  if (available >= needed) return [];
  return [
    error(
      subnet.path,
      `${subnet.cidr} holds ${available} addresses, but ${instances} instances and ${nodes} nodes may need ${needed}; ` +
        'use a larger range or lower the max of fleets and node pools.',
      ['gcp.trainingVms', 'gcp.fleets', 'gcp.cluster'],
    ),
  ];
}

function checkPodsSize(cluster: GkeConfig, pods: Range): Problem[] {
  const needed = mostNodes(cluster);
  const available = Math.floor(pods.size / ADDRESSES_OF_NODE);
  if (available >= needed) return [];
  return [
    error(
      pods.path,
      `${pods.cidr} holds the pods of ${available} nodes, but there may be ${needed}; use a larger range or lower the max of node pools. ` +
        'A cluster cannot change it later.',
      ['gcp.cluster'],
    ),
  ];
}

function checkServicesSize({ cidr, path, prefix }: Range): Problem[] {
  const { longest, shortest } = servicesPrefix;
  if (prefix >= shortest && prefix <= longest) return [];
  return [
    error(
      path,
      `${cidr} has a size that GKE refuses for services; use a prefix from /${shortest} to /${longest}.`,
      [],
    ),
  ];
}

/** Most nodes at one time: the maximum of all pools plus one per pool during an upgrade, or the first nodes of a new cluster. */
function mostNodes({ nodePools, regional }: GkeConfig): number {
  const first = regional ? defaultZones : 1;
  return Math.max(sum(Object.values(nodePools).map(({ max }) => max + 1)), first);
}
