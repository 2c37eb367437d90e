import type { EnvironmentName } from '../../synthesized';
import { emitted } from '../emitted';

const pools = (environment: EnvironmentName, gcp?: object) =>
  emitted(environment, gcp).resources('google_container_node_pool');
const pool = (settings: object, cluster: object = {}) =>
  pools('production', {
    cluster: {
      ...cluster,
      nodePools: { x: { machineType: 'n2-standard-8', min: 0, max: 4, ...settings } },
    },
  })['x']!;
const v100 = { machineType: 'n1-standard-8', gpu: { acceleratorType: 'nvidia-tesla-v100' } };
const gpuTaint = { key: 'nvidia.com/gpu', value: 'present', effect: 'NO_SCHEDULE' };

test.each(['production', 'dev', 'lesson'] as const)('%s has the groups of EKS as pools', (environment) => {
  expect(pools(environment)).toMatchObject({
    cpu: { name: 'cpu', node_config: [{ labels: { workload: 'cpu' }, taint: [] }] },
    gpu: {
      name: 'gpu',
      autoscaling: [{ total_min_node_count: 0 }],
      node_config: [{ spot: true, labels: { workload: 'gpu' }, taint: [gpuTaint] }],
    },
    inference: { name: 'inference', node_config: [{ labels: { workload: 'inference' } }] },
  });
});

test('a pool names its GPU and driver, whether the machine type includes the GPU or not', () => {
  const accelerator = (settings: object) => pool(settings)['node_config'][0].guest_accelerator;
  const driver = { gpu_driver_installation_config: [{ gpu_driver_version: 'DEFAULT' }] };

  expect(accelerator({ machineType: 'a2-highgpu-2g' })).toEqual([
    { type: 'nvidia-tesla-a100', count: 2, ...driver },
  ]);
  expect(accelerator({ ...v100, gpu: { ...v100.gpu, count: 4 } })).toEqual([
    { type: 'nvidia-tesla-v100', count: 4, ...driver },
  ]);
  expect(accelerator({})).toBeUndefined();
});

test('nodes with GPUs are tainted, whichever pool comes first, and no taint is repeated', () => {
  const taints = (settings: object) => pool(settings)['node_config'][0].taint;
  const own = { key: 'workload', value: 'inference', effect: 'PreferNoSchedule' };
  const ofOwn = { ...own, effect: 'PREFER_NO_SCHEDULE' };

  expect(taints({ machineType: 'g2-standard-4', taints: [own] })).toEqual([ofOwn, gpuTaint]);
  expect(taints({ ...v100, taints: [{ ...gpuTaint, effect: 'NoSchedule' }] })).toEqual([gpuTaint]);
  expect(taints({ taints: [own] })).toEqual([ofOwn]);
});

test('nodes are in the zones of the pool, in the zone of the cluster, or in the zones that offer the machine type', () => {
  const zones = ['us-central1-c'];

  expect(pool({ machineType: 'g2-standard-4' })['node_locations']).toEqual([
    'us-central1-a',
    'us-central1-b',
    'us-central1-c',
  ]);
  expect(pool({ zones })['node_locations']).toEqual(zones);
  expect(pool({}, { regional: false })['node_locations']).toEqual(['${var.zone}']);
  expect(pool({ zones }, { regional: false })['node_locations']).toEqual(zones);
});

test('in a region that the catalog does not know, nodes are in the zones of the cluster', () => {
  const { cpu } = pools('production', { region: 'europe-west4', zone: 'europe-west4-a' });

  expect(cpu).not.toHaveProperty('node_locations');
});

test('sizes count all zones together, and Spot uses capacity in any zone', () => {
  expect(pool({ min: 2, max: 9 })['autoscaling']).toEqual([
    { total_min_node_count: 2, total_max_node_count: 9, location_policy: 'BALANCED' },
  ]);
  expect(pool({ spot: true })['autoscaling'][0].location_policy).toBe('ANY');
});

test.each([
  ['enough nodes in each zone', { min: 5, max: 10 }, 2],
  ['no more than the largest number', { min: 1, max: 3 }, 0],
  ['one in one zone', { min: 1, max: 1, zones: ['us-central1-a'] }, 1],
  ['no GPU more than asked for', { machineType: 'a2-highgpu-1g', min: 5, max: 20 }, 1],
  ['none of a pool that may be empty', { min: 0, max: 20 }, 0],
])('a pool starts with %s', (_, settings, nodes) => {
  expect(pool(settings)).toMatchObject({
    initial_node_count: nodes,
    // Autoscaling and later settings do not replace the pool.
    lifecycle: { ignore_changes: ['initial_node_count'] },
  });
});

test('an upgrade adds a node first, but needs no more GPUs', () => {
  expect(pool({})['upgrade_settings']).toEqual([{ max_surge: 1, max_unavailable: 0 }]);
  expect(pool(v100)['upgrade_settings']).toEqual([{ max_surge: 0, max_unavailable: 1 }]);
});

test('nodes have their own service account and disk key, and pods cannot use that account', () => {
  const { depends_on, management, node_config } = pool({ diskGb: 200, diskType: 'pd-balanced' });

  expect(node_config).toMatchObject([
    {
      service_account: '${google_service_account.ml_nodes.email}',
      oauth_scopes: ['https://www.googleapis.com/auth/cloud-platform'],
      workload_metadata_config: [{ mode: 'GKE_METADATA' }],
      metadata: { 'disable-legacy-endpoints': 'true' },
      shielded_instance_config: [{ enable_secure_boot: true, enable_integrity_monitoring: true }],
      boot_disk_kms_key: '${google_kms_crypto_key.disks.id}',
      disk_size_gb: 200,
      disk_type: 'pd-balanced',
      resource_labels: { 'cost-center': 'ai-research' },
    },
  ]);
  expect(depends_on).toEqual(['google_kms_crypto_key_iam_member.disks', 'google_compute_router_nat.ml_nat']);
  expect(management).toEqual([{ auto_repair: true, auto_upgrade: true }]);
});

test('secure boot of GPU nodes is a setting, as their driver may not be signed', () => {
  const secureBoot = (settings: object) =>
    pools('production', settings)['gpu']!['node_config'][0].shielded_instance_config[0].enable_secure_boot;

  expect(secureBoot({})).toBe(false);
  expect(secureBoot({ secureBoot: true })).toBe(true);
});

test('without keys of the project, disks have keys that Google manages', () => {
  const { cpu } = pools('lesson');

  expect(cpu!['node_config'][0]).not.toHaveProperty('boot_disk_kms_key');
});
