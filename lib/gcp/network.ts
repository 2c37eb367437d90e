import type { Foundation } from './foundation';
import type { GcpConfig } from './schema';
import type { AttributeBlock, Block, TerraformDocument } from './terraform';

/** Where the TCP forwarding of the Identity-Aware Proxy comes from: https://cloud.google.com/iap/docs/using-tcp-forwarding */
const iapRange = '35.235.240.0/20';

/** The network of the platform. */
export interface Network {
  readonly vpc: AttributeBlock<'id' | 'name' | 'self_link'>;
  readonly subnet: AttributeBlock<'id' | 'name' | 'self_link' | 'ip_cidr_range'>;
  /**
   * The way out for instances without a public address.
   * @default - every instance has a public address
   */
  readonly nat?: Block;
}

/** Adds the VPC with one subnet, its firewall, and NAT if an instance has no public address. */
export function addNetwork(document: TerraformDocument, config: GcpConfig, foundation: Foundation): Network {
  const { network, trainingVms } = config;
  const region = foundation.region.ref();

  const vpc = document.resource('google_compute_network', 'ml_vpc', {
    name: network.name,
    auto_create_subnetworks: false,
    routing_mode: 'REGIONAL',
    depends_on: [foundation.api('compute')],
  });
  const subnet = document.resource('google_compute_subnetwork', 'ml_subnet', {
    name: network.subnetName,
    network: vpc.ref('id'),
    region,
    ip_cidr_range: network.subnetCidr,
    // Cloud Storage without a way out to the internet.
    private_ip_google_access: true,
    log_config: [
      { aggregation_interval: 'INTERVAL_5_SEC', flow_sampling: 0.5, metadata: 'INCLUDE_ALL_METADATA' },
    ],
  });

  document.resource('google_compute_firewall', 'allow_internal', {
    name: `${network.name}-allow-internal`,
    description:
      'Everything within the subnet: NCCL and Gloo use ephemeral ports between the hosts of a job.',
    network: vpc.ref('name'),
    direction: 'INGRESS',
    source_ranges: [subnet.ref('ip_cidr_range')],
    allow: [{ protocol: 'all' }],
  });
  document.resource('google_compute_firewall', 'allow_iap_ssh', {
    name: `${network.name}-allow-iap-ssh`,
    description: 'SSH from the Identity-Aware Proxy, which asks IAM who may enter.',
    network: vpc.ref('name'),
    direction: 'INGRESS',
    source_ranges: [iapRange],
    allow: [{ protocol: 'tcp', ports: ['22'] }],
  });

  const needsNat = Object.values(trainingVms).some(({ publicAddress }) => !publicAddress);
  return { vpc, subnet, nat: needsNat ? addNat(document, network.name, vpc, foundation) : undefined };
}

function addNat(
  document: TerraformDocument,
  prefix: string,
  vpc: Network['vpc'],
  { region }: Foundation,
): Block {
  const router = document.resource('google_compute_router', 'ml_router', {
    name: `${prefix}-router`,
    network: vpc.ref('id'),
    region: region.ref(),
  });
  return document.resource('google_compute_router_nat', 'ml_nat', {
    name: `${prefix}-nat`,
    router: router.ref('name'),
    region: region.ref(),
    nat_ip_allocate_option: 'AUTO_ONLY',
    source_subnetwork_ip_ranges_to_nat: 'ALL_SUBNETWORKS_ALL_IP_RANGES',
    log_config: [{ enable: true, filter: 'ERRORS_ONLY' }],
  });
}
