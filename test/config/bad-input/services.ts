import { fleet, FLEET, group, GPU, MODEL, schedule, service, workstation, type BadInput } from './bad-input';

export const badServices: BadInput[] = [
  [
    'services on a type without a GPU',
    { inference: { capacity: { instanceType: 'm7i.large' } } },
    'inference.capacity.instanceType',
    /m7i.large has no GPU; use a GPU type/,
  ],
  [
    'more GPUs than an instance has',
    service({ gpus: 2 }),
    `${MODEL}.gpus`,
    /2 is more than a g6.xlarge can give \(1\); lower/,
  ],
  [
    'more CPU than an instance has',
    service({ cpuUnits: 5000 }),
    `${MODEL}.cpuUnits`,
    /5000 is more than a g6.xlarge can give \(4096\); lower/,
  ],
  [
    'more memory than an instance can give',
    service({ memoryMiB: 16000 }),
    `${MODEL}.memoryMiB`,
    /16000 is more than a g6.xlarge can give \(14745\); lower/,
  ],
  [
    'shared memory beyond the memory',
    service({ sharedMemoryMiB: 20000 }),
    `${MODEL}.sharedMemoryMiB`,
    /20000 is not part of memoryMiB \(14336\); lower/,
  ],
  [
    'more tasks than the instances hold',
    service({ scaling: { max: 21 } }),
    'inference.capacity.max',
    /20 instances hold 20 tasks of model, which may grow to 21; raise/,
  ],
  [
    'tasks that leave GPUs unused',
    {
      inference: {
        capacity: { instanceType: 'g6.12xlarge', max: 5 },
        services: { model: { gpus: 3, scaling: { max: 6 } } },
      },
    },
    'inference.capacity.max',
    /5 instances hold 5 tasks of model/,
  ],
  [
    'two services beyond the GPUs',
    {
      inference: {
        services: {
          second: { image: 'a:b', healthPath: '/', cpuUnits: 1024, memoryMiB: 2048, scaling: { max: 1 } },
        },
      },
    },
    'inference.capacity.max',
    /20 instances have 20 GPUs, but the services may grow to 21; raise/,
  ],
  [
    'two rules of one priority',
    {
      inference: {
        capacity: { max: 40 },
        services: {
          second: {
            image: 'a:b',
            healthPath: '/',
            cpuUnits: 1024,
            memoryMiB: 2048,
            route: { priority: 100 },
          },
        },
      },
    },
    'inference.services.second.route.priority',
    /^100 is also the priority that inference.services.model.route.priority gives; choose/,
  ],
  [
    'an image without a tag',
    service({ image: 'nginx' }),
    `${MODEL}.image`,
    /"nginx" is not allowed; write an image with a tag/,
  ],
  [
    'a path pattern that a load balancer refuses',
    service({ route: { priority: 1, paths: ['/a b'] } }),
    `${MODEL}.route.paths.0`,
    /"\/a b" is not allowed; write a path/,
  ],
  [
    'a variable that no shell can name',
    service({ environment: { 'A B': 'x' } }),
    `${MODEL}.environment."A B"`,
    /is not a name that can be used here/,
  ],
  [
    'cron of six fields',
    fleet({ schedules: { night: schedule('0 0 3 * * *') } }),
    `${FLEET}.schedules.night.recurrence`,
    /"0 0 3 \* \* \*" is not a cron expression \(it needs five fields\); write/,
  ],
  [
    'cron of another dialect',
    fleet({ schedules: { night: schedule('0 3 L * *') } }),
    `${FLEET}.schedules.night.recurrence`,
    /\("L" is not a field of Unix cron\); write/,
  ],
  [
    'cron that never runs',
    fleet({ schedules: { night: schedule('0 3 31 2 *') } }),
    `${FLEET}.schedules.night.recurrence`,
    /\(it never runs\); write/,
  ],
  [
    'an unknown time zone',
    fleet({ timeZone: 'America/Los_Angles' }),
    `${FLEET}.timeZone`,
    /"America\/Los_Angles" is not an IANA time zone; use .*Did you mean "America\/Los_Angeles"/,
  ],
  [
    'a time zone in small letters',
    fleet({ timeZone: 'europe/berlin' }),
    `${FLEET}.timeZone`,
    /"europe\/berlin" is not .*Did you mean "Europe\/Berlin"/,
  ],
  [
    'two schedules at one time',
    fleet({ schedules: { night: schedule('0 20 * * FRI') } }),
    `${FLEET}.schedules.night.recurrence`,
    /"0 20 \* \* FRI" runs at the same time as scale-down-after-hours \(2026-01-09 20:00\).*; move/,
  ],
  [
    'a spot price of zero',
    fleet({ spotMaxPriceUsd: 0 }),
    `${FLEET}.spotMaxPriceUsd`,
    /0 is out of range; use at least 0.01/,
  ],
  [
    'a negative spot price',
    workstation({ spotMaxPriceUsd: -1 }),
    'training.workstations.default.spotMaxPriceUsd',
    /-1 is out of range/,
  ],
  [
    'a spot price on demand',
    fleet({ market: 'on-demand', spotMaxPriceUsd: 1 }),
    `${FLEET}.spotMaxPriceUsd`,
    /1 has no effect on on-demand instances; remove/,
  ],
  [
    'a volume that EBS makes no faster',
    workstation({ dataVolume: { sizeGiB: 10, iops: 6000 } }),
    'training.workstations.default.dataVolume.iops',
    /6000 is more than 10 GiB can have \(5000\); lower/,
  ],
  [
    'throughput without operations',
    fleet({ rootVolume: { sizeGiB: 100, throughputMiBps: 1000 } }),
    `${FLEET}.rootVolume.throughputMiBps`,
    /1000 needs 4000 iops and there are 3000; lower/,
  ],
  [
    'a root volume that the image of a workstation does not fit into',
    workstation({ rootVolume: { sizeGiB: 6 } }),
    'training.workstations.default.rootVolume.sizeGiB',
    /6 is smaller than the machine image \(75 GiB\), so no instance would launch; raise it to 75/,
  ],
  [
    'a root volume that the image of a fleet does not fit into',
    fleet({ rootVolume: { sizeGiB: 74 } }),
    `${FLEET}.rootVolume.sizeGiB`,
    /74 is smaller than the machine image/,
  ],
  [
    'a volume that the image of nodes does not fit into',
    group({ volumeGiB: 19 }),
    `${GPU}.volumeGiB`,
    /19 is out of range; use at least 20/,
  ],
  [
    'a volume that the image of container instances does not fit into',
    { inference: { capacity: { volumeGiB: 29 } } },
    'inference.capacity.volumeGiB',
    /29 is out of range; use at least 30/,
  ],
  [
    'a volume larger than EBS has',
    workstation({ dataVolume: { sizeGiB: 65537 } }),
    'training.workstations.default.dataVolume.sizeGiB',
    /65537 is out of range; use at most 65536/,
  ],
  [
    'more operations than EBS has',
    fleet({ rootVolume: { sizeGiB: 1000, iops: 80001 } }),
    `${FLEET}.rootVolume.iops`,
    /80001 is out of range; use at most 80000/,
  ],
  [
    'more throughput than EBS has',
    fleet({ rootVolume: { sizeGiB: 1000, iops: 80000, throughputMiBps: 2001 } }),
    `${FLEET}.rootVolume.throughputMiBps`,
    /2001 is out of range; use at most 2000/,
  ],
  [
    'the most operations on a volume too small for them',
    fleet({ rootVolume: { sizeGiB: 159, iops: 80000 } }),
    `${FLEET}.rootVolume.iops`,
    /80000 is more than 159 GiB can have \(79500\); lower it or raise sizeGiB/,
  ],
  [
    'the most throughput without its operations',
    fleet({ rootVolume: { sizeGiB: 1000, iops: 7999, throughputMiBps: 2000 } }),
    `${FLEET}.rootVolume.throughputMiBps`,
    /2000 needs 8000 iops and there are 7999; lower it or raise iops/,
  ],
  [
    'a volume of instances larger than EBS has',
    { inference: { capacity: { volumeGiB: 65537 } } },
    'inference.capacity.volumeGiB',
    /65537 is out of range; use at most 65536/,
  ],
  [
    'a volume of nodes larger than EBS has',
    group({ volumeGiB: 65537 }),
    'cluster.nodeGroups.gpu.volumeGiB',
    /65537 is out of range; use at most 65536/,
  ],
  [
    'a name for an address that is not there',
    workstation({ addressName: 'x' }),
    'training.workstations.default.addressName',
    /"x" has no effect without an Elastic IP address; remove/,
  ],
  [
    'two workstations with one output name',
    {
      training: {
        workstations: { 'gpu-1': { instanceType: 'g5.xlarge' }, gpu1: { instanceType: 'g5.xlarge' } },
      },
    },
    'training.workstations.gpu1',
    /^"Gpu1" is also the ending of output names that training.workstations.gpu-1 gives; choose/,
  ],
];
