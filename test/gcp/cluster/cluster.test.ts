import type { EnvironmentName } from '../../synthesized';
import { emitted } from '../emitted';

const cluster = (environment: EnvironmentName = 'production', gcp?: object) =>
  emitted(environment, gcp).only('google_container_cluster');

test('without a cluster in the configuration there is no cluster, node pool or output', () => {
  const { output, resources } = emitted('production', { cluster: null });

  expect(resources('google_container_cluster')).toEqual({});
  expect(resources('google_container_node_pool')).toEqual({});
  expect(Object.keys(output).filter((name) => name.startsWith('cluster'))).toEqual([]);
});

test('a regional cluster is in the region, a zonal one in the zone', () => {
  expect(cluster('production')['location']).toBe('${var.region}');
  expect(cluster('dev')['location']).toBe('${var.zone}');
});

test('nodes have no external addresses, and the API has only a DNS name, with access by IAM', () => {
  const { only, output } = emitted('production');

  expect(only('google_container_cluster')).toMatchObject({
    private_cluster_config: [{ enable_private_nodes: true, enable_private_endpoint: true }],
    control_plane_endpoints_config: [
      {
        dns_endpoint_config: [{ allow_external_traffic: true }],
        ip_endpoints_config: [{ enabled: false }],
      },
    ],
  });
  expect(only('google_container_cluster')).not.toHaveProperty('master_authorized_networks_config');
  expect(output['cluster_credentials_command']!.value).toBe(
    'gcloud container clusters get-credentials ${google_container_cluster.ml_cluster.name} ' +
      '--location ${google_container_cluster.ml_cluster.location} --project ${var.project} --dns-endpoint',
  );
});

test('with ranges, the API has an IP address for them only, and no public DNS name', () => {
  const { only, output } = emitted('production', { cluster: { authorizedCidrs: ['203.0.113.0/24'] } });

  expect(only('google_container_cluster')).toMatchObject({
    private_cluster_config: [{ enable_private_nodes: true, enable_private_endpoint: false }],
    control_plane_endpoints_config: [
      {
        dns_endpoint_config: [{ allow_external_traffic: false }],
        ip_endpoints_config: [{ enabled: true }],
      },
    ],
    master_authorized_networks_config: [
      { cidr_blocks: [{ cidr_block: '203.0.113.0/24' }], gcp_public_cidrs_access_enabled: false },
    ],
  });
  expect(output['cluster_credentials_command']!.value).not.toContain('--dns-endpoint');
});

test('pods authenticate by Workload Identity; client certificates and anonymous callers are refused', () => {
  expect(cluster()).toMatchObject({
    workload_identity_config: [{ workload_pool: '${var.project}.svc.id.goog' }],
    master_auth: [{ client_certificate_config: [{ issue_client_certificate: false }] }],
    enable_legacy_abac: false,
    anonymous_authentication_config: [{ mode: 'LIMITED' }],
    datapath_provider: 'ADVANCED_DATAPATH',
    enable_shielded_nodes: true,
  });
});

test('secrets are encrypted with the key of the cluster, after GKE may use it', () => {
  expect(cluster()).toMatchObject({
    database_encryption: [{ state: 'ENCRYPTED', key_name: '${google_kms_crypto_key.cluster.id}' }],
    depends_on: expect.arrayContaining([
      'google_project_service.container',
      'google_kms_crypto_key_iam_member.cluster',
      'google_kms_crypto_key_iam_member.disks',
    ]) as unknown,
  });
  expect(cluster('lesson')).not.toHaveProperty('database_encryption');
});

test('the nodes that GKE starts with have the service account of the nodes, and are removed', () => {
  const { initial_node_count, lifecycle, node_config, remove_default_node_pool } = cluster();

  expect({ initial_node_count, remove_default_node_pool }).toEqual({
    initial_node_count: 1,
    remove_default_node_pool: true,
  });
  expect(node_config).toMatchObject([
    {
      service_account: '${google_service_account.ml_nodes.email}',
      boot_disk_kms_key: '${google_kms_crypto_key.disks.id}',
      metadata: { 'disable-legacy-endpoints': 'true' },
    },
  ]);
  // GKE then reports another pool here, which must not replace the cluster.
  expect(lifecycle.ignore_changes).toEqual(['node_config', 'initial_node_count']);
});

test.each([true, false])('protectData %s: Terraform and Google agree', (protectData) => {
  expect(cluster('production', { protectData })).toMatchObject({
    deletion_protection: protectData,
    lifecycle: { prevent_destroy: protectData },
  });
});

test('pods can mount buckets, and upgrades happen on weekends', () => {
  expect(cluster()).toMatchObject({
    addons_config: [
      {
        gcs_fuse_csi_driver_config: [{ enabled: true }],
        gce_persistent_disk_csi_driver_config: [{ enabled: true }],
      },
    ],
    release_channel: [{ channel: 'REGULAR' }],
    maintenance_policy: [{ recurring_window: [{ recurrence: 'FREQ=WEEKLY;BYDAY=SA,SU' }] }],
  });
});

test('GPU metrics are on where there are GPUs', () => {
  const components = (gcp?: object) =>
    cluster('production', gcp)['monitoring_config'][0].enable_components as string[];

  expect(components()).toEqual(['SYSTEM_COMPONENTS', 'DCGM']);
  expect(components({ cluster: { nodePools: { gpu: null, inference: null } } })).toEqual([
    'SYSTEM_COMPONENTS',
  ]);
});
