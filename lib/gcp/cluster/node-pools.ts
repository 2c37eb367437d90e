import type { NodePlatform } from './node-platform';
import { terraformName } from '../../config/gcp/names';
import { defaultZones, gpuTaintKey, nodeGpu, nodeZones } from '../../config/gcp/node-pools';
import type { NodePoolConfig } from '../../config/schema/gcp';
import { apiTaintEffects } from '../../config/schema/kubernetes';
import type { AttributeBlock, ResourceTypes, TerraformDocument } from '../terraform';

type NodeConfig = NonNullable<ResourceTypes['google_container_node_pool']['arguments']['node_config']>[0];

/** Configuration of every node, including the initial nodes of a cluster. */
export function commonNode({ accounts, config, encryption }: NodePlatform, secureBoot: boolean): NodeConfig {
  return {
    service_account: accounts.nodes.ref('email'),
    // IAM roles of the service account restrict the node, not scopes.
    oauth_scopes: ['https://www.googleapis.com/auth/cloud-platform'],
    boot_disk_kms_key: encryption?.disks.key.ref('id'),
    // GKE also sets it; without it here, Terraform would remove it.
    metadata: { 'disable-legacy-endpoints': 'true' },
    // Pods get the identity from Workload Identity instead of that of the node.
    workload_metadata_config: [{ mode: 'GKE_METADATA' }],
    shielded_instance_config: [{ enable_secure_boot: secureBoot, enable_integrity_monitoring: true }],
    // The default labels of the provider apply to the cluster, but not to its nodes.
    resource_labels: config.labels,
  };
}

/** Adds the node pools of a cluster. */
export function addNodePools(
  document: TerraformDocument,
  cluster: AttributeBlock<'id'>,
  platform: NodePlatform,
): void {
  const pools = platform.config.cluster?.nodePools ?? {};
  for (const [key, pool] of Object.entries(pools)) addNodePool(document, key, pool, cluster, platform);
}

function addNodePool(
  document: TerraformDocument,
  key: string,
  pool: NodePoolConfig,
  cluster: AttributeBlock<'id'>,
  platform: NodePlatform,
): void {
  const { config, encryption, foundation, network } = platform;
  const gpu = nodeGpu(pool);
  const zones = nodeZones(config, pool);
  // The zone of a zonal cluster is a variable of the document.
  const ofCluster = !pool.zones && !config.cluster?.regional;
  document.resource('google_container_node_pool', terraformName(key), {
    name: key,
    cluster: cluster.ref('id'),
    node_locations: ofCluster ? [foundation.zone.ref()] : zones,
    initial_node_count: firstNodes(pool, zones?.length ?? defaultZones),
    autoscaling: [
      {
        total_min_node_count: pool.min,
        total_max_node_count: pool.max,
        // Spot nodes come from any zone with capacity; on-demand nodes are balanced, to survive the loss of a zone.
        location_policy: pool.spot ? 'ANY' : 'BALANCED',
      },
    ],
    management: [{ auto_repair: true, auto_upgrade: true }],
    // An upgrade that first requests one more GPU waits for capacity and quota, often without success:
    // https://cloud.google.com/kubernetes-engine/docs/how-to/node-upgrades-quota, 2026-11.
    upgrade_settings: [gpu ? { max_surge: 0, max_unavailable: 1 } : { max_surge: 1, max_unavailable: 0 }],
    node_config: [
      {
        ...commonNode(platform, gpu ? config.secureBoot : true),
        machine_type: pool.machineType,
        // GKE installs the GPU driver on this image.
        image_type: 'COS_CONTAINERD',
        disk_size_gb: pool.diskGb,
        disk_type: pool.diskType,
        spot: pool.spot,
        guest_accelerator: gpu && [
          {
            type: gpu.acceleratorType,
            count: gpu.count,
            gpu_driver_installation_config: [{ gpu_driver_version: 'DEFAULT' }],
          },
        ],
        labels: pool.labels,
        taint: taints(pool),
      },
    ],
    lifecycle: {
      // A change would replace the pool and terminate its pods.
      ignore_changes: ['initial_node_count'],
    },
    depends_on: [...(encryption?.disks.grants ?? []), ...(network.nat ? [network.nat] : [])],
  });
}

/**
 * Initial number of nodes per zone.
 *
 * The autoscaler keeps the minimum, but adds nodes only for pods, and removes unused nodes above the minimum:
 * https://cloud.google.com/kubernetes-engine/docs/concepts/cluster-autoscaler, 2026-11. Creating more GPU nodes than the
 * minimum could exceed the quota and fail, so they are rounded down; the autoscaler adds the rest for the first pods.
 */
function firstNodes(pool: NodePoolConfig, zones: number): number {
  const enough = Math.ceil(pool.min / zones);
  const mayBeMore = nodeGpu(pool) === undefined && enough * zones <= pool.max;
  return mayBeMore ? enough : Math.floor(pool.min / zones);
}

/**
 * The taints of a pool, including the GPU taint on every GPU pool.
 *
 * GKE adds the GPU taint only if the cluster already has a pool without GPUs, but Terraform creates all pools in parallel.
 * An explicit taint is neither duplicated nor refused: https://github.com/hashicorp/terraform-provider-google/issues/7928.
 * GKE adds the toleration to pods that request a GPU.
 */
function taints(pool: NodePoolConfig): NodeConfig['taint'] {
  const missing = nodeGpu(pool) && !pool.taints.some(({ key }) => key === gpuTaintKey);
  const gpuTaint = { key: gpuTaintKey, value: 'present', effect: 'NoSchedule' } as const;
  return [...pool.taints, ...(missing ? [gpuTaint] : [])].map((taint) => ({
    ...taint,
    effect: apiTaintEffects[taint.effect],
  }));
}
