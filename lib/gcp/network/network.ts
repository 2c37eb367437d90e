import type { Foundation } from '../foundation';
import type { GcpConfig } from '../../config/schema/gcp';
import type { AttributeBlock, Block, TerraformDocument } from '../terraform';

/** Source range of TCP forwarding by the Identity-Aware Proxy: https://cloud.google.com/iap/docs/using-tcp-forwarding */
const iapRange = '35.235.240.0/20';

/** Just above the implied deny rule of every VPC, which cannot be logged: https://cloud.google.com/firewall/docs/firewalls */
const lowestPriority = 65534;

/** Names of the secondary ranges; they must be unique within a subnet only. */
const rangeNames = { pods: 'pods', services: 'services' };

type Vpc = AttributeBlock<'id' | 'name' | 'self_link'>;
type Subnet = AttributeBlock<'id' | 'name' | 'self_link' | 'ip_cidr_range'>;

/** The network of the platform. */
export interface Network {
  readonly vpc: Vpc;
  readonly subnet: Subnet;
  /** Name of the secondary range of the pods; the subnet has it if there is a cluster. */
  readonly podsRange: string;
  /** Name of the secondary range of the services; the subnet has it if there is a cluster. */
  readonly servicesRange: string;
  /**
   * The NAT gateway for instances without a public address.
   * @default - every instance has a public address
   */
  readonly nat?: Block;
}

/**
 * Adds the VPC with one subnet, its firewall, and NAT if an instance has no public address.
 *
 * @param awsCidr - Range of the VPC on AWS, allowed in if both networks are joined.
 */
export function addNetwork(
  document: TerraformDocument,
  config: GcpConfig,
  foundation: Foundation,
  awsCidr: string,
): Network {
  const { network } = config;
  const vpc = document.resource('google_compute_network', 'ml_vpc', {
    name: network.name,
    auto_create_subnetworks: false,
    routing_mode: 'REGIONAL',
    depends_on: [foundation.api('compute')],
  });
  const subnet = document.resource('google_compute_subnetwork', 'ml_subnet', {
    name: network.subnetName,
    network: vpc.ref('id'),
    region: foundation.region.ref(),
    ip_cidr_range: network.subnetCidr,
    // Ranges can be added to a subnet that has instances: Terraform changes it in place.
    secondary_ip_range: config.cluster && [
      { range_name: rangeNames.pods, ip_cidr_range: network.podsCidr },
      { range_name: rangeNames.services, ip_cidr_range: network.servicesCidr },
    ],
    // Access to Google APIs, such as Cloud Storage, without internet access.
    private_ip_google_access: true,
    log_config: [
      { aggregation_interval: 'INTERVAL_5_SEC', flow_sampling: 0.5, metadata: 'INCLUDE_ALL_METADATA' },
    ],
  });
  addFirewall(document, config, vpc, subnet, awsCidr);
  return {
    vpc,
    subnet,
    podsRange: rangeNames.pods,
    servicesRange: rangeNames.services,
    nat: needsNat(config) ? addNat(document, config, vpc, foundation) : undefined,
  };
}

/** The rules apply to all instances: the network contains only those of the platform, and IAM controls SSH. */
function addFirewall(
  document: TerraformDocument,
  { cluster, network }: GcpConfig,
  vpc: Vpc,
  subnet: Subnet,
  awsCidr: string,
): void {
  const ingress = { network: vpc.ref('name'), direction: 'INGRESS' } as const;

  document.resource('google_compute_firewall', 'allow_internal', {
    ...ingress,
    name: `${network.name}-allow-internal`,
    description:
      'Everything within the subnet: NCCL and Gloo use ephemeral ports between the hosts of a job.',
    source_ranges: [subnet.ref('ip_cidr_range'), ...(cluster ? [network.podsCidr] : [])],
    allow: [{ protocol: 'all' }],
  });
  document.resource('google_compute_firewall', 'allow_iap_ssh', {
    ...ingress,
    name: `${network.name}-allow-iap-ssh`,
    description: 'SSH from the Identity-Aware Proxy, which asks IAM who may enter.',
    source_ranges: [iapRange],
    allow: [{ protocol: 'tcp', ports: ['22'] }],
  });
  if (network.joinedWithAws) {
    document.resource('google_compute_firewall', 'allow_aws', {
      ...ingress,
      name: `${network.name}-allow-aws`,
      description: 'Everything from the VPC on AWS, over the VPN or interconnect that joins both networks.',
      source_ranges: [awsCidr],
      allow: [{ protocol: 'all' }],
    });
  }
  document.resource('google_compute_firewall', 'deny_ingress', {
    ...ingress,
    name: `${network.name}-deny-ingress`,
    description: 'Everything else. The VPC refuses it anyway; this rule writes down what was tried.',
    priority: lowestPriority,
    source_ranges: ['0.0.0.0/0'],
    deny: [{ protocol: 'all' }],
    // The flow logs of the subnet have the other details.
    log_config: [{ metadata: 'EXCLUDE_ALL_METADATA' }],
  });
}

/** Nodes and fleet instances never have a public address. */
function needsNat({ cluster, fleets, trainingVms }: GcpConfig): boolean {
  return (
    cluster !== undefined ||
    Object.keys(fleets).length > 0 ||
    Object.values(trainingVms).some(({ publicAddress }) => !publicAddress)
  );
}

/** The pods of a node share its ports; a few image pulls would exhaust the 64 of static port allocation. */
const portsOfNodes = {
  enable_dynamic_port_allocation: true,
  // Cloud NAT does not support both together: https://cloud.google.com/nat/docs/ports-and-addresses, 2026-11.
  enable_endpoint_independent_mapping: false,
  min_ports_per_vm: 64,
  max_ports_per_vm: 32_768,
};

function addNat(
  document: TerraformDocument,
  { cluster, network }: GcpConfig,
  vpc: Vpc,
  { region }: Foundation,
): Block {
  const router = document.resource('google_compute_router', 'ml_router', {
    name: `${network.name}-router`,
    network: vpc.ref('id'),
    region: region.ref(),
  });
  return document.resource('google_compute_router_nat', 'ml_nat', {
    name: `${network.name}-nat`,
    router: router.ref('name'),
    region: region.ref(),
    nat_ip_allocate_option: 'AUTO_ONLY',
    source_subnetwork_ip_ranges_to_nat: 'ALL_SUBNETWORKS_ALL_IP_RANGES',
    ...(cluster && portsOfNodes),
    log_config: [{ enable: true, filter: 'ERRORS_ONLY' }],
  });
}
