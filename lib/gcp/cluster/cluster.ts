import type { NodePlatform } from './node-platform';
import type { Foundation } from '../foundation';
import { nodeGpu } from '../../config/gcp/node-pools';
import { addNodePools, commonNode } from './node-pools';
import { deletionPolicy } from '../storage/protection';
import type { GkeConfig } from '../../config/schema/gcp';
import { template, type AttributeBlock, type ResourceTypes, type TerraformDocument } from '../terraform';

type ClusterArguments = ResourceTypes['google_container_cluster']['arguments'];

/** The GKE cluster. It creates the identity pool of the project, so bindings of Workload Identity depend on it. */
export type Cluster = AttributeBlock<'id' | 'name' | 'location'>;

/**
 * Adds the GKE cluster with its node pools, and the outputs for connecting to it.
 *
 * @returns Undefined if the configuration has no cluster.
 */
export function addCluster(document: TerraformDocument, platform: NodePlatform): Cluster | undefined {
  const { config, encryption, foundation, network } = platform;
  const { cluster: gke, protectData } = config;
  if (!gke) return undefined;

  const project = foundation.project.ref();
  const cluster = document.resource('google_container_cluster', 'ml_cluster', {
    name: gke.name,
    location: gke.regional ? foundation.region.ref() : foundation.zone.ref(),
    network: network.vpc.ref('id'),
    subnetwork: network.subnet.ref('id'),
    networking_mode: 'VPC_NATIVE',
    ip_allocation_policy: [
      {
        cluster_secondary_range_name: network.podsRange,
        services_secondary_range_name: network.servicesRange,
      },
    ],
    datapath_provider: 'ADVANCED_DATAPATH',
    // Includes traffic between pods of one node in the flow logs of the subnet.
    enable_intranode_visibility: true,
    release_channel: [{ channel: gke.releaseChannel }],
    maintenance_policy: [{ recurring_window: [weekends] }],
    ...controlPlaneAccess(gke),
    ...authentication,
    workload_identity_config: [{ workload_pool: template`${project}.svc.id.goog` }],
    enable_shielded_nodes: true,
    security_posture_config: [{ mode: 'BASIC' }],
    database_encryption: encryption && [{ state: 'ENCRYPTED', key_name: encryption.cluster.key.ref('id') }],
    addons_config: [
      {
        gcs_fuse_csi_driver_config: [{ enabled: true }],
        gce_persistent_disk_csi_driver_config: [{ enabled: true }],
      },
    ],
    ...observability(gke),
    // Costs by namespace in billing data.
    cost_management_config: [{ enabled: true }],
    node_pool_defaults: [{ node_config_defaults: [{ insecure_kubelet_readonly_port_enabled: 'FALSE' }] }],
    // GKE requires an initial node pool; it is removed before the configured pools are created.
    remove_default_node_pool: true,
    initial_node_count: 1,
    node_config: [
      {
        ...commonNode(platform, true),
        machine_type: 'e2-medium',
        disk_size_gb: 30,
        disk_type: 'pd-balanced',
      },
    ],
    deletion_protection: protectData,
    deletion_policy: deletionPolicy(config),
    lifecycle: {
      // GKE reports those of the oldest pool here, and Terraform would replace the cluster because of the difference.
      ignore_changes: ['node_config', 'initial_node_count'],
      prevent_destroy: protectData,
    },
    depends_on: [
      foundation.api('container'),
      ...(encryption ? [...encryption.cluster.grants, ...encryption.disks.grants] : []),
    ],
  });
  addNodePools(document, cluster, platform);
  addOutputs(document, gke, foundation, cluster);
  return cluster;
}

/** Maintenance window in UTC; GKE requires at least 48 hours in 32 days: https://cloud.google.com/kubernetes-engine/docs/concepts/maintenance-windows-and-exclusions, 2026-11. */
const weekends = {
  start_time: '2026-01-03T04:00:00Z',
  end_time: '2026-01-03T12:00:00Z',
  recurrence: 'FREQ=WEEKLY;BYDAY=SA,SU',
};

/** Users authenticate with IAM: no client certificates, and anonymous calls for health checks only. */
const authentication = {
  master_auth: [{ client_certificate_config: [{ issue_client_certificate: false }] }],
  enable_legacy_abac: false,
  anonymous_authentication_config: [{ mode: 'LIMITED' }],
} as const satisfies Partial<ClusterArguments>;

/**
 * Access to the API of the cluster.
 *
 * Without ranges it has no IP endpoint, only a DNS endpoint with access control by IAM:
 * https://cloud.google.com/kubernetes-engine/docs/concepts/network-isolation, 2026-11. With ranges the DNS endpoint is
 * disabled, because ranges do not restrict it.
 */
function controlPlaneAccess({ authorizedCidrs }: GkeConfig) {
  const byName = authorizedCidrs.length === 0;
  return {
    private_cluster_config: [
      {
        enable_private_nodes: true,
        // Without an IP endpoint, Google reports the public endpoint as disabled; the provider before 8.0 would show a
        // change in every plan: https://github.com/hashicorp/terraform-provider-google/pull/28981.
        enable_private_endpoint: byName,
      },
    ],
    control_plane_endpoints_config: [
      {
        dns_endpoint_config: [{ allow_external_traffic: byName }],
        ip_endpoints_config: [{ enabled: !byName }],
      },
    ],
    master_authorized_networks_config: byName
      ? undefined
      : [
          {
            cidr_blocks: authorizedCidrs.map((cidr) => ({ cidr_block: cidr })),
            // Otherwise instances of all Google Cloud customers can connect.
            gcp_public_cidrs_access_enabled: false,
          },
        ],
  } satisfies Partial<ClusterArguments>;
}

function observability({ nodePools }: GkeConfig) {
  const hasGpus = Object.values(nodePools).some((pool) => nodeGpu(pool));
  return {
    logging_config: [{ enable_components: ['SYSTEM_COMPONENTS', 'WORKLOADS'] }],
    monitoring_config: [
      {
        // DCGM reports the utilization and health of each GPU.
        enable_components: ['SYSTEM_COMPONENTS', ...(hasGpus ? ['DCGM'] : [])],
        managed_prometheus: [{ enabled: true }],
      },
    ],
  } satisfies Partial<ClusterArguments>;
}

function addOutputs(
  document: TerraformDocument,
  { authorizedCidrs }: GkeConfig,
  { project }: Foundation,
  cluster: Cluster,
): void {
  const endpoint = authorizedCidrs.length === 0 ? ' --dns-endpoint' : '';
  document.output('cluster_name', { description: 'Name of the GKE cluster', value: cluster.ref('name') });
  document.output('cluster_credentials_command', {
    description: 'Command that lets kubectl reach the GKE cluster',
    value: template`gcloud container clusters get-credentials ${cluster.ref('name')} --location ${cluster.ref('location')} --project ${project.ref()}${endpoint}`,
  });
}
