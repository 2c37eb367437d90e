import { GPU, group, type BadInput } from './bad-input';

const CPU = 'cluster.nodeGroups.cpu';
const RESERVATION = 'cr-0123456789abcdef0';
const EFA_TAG = 'k8s.io/cluster-autoscaler/node-template/resources/vpc.amazonaws.com/efa';

/** A group of GPU instances with EFA in one zone. */
const fast = (settings: object = {}) =>
  group({ instanceTypes: ['g6e.48xlarge'], efa: true, zones: ['a'], ...settings });
/** A group of GPU instances in a Capacity Block. */
const block = (settings: object = {}) =>
  group({
    instanceTypes: ['p5.48xlarge'],
    market: 'capacity-block',
    capacityReservationId: RESERVATION,
    zones: ['b'],
    min: 0,
    ...settings,
  });
const image = (settings: object = {}) => ({
  parameter: '/images/nodes',
  serviceCidr: '172.20.0.0/16',
  ...settings,
});

/** Node groups whose nodes do not start, or are not what their settings say. */
export const badNodes: BadInput[] = [
  ['a group of at most no nodes', group({ max: 0 }), `${GPU}.max`, /0 .*; (use|raise) /],
  [
    'EFA on a type without',
    fast({ instanceTypes: ['g6e.xlarge'] }),
    `${GPU}.instanceTypes.0`,
    /g6e.xlarge has no Elastic Fabric Adapter; use g6e.8xlarge, .*, or set efa: false/,
  ],
  [
    'EFA on types with unlike network cards',
    fast({ instanceTypes: ['g6e.24xlarge', 'g6e.48xlarge'] }),
    `${GPU}.instanceTypes.1`,
    /g6e.48xlarge \(4 cards\) has other network cards than g6e.24xlarge \(2 cards\), .*, or a second group/,
  ],
  [
    'EFA in every zone',
    group({ instanceTypes: ['g6e.48xlarge'], efa: true }),
    `${GPU}.zones`,
    /is missing, which means 2 zones, and adapters of efa reach one zone; write one zone, such as zones: \[a\]/,
  ],
  [
    'EFA in two zones',
    fast({ zones: ['a', 'b'] }),
    `${GPU}.zones`,
    /\["us-west-2a","us-west-2b"\] are 2 zones, and adapters of efa reach one zone; write one zone/,
  ],
  [
    'another number of adapters than there are',
    fast({ tags: { [EFA_TAG]: '32' } }),
    `${GPU}.tags.${EFA_TAG}`,
    /"32" is not the 4 of g6e.48xlarge; remove the tag, which efa: true adds/,
  ],
  [
    'a placement group in every zone',
    group({ placement: 'cluster' }),
    `${GPU}.zones`,
    /2 zones, and placement is cluster; write one zone/,
  ],
  [
    'a placement that is none',
    group({ placement: 'partition' }),
    `${GPU}.placement`,
    /"partition" is not allowed; use "spread" or "cluster"/,
  ],
  [
    'a reservation that is none',
    group({ capacityReservationId: 'cr-1' }),
    `${GPU}.capacityReservationId`,
    /"cr-1" is not allowed; write an id such as cr-0123456789abcdef0/,
  ],
  [
    'a reservation of spot instances',
    group({ capacityReservationId: RESERVATION, market: 'spot', zones: ['a'] }),
    `${GPU}.capacityReservationId`,
    /cannot hold spot instances; remove it, or use market: on-demand or capacity-block/,
  ],
  [
    'a reservation of several types',
    group({
      capacityReservationId: RESERVATION,
      market: 'on-demand',
      zones: ['a'],
      instanceTypes: ['g6.xlarge', 'g6.2xlarge'],
    }),
    `${GPU}.instanceTypes.1`,
    /"g6.2xlarge" is one too many: cr-0123456789abcdef0 holds one type; remove the others/,
  ],
  [
    'a reservation in every zone',
    group({ capacityReservationId: RESERVATION, market: 'on-demand' }),
    `${GPU}.zones`,
    /cr-0123456789abcdef0 is in one zone; write one zone/,
  ],
  [
    'a reservation in a placement group',
    group({ capacityReservationId: RESERVATION, market: 'on-demand', zones: ['a'], placement: 'cluster' }),
    `${GPU}.placement`,
    /cluster cannot be combined with cr-0123456789abcdef0, .*; remove one of the two/,
  ],
  [
    'a Capacity Block without its id',
    group({ market: 'capacity-block', instanceTypes: ['p5.48xlarge'], min: 0 }),
    `${GPU}.capacityReservationId`,
    /is missing; write the id of the Capacity Block/,
  ],
  [
    'a Capacity Block of a type that has none',
    block({ instanceTypes: ['g6e.xlarge'] }),
    `${GPU}.instanceTypes.0`,
    /g6e.xlarge is not sold in Capacity Blocks; use p4d.24xlarge, .*, or another market/,
  ],
  [
    'a Capacity Block that always has nodes',
    block({ min: 1 }),
    `${GPU}.min`,
    /1 asks for instances before the Capacity Block begins .*; use min: 0/,
  ],
  [
    'local disks of a type without',
    group({ instanceTypes: ['m7i.2xlarge'], localDisks: 'raid0' }, 'cpu'),
    `${CPU}.instanceTypes.0`,
    /m7i.2xlarge has no local disks for localDisks: raid0; use a type with instance store, .*, or set localDisks: unused/,
  ],
  [
    'a kind of local disks that is none',
    group({ localDisks: 'raid1' }),
    `${GPU}.localDisks`,
    /"raid1" is not allowed; use "unused" or "raid0"/,
  ],
  [
    'parallel pulls on a small type',
    group({
      instanceTypes: ['g6e.xlarge'],
      fastImagePull: true,
      volumeThroughputMiBps: 700,
      volumeIops: 4000,
    }),
    `${GPU}.fastImagePull`,
    /true gains nothing on g6e.xlarge with 4 vCPU; use a type with 8 or more/,
  ],
  [
    'parallel pulls on a slow disk',
    group({ instanceTypes: ['g6e.4xlarge'], fastImagePull: true }),
    `${GPU}.fastImagePull`,
    /true makes pulls slower with 125 MiB\/s of disk; set volumeThroughputMiBps to 600 or more, .*, or remove it/,
  ],
  [
    'throughput without operations',
    group({ volumeThroughputMiBps: 1000 }),
    `${GPU}.volumeThroughputMiBps`,
    /1000 needs 4000 volumeIops and there are 3000; lower it or raise volumeIops/,
  ],
  [
    'more operations than the size allows',
    group({ volumeGiB: 20, volumeIops: 16_000 }),
    `${GPU}.volumeIops`,
    /16000 is more than 20 GiB can have \(10000\); lower it or raise volumeGiB/,
  ],
  [
    'more pods than there are addresses',
    group({ instanceTypes: ['g6e.xlarge'], maxPods: 110 }),
    `${GPU}.maxPods`,
    /110 is too many: the addresses of g6e.xlarge allow 58, without prefix delegation, .*; use 58 or fewer, or a larger type/,
  ],
  [
    'more pods than EKS allows',
    group({ instanceTypes: ['m7i.4xlarge'], maxPods: 200 }, 'cpu'),
    `${CPU}.maxPods`,
    /200 is too many: EKS allows 110 on a node with 16 vCPU; use 110 or fewer/,
  ],
  ['no pods', group({ maxPods: 0 }), `${GPU}.maxPods`, /0 is out of range; use at least 10/],
  [
    'a kubelet that keeps most of the memory',
    group({ instanceTypes: ['g6e.xlarge'], kubeletReserved: { memoryMiB: 30_000 } }),
    `${GPU}.kubeletReserved.memoryMiB`,
    /30000 is more than half of the 32768 MiB of memory of g6e.xlarge; use 16384 or less/,
  ],
  [
    'a kubelet setting that is none',
    group({ kubeletReserved: { cpu: '100m' } }),
    `${GPU}.kubeletReserved.cpu`,
    /is not a setting/,
  ],
  [
    'an image of Bottlerocket',
    group({ amiFamily: 'bottlerocket', customImage: image() }),
    `${GPU}.customImage`,
    /"\/images\/nodes" cannot be used with amiFamily: bottlerocket: .*; set amiFamily: al2023 or remove it/,
  ],
  [
    'an image without the range of the services',
    group({ customImage: { parameter: '/images/nodes' } }),
    `${GPU}.customImage.serviceCidr`,
    /is missing/,
  ],
  [
    'an image by its id',
    group({ customImage: image({ parameter: 'resolve:ssm:/images/nodes' }) }),
    `${GPU}.customImage.parameter`,
    /is not allowed; write the name of an SSM parameter such as \/images\/gpu-nodes/,
  ],
  [
    'an update of a number and a percentage',
    group({ update: { maxUnavailable: 2, maxUnavailablePercentage: 20 } }),
    `${GPU}.update.maxUnavailablePercentage`,
    /20 cannot be combined with maxUnavailable \(2\); remove one of the two/,
  ],
  [
    'an update strategy that is none',
    group({ update: { strategy: 'force' } }),
    `${GPU}.update.strategy`,
    /"force" is not allowed; use "default" or "minimal"/,
  ],
  [
    'a warm pool of spot instances',
    group({ market: 'spot', warmPool: {} }),
    `${GPU}.warmPool`,
    /is for on-demand groups, and market is spot; remove it or set market: on-demand/,
  ],
  [
    'a warm pool larger than the group',
    group({ market: 'on-demand', max: 4, warmPool: { max: 5 } }),
    `${GPU}.warmPool.max`,
    /5 is larger than max \(4\); lower it or raise max/,
  ],
  [
    'a warm pool of an image of the user',
    group({ market: 'on-demand', customImage: image(), warmPool: {} }),
    `${GPU}.warmPool`,
    /is for images of EKS, and the group has a customImage; remove one of the two/,
  ],
];
