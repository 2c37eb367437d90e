import { merge } from '../../../../lib/config/merge';
import { checkGcpCluster } from '../../../../lib/config/checks/gcp/cluster';
import { devGcp, lessonGcp, productionGcp } from '../../../../lib/config/environments/gcp';
import { gcpSchema } from '../../../../lib/config/schema/gcp';

const check = (overlay: object) => checkGcpCluster(gcpSchema.parse(merge(productionGcp, overlay)));
const pool = (settings: object, cluster: object = {}) => ({
  cluster: {
    ...cluster,
    nodePools: { x: { machineType: 'n2-standard-8', min: 0, max: 4, ...settings } },
  },
});
const t4 = { machineType: 'n1-standard-4', gpu: { acceleratorType: 'nvidia-tesla-t4' } };
const taint = { key: 'team', value: 'a', effect: 'NoSchedule' };
/** Only the pool of CPUs, changed. */
const system = (settings: object, cluster: object = {}) => ({
  cluster: { ...cluster, nodePools: { cpu: settings, gpu: null, inference: null } },
});

test.each(Object.entries({ lessonGcp, productionGcp, devGcp }))('%s is without problems', (_, input) => {
  expect(checkGcpCluster(gcpSchema.parse(input))).toEqual([]);
});

test.each([
  ['a pool that is larger than its largest', pool({ min: 5 }), 'x.max', /4 is smaller than min \(5\)/],
  [
    'an unknown machine type',
    pool({ machineType: 'n2-standart-8' }),
    'x.machineType',
    /not a machine type in the catalog; use .*Did you mean "n2-standard-8"\?/,
  ],
  [
    'an accelerator on a machine type that includes its GPU',
    pool({ machineType: 'a2-highgpu-1g', gpu: { acceleratorType: 'nvidia-tesla-a100' } }),
    'x.gpu',
    /brings 1 A100; remove gpu/,
  ],
  [
    'an accelerator on a machine type that accepts none',
    pool({ machineType: 'e2-medium', gpu: t4.gpu }),
    'x.gpu',
    /e2-medium takes no GPU; remove gpu, or use n1-standard-4 or n1-standard-8/,
  ],
  [
    'an accelerator that nothing in the catalog takes',
    pool({ gpu: { acceleratorType: 'nvidia-tesla-k80' } }),
    'x.gpu',
    /n2-standard-8 takes no GPU; remove gpu\.$/,
  ],
  [
    'an N1 machine type that is in the catalog with GPUs only',
    pool({ machineType: 'n1-standard-8' }),
    'x.gpu',
    /add acceleratorType nvidia-tesla-v100 or nvidia-tesla-t4, or use a machine type such as n2-standard-8/,
  ],
  [
    'an accelerator that does not fit',
    pool({ machineType: 'n1-standard-4', gpu: { acceleratorType: 'nvidia-tesla-v100' } }),
    'x.gpu.acceleratorType',
    /does not go with n1-standard-4; use nvidia-tesla-t4/,
  ],
  [
    'a number of GPUs that no instance has',
    pool({ ...t4, gpu: { ...t4.gpu, count: 3 } }),
    'x.gpu.count',
    /3 is not a number of nvidia-tesla-t4 .*use 1, 2, 4/,
  ],
  [
    'a zone without the GPU',
    pool({ machineType: 'g2-standard-4', zones: ['us-central1-a', 'us-central1-f'] }),
    'x.machineType',
    /with L4 is not offered in us-central1-f; set gcp\.cluster\.nodePools\.x\.zones to us-central1-a, us-central1-b/,
  ],
  [
    'a zone of another region',
    pool({ zones: ['us-central1-a', 'us-east1-b'] }),
    'x.zones',
    /"us-east1-b" is not in us-central1, where the subnet is; use zones such as us-central1-a/,
  ],
])('finds %s', (_, overlay, path, message) => {
  expect(check(overlay)).toMatchObject([
    {
      path: `gcp.cluster.nodePools.${path}`,
      message: expect.stringMatching(message) as string,
      severity: 'error',
    },
  ]);
});

test('refuses a zonal cluster in a zone that does not have the GPU', () => {
  const overlay = { zone: 'us-central1-f', ...pool({ machineType: 'g2-standard-4' }, { regional: false }) };

  // The pool of production that has L4s is there as well.
  expect(check(overlay)).toContainEqual({
    path: 'gcp.cluster.nodePools.x.machineType',
    message: expect.stringMatching(
      /not offered in us-central1-f; set gcp\.zone to us-central1-a or/,
    ) as string,
    severity: 'error',
    dependsOn: ['gcp.zone'],
  });
});

test.each([
  ['only pools with GPUs', { cpu: null }],
  ['only pools with taints', { cpu: { taints: [taint] } }],
  ['no pool at all', { cpu: null, gpu: null, inference: null }],
])('finds %s, on which the pods of GKE do not run', (_, nodePools) => {
  expect(check({ cluster: { nodePools } })).toMatchObject([
    {
      path: 'gcp.cluster.nodePools',
      message: expect.stringMatching(/no pool for GKE's own pods; add one/) as string,
      severity: 'error',
    },
  ]);
});

test.each([
  ['prefer not to', { taints: [{ ...taint, effect: 'PreferNoSchedule' }] }],
  ['are the only ones that may', { taints: [{ ...taint, key: 'components.gke.io/gke-managed-components' }] }],
])('the pods of GKE run where they %s', (_, settings) => {
  expect(check(system(settings))).toEqual([]);
});

test('refuses a cluster that may scale in to zero nodes', () => {
  expect(check(system({ min: 0 }))).toMatchObject([
    {
      path: 'gcp.cluster.nodePools',
      message: expect.stringMatching(/can all scale in to 0.*set min/) as string,
      severity: 'error',
    },
  ]);
  expect(
    check({ cluster: { nodePools: { second: { machineType: 'e2-standard-4', min: 0, max: 9 } } } }),
  ).toEqual([]);
});

test('warns when the system pods of a regional cluster have Spot nodes only', () => {
  expect(check(system({ spot: true }))).toMatchObject([
    { path: 'gcp.cluster.nodePools', severity: 'warning' },
  ]);
  expect(check(system({ spot: true }, { regional: false }))).toEqual([]);
});

test('warns of nodes in another zone than the only control plane', () => {
  const zones = ['us-central1-b'];

  expect(check(pool({ zones }, { regional: false }))).toMatchObject([
    { path: 'gcp.cluster.nodePools.x.zones', severity: 'warning' },
  ]);
  expect(check(pool({ zones }))).toEqual([]);
});

test('warns of a region that is not in the catalog', () => {
  const place = { region: 'europe-west4', zone: 'europe-west4-a' };
  const [one] = check({ ...place, cluster: { nodePools: { inference: null } } });
  const named = check({
    ...place,
    cluster: { nodePools: { inference: null, gpu: { zones: ['europe-west4-a'] } } },
  });

  expect(one).toMatchObject({
    path: 'gcp.cluster.nodePools.gpu.zones',
    severity: 'warning',
    message: expect.stringContaining('gcloud compute accelerator-types list') as string,
  });
  expect(named).toMatchObject([{ path: 'gcp.cluster.nodePools.gpu.machineType', severity: 'warning' }]);
});

test('a configuration without a cluster has no problem with one', () => {
  expect(check({ cluster: null })).toEqual([]);
});
