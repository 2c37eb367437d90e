import {
  acceleratorName,
  findInstanceType,
  instanceTypes,
  nodeCapacity,
  type InstanceType,
} from '../../lib/catalog';

const type = (name: string) => findInstanceType(name)!;
const capacity = (volumeGiB: number, ...names: [string, ...string[]]) =>
  nodeCapacity(names.map(type) as [InstanceType, ...InstanceType[]], { volumeGiB });

describe('what a node offers', () => {
  test('g6.xlarge: 4 vCPU, 16 GiB, 4 interfaces of 15 addresses', () => {
    expect(capacity(200, 'g6.xlarge')).toEqual({
      // 4000 - 60 - 10 - 2 x 5
      cpuMillicores: 3920,
      // 16384 x 0.925 = 15155.2, - (255 + 11 x 58 = 893) - 100
      memoryMiB: 14162,
      // 0.9 x 200 - 1 = 179, x 0.98 = 175.42
      diskGiB: 175,
      // 4 x 14 + 2
      pods: 58,
      gpus: 1,
    });
  });

  test('t3a.small: 2 vCPU, 2 GiB, 2 interfaces of 4 addresses', () => {
    expect(capacity(20, 't3a.small')).toEqual({
      // 2000 - 60 - 10
      cpuMillicores: 1930,
      // 2048 x 0.925 = 1894.4, - (255 + 11 x 8 = 343) - 100
      memoryMiB: 1451,
      // 0.9 x 20 - 1 = 17, x 0.98 = 16.66
      diskGiB: 16,
      // 2 x 3 + 2
      pods: 8,
      gpus: 0,
    });
  });

  test('p4d.24xlarge: 96 vCPU, 1152 GiB, 15 interfaces of 50 addresses, and the limit of EKS', () => {
    expect(capacity(500, 'p4d.24xlarge')).toEqual({
      // 96000 - 60 - 10 - 2 x 5 - 92 x 2.5
      cpuMillicores: 95_690,
      // 1179648 x 0.925 = 1091174.4, - (255 + 11 x 737 = 8362) - 100: memory is reserved for all 737
      memoryMiB: 1_082_712,
      // 0.9 x 500 - 1 = 449, x 0.98 = 440.02
      diskGiB: 440,
      pods: 250,
      gpus: 8,
    });
  });

  test('below 30 vCPU is at most 110 pods', () => {
    expect([type('m7i.4xlarge').vcpu, type('m7i.4xlarge').maxPods]).toEqual([16, 234]);
    expect(capacity(100, 'm7i.4xlarge').pods).toBe(110);
  });

  test('in a group of several types is the pods of the smallest, with memory reserved for the largest', () => {
    expect([type('t3a.small').maxPods, type('t3.small').maxPods]).toEqual([8, 11]);
    const both = capacity(20, 't3a.small', 't3.small');
    expect(both.pods).toBe(8);
    expect(both.memoryMiB).toBe(capacity(20, 't3.small').memoryMiB);
  });
});

test('every type has its pods, also with several network cards', () => {
  for (const { name, maxPods } of instanceTypes.values()) expect([name, maxPods > 1]).toEqual([name, true]);
  // Two interfaces on the default card of 32 cards, with 50 addresses each.
  expect(type('p5.48xlarge').maxPods).toBe(100);
  expect(type('p3.2xlarge').maxPods).toBe(58);
});

test('accelerators have the names that AWS gives them', () => {
  const models = [...new Set([...instanceTypes.values()].flatMap(({ gpu }) => gpu?.model ?? []))];
  expect(models.map(acceleratorName)).toEqual(
    expect.arrayContaining([
      'nvidia-tesla-v100',
      'nvidia-tesla-t4',
      'nvidia-tesla-a100',
      'nvidia-a10g',
      'nvidia-l4',
      'nvidia-l40s',
      'nvidia-h100',
      'nvidia-h200',
      'nvidia-b200',
    ]),
  );
  // Values of Kubernetes labels.
  for (const model of models) expect(acceleratorName(model)).toMatch(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/);
});
