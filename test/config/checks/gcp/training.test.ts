import { merge } from '../../../../lib/config/merge';
import { checkGcpTraining } from '../../../../lib/config/checks/gcp/training';
import { devGcp, lessonGcp, productionGcp } from '../../../../lib/config/environments/gcp';
import { gcpSchema } from '../../../../lib/config/schema/gcp';

const vm = { machineType: 'a2-highgpu-1g', bootDiskGb: 100 };
const fleet = { ...vm, max: 2 };
const withVm = (settings: object) => ({ trainingVms: { training: null, x: { ...vm, ...settings } } });
const withFleet = (settings: object) => ({
  trainingVms: { training: null },
  fleets: { x: { ...fleet, ...settings } },
});
const noFleets = merge(productionGcp, { fleets: { a100: null, v100: null } });
const check = (overlay: object) => checkGcpTraining(gcpSchema.parse(merge(noFleets, overlay)));

test.each(Object.entries({ lessonGcp, productionGcp, devGcp }))('%s is without problems', (_, input) => {
  expect(checkGcpTraining(gcpSchema.parse(input))).toEqual([]);
});

test.each([
  [
    'an unknown machine type',
    withVm({ machineType: 'a2-higpu-1g' }),
    'gcp.trainingVms.x.machineType',
    /use a2-highgpu-1g, .*Did you mean "a2-highgpu-1g"\?/,
  ],
  [
    'an accelerator on a machine type that includes its GPU',
    withVm({ gpu: { acceleratorType: 'nvidia-tesla-a100' } }),
    'gcp.trainingVms.x.gpu',
    /brings 1 A100; remove gpu/,
  ],
  [
    'an N1 instance without a GPU',
    withVm({ machineType: 'n1-standard-8' }),
    'gcp.trainingVms.x.gpu',
    /add acceleratorType nvidia-tesla-v100 or nvidia-tesla-t4/,
  ],
  [
    'an accelerator that does not fit',
    withVm({ machineType: 'n1-standard-4', gpu: { acceleratorType: 'nvidia-l4' } }),
    'gcp.trainingVms.x.gpu.acceleratorType',
    /use nvidia-tesla-t4/,
  ],
  [
    'a number of GPUs that no instance has',
    withVm({ machineType: 'n1-standard-8', gpu: { acceleratorType: 'nvidia-tesla-v100', count: 3 } }),
    'gcp.trainingVms.x.gpu.count',
    /use 1, 2, 4, 8/,
  ],
  [
    'a zone without the GPU',
    { zone: 'us-central1-f', ...withVm({ machineType: 'g2-standard-4' }) },
    'gcp.trainingVms.x.machineType',
    /L4 is not offered in us-central1-f; set gcp.zone to us-central1-a or/,
  ],
  [
    'a boot disk smaller than the image',
    withVm({ bootDiskGb: 20 }),
    'gcp.trainingVms.x.bootDiskGb',
    /20 is smaller than the image .*; use at least 50/,
  ],
  [
    'two instances of one name',
    { trainingVms: { other: { ...vm, name: 'gpu-training-a100' } } },
    'gcp.trainingVms.other.name',
    /"gpu-training-a100" is also the name that gcp.trainingVms.training.name gives; choose/,
  ],
  [
    'two disks of one name',
    { trainingVms: { other: { ...vm, dataDisk: { name: 'training-data-disk', sizeGb: 10 } } } },
    'gcp.trainingVms.other.dataDisk.name',
    /"training-data-disk" is also the name that gcp.trainingVms.training.dataDisk.name gives/,
  ],
])('finds %s', (_, overlay, path, message) => {
  expect(check(overlay)).toMatchObject([
    { path, message: expect.stringMatching(message) as string, severity: 'error' },
  ]);
});

test('warns of a region that is not in the catalog', () => {
  const problems = check({ region: 'europe-west4', zone: 'europe-west4-a' });

  expect(problems).toMatchObject([{ path: 'gcp.trainingVms.training.machineType', severity: 'warning' }]);
});

test.each([
  ['machineType', { machineType: 'g2-standard-5' }, /use .*g2-standard-4/],
  ['gpu', { gpu: { acceleratorType: 'nvidia-tesla-a100' } }, /brings 1 A100; remove gpu/],
  ['gpu', { machineType: 'n1-standard-8' }, /is missing/],
  [
    'gpu.count',
    { machineType: 'n1-standard-8', gpu: { acceleratorType: 'nvidia-tesla-t4', count: 3 } },
    /use 1, 2, 4/,
  ],
  ['bootDiskGb', { bootDiskGb: 20 }, /use at least 50/],
])('finds a bad %s of a fleet', (setting, settings, message) => {
  expect(check(withFleet(settings))).toEqual([
    {
      path: `gcp.fleets.x.${setting}`,
      message: expect.stringMatching(message) as string,
      severity: 'error',
    },
  ]);
});

test('refuses a fleet in a zone that does not have its GPU', () => {
  expect(check({ zone: 'us-central1-f', ...withFleet({ machineType: 'g2-standard-4' }) })).toMatchObject([
    { path: 'gcp.fleets.x.machineType', severity: 'error' },
  ]);
});

test('refuses an instance with the name of a fleet', () => {
  const problems = check({ trainingVms: { training: { name: 'ml-x' } }, fleets: { x: fleet } });

  expect(problems).toMatchObject([
    {
      path: 'gcp.trainingVms.training.name',
      message: expect.stringContaining('is also the name that gcp.fleets.x gives'),
    },
  ]);
});

test.each([
  ['trainingVms.x.name', withVm({ name: 'gpu_1' })],
  ['trainingVms.x.name', withVm({ name: 'a'.repeat(64) })],
  ['trainingVms.x.bootDiskGb', withVm({ bootDiskGb: 9 })],
  ['trainingVms.x.dataDisk.sizeGb', withVm({ dataDisk: { sizeGb: 65537 } })],
  ['trainingVms.x.tags.0', withVm({ tags: ['GPU'] })],
  ['trainingVms.x.labels.team', withVm({ labels: { team: 'ML' } })],
  ['trainingVms.x', withVm({ preemptible: true })],
])('refuses a bad value of %s', (path, overlay) => {
  const { error } = gcpSchema.safeParse(merge(productionGcp, overlay));

  expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
});
