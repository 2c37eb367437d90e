import { emitted } from '../emitted';

const v100 = { machineType: 'n1-standard-8', gpu: { acceleratorType: 'nvidia-tesla-v100' } };
const noInstances = { cluster: null, fleets: null };
const firewall = (overlay: object = {}, aws: object = {}) =>
  emitted('production', overlay, aws).resources('google_compute_firewall');

test('pods and services have ranges of the subnet, which the cluster uses by name', () => {
  const { only } = emitted('production');
  const ranges = only('google_compute_subnetwork')['secondary_ip_range'];
  const [policy] = only('google_container_cluster')['ip_allocation_policy'];

  expect(ranges).toEqual([
    { range_name: 'pods', ip_cidr_range: '10.64.0.0/16' },
    { range_name: 'services', ip_cidr_range: '10.72.0.0/20' },
  ]);
  expect(policy).toEqual({
    cluster_secondary_range_name: 'pods',
    services_secondary_range_name: 'services',
  });
});

test('without a cluster, subnet and firewall have no ranges for pods', () => {
  const { only, resources } = emitted('production', { cluster: null });

  expect(only('google_compute_subnetwork')).not.toHaveProperty('secondary_ip_range');
  expect(resources('google_compute_firewall')['allow_internal']!['source_ranges']).toEqual([
    '${google_compute_subnetwork.ml_subnet.ip_cidr_range}',
  ]);
});

test('the subnet reaches Google APIs without the internet, and logs its traffic', () => {
  expect(emitted('production').only('google_compute_subnetwork')).toMatchObject({
    private_ip_google_access: true,
    log_config: [{ metadata: 'INCLUDE_ALL_METADATA' }],
  });
});

test('the firewall allows the subnet, its pods and SSH by the Identity-Aware Proxy, and refuses and logs the rest', () => {
  const rules = firewall();

  expect(Object.keys(rules).toSorted()).toEqual(['allow_iap_ssh', 'allow_internal', 'deny_ingress']);
  expect(rules).toMatchObject({
    allow_internal: {
      source_ranges: ['${google_compute_subnetwork.ml_subnet.ip_cidr_range}', '10.64.0.0/16'],
    },
    allow_iap_ssh: { source_ranges: ['35.235.240.0/20'], allow: [{ protocol: 'tcp', ports: ['22'] }] },
    deny_ingress: {
      priority: 65534,
      direction: 'INGRESS',
      source_ranges: ['0.0.0.0/0'],
      deny: [{ protocol: 'all' }],
      log_config: [{ metadata: 'EXCLUDE_ALL_METADATA' }],
    },
  });
});

test('the firewall allows the VPC on AWS only when both networks are joined', () => {
  const rules = firewall({ network: { joinedWithAws: true } }, { network: { cidr: '10.0.0.0/16' } });

  expect(rules['allow_aws']).toMatchObject({
    direction: 'INGRESS',
    source_ranges: ['10.0.0.0/16'],
    allow: [{ protocol: 'all' }],
  });
});

test('the names of the rules fit the longest name of a network', () => {
  const rules = firewall({ network: { name: 'n'.repeat(48), joinedWithAws: true } });

  for (const { name } of Object.values(rules)) expect(name).toMatch(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/);
});

test.each([
  ['an instance', { ...noInstances }, true],
  ['a fleet', { cluster: null, trainingVms: null }, true],
  ['a cluster', { fleets: null, trainingVms: null }, true],
  ['no instance', { ...noInstances, trainingVms: null }, false],
  [
    'an instance with an address only',
    { ...noInstances, trainingVms: { training: { publicAddress: true } } },
    false,
  ],
  [
    'one instance of two without an address',
    {
      ...noInstances,
      trainingVms: { training: { publicAddress: true }, other: { ...v100, bootDiskGb: 100 } },
    },
    true,
  ],
])('NAT of %s', (_, overlay, expected) => {
  expect(Object.keys(emitted('production', overlay).resources('google_compute_router_nat'))).toEqual(
    expected ? ['ml_nat'] : [],
  );
});

test('with a cluster NAT assigns ports dynamically, since the pods of a node share them', () => {
  const nat = (overlay: object) => emitted('production', overlay).only('google_compute_router_nat');

  expect(nat({})).toMatchObject({
    enable_dynamic_port_allocation: true,
    enable_endpoint_independent_mapping: false,
  });
  // An existing NAT keeps its ports, and the connections over them.
  expect(nat({ cluster: null })).not.toHaveProperty('enable_dynamic_port_allocation');
});
