import { fleet, FLEET, type BadInput } from './bad-input';

const id = 'cr-0123456789abcdef0';
const block = {
  market: 'capacity-block',
  capacityReservationId: id,
  zone: 'a',
  instanceTypes: ['p5.48xlarge'],
};

export const badCapacity: BadInput[] = [
  [
    'a fleet across zones with a zone',
    fleet({ acrossZones: true, zone: 'b' }),
    `${FLEET}.acrossZones`,
    /true has no effect: zone is "us-west-2b"; remove it/,
  ],
  [
    'a fleet across zones that is placed closely',
    fleet({ acrossZones: true, placement: 'cluster' }),
    `${FLEET}.acrossZones`,
    /true has no effect: placement is cluster; remove it/,
  ],
  [
    'adapters on a type without one',
    fleet({ instanceTypes: ['g5.xlarge'], efa: true }),
    `${FLEET}.instanceTypes.0`,
    /g5.xlarge has no Elastic Fabric Adapter; use g5.8xlarge, g5.12xlarge, g5.16xlarge, g5.24xlarge, g5.48xlarge, or set efa: false/,
  ],
  [
    'adapters on types with unlike network cards',
    fleet({ instanceTypes: ['g6e.12xlarge', 'g6e.24xlarge'], efa: true }),
    `${FLEET}.instanceTypes.1`,
    /g6e.24xlarge \(2 cards\) has other network cards than g6e.12xlarge \(1 card\), .*use types with the same/,
  ],
  [
    'a Capacity Block with a spot price',
    fleet({ ...block, spotMaxPriceUsd: 3 }),
    `${FLEET}.spotMaxPriceUsd`,
    /3 has no effect on capacity-block instances; remove it/,
  ],
  [
    'a Capacity Block without its id',
    fleet({ ...block, capacityReservationId: null }),
    `${FLEET}.capacityReservationId`,
    /is missing; write the id of the Capacity Block/,
  ],
  [
    'a Capacity Block of a type that is not sold so',
    fleet({ ...block, instanceTypes: ['g6e.48xlarge'] }),
    `${FLEET}.instanceTypes.0`,
    /g6e.48xlarge is not sold in Capacity Blocks; use p4d.24xlarge, .*p5en.48xlarge, .*, or another market/,
  ],
  [
    'a Capacity Block that is given back when idle',
    fleet({ ...block, idle: {} }),
    `${FLEET}.idle`,
    /saves nothing: .*; remove it/,
  ],
  [
    'a reservation for spot instances',
    fleet({ capacityReservationId: id, zone: 'a' }),
    `${FLEET}.capacityReservationId`,
    /"cr-0123456789abcdef0" cannot hold spot instances; remove it, or use market: on-demand or capacity-block/,
  ],
  [
    'a reservation in no zone',
    fleet({ market: 'on-demand', capacityReservationId: id }),
    `${FLEET}.zone`,
    /is missing; cr-0123456789abcdef0 is in one Availability Zone; write that zone/,
  ],
  [
    'a reservation of several types',
    fleet({ ...block, market: 'on-demand', instanceTypes: ['g6.xlarge', 'g6.2xlarge'] }),
    `${FLEET}.instanceTypes.1`,
    /"g6.2xlarge" is one too many: cr-0123456789abcdef0 holds one type; remove/,
  ],
  [
    'a reservation in a placement group',
    fleet({ ...block, placement: 'cluster' }),
    `${FLEET}.placement`,
    /cluster cannot be combined with cr-0123456789abcdef0, .*; remove one/,
  ],
  [
    'an id of something else',
    fleet({ ...block, capacityReservationId: 'i-0123456789abcdef0' }),
    `${FLEET}.capacityReservationId`,
    /"i-0123456789abcdef0" is not allowed; write an id such as cr-/,
  ],
  [
    'an on-demand base of an on-demand fleet',
    fleet({ market: 'on-demand', onDemandBase: 2 }),
    `${FLEET}.onDemandBase`,
    /2 applies to spot fleets only, and market is on-demand; remove it or set market: spot/,
  ],
  [
    'an on-demand base above the largest size',
    fleet({ onDemandBase: 11 }),
    `${FLEET}.onDemandBase`,
    /11 is larger than max \(10\); lower it or raise max/,
  ],
  [
    'a fallback of a fleet that never lacks spot instances',
    fleet({ market: 'on-demand', onDemandFallbackMinutes: 10 }),
    `${FLEET}.onDemandFallbackMinutes`,
    /10 applies to spot fleets only, and market is on-demand; remove it/,
  ],
  [
    'a warm pool of spot instances',
    fleet({ warmPool: {} }),
    `${FLEET}.warmPool`,
    /is for on-demand fleets, and market is spot; remove it or set market: on-demand/,
  ],
  [
    'a warm pool larger than its fleet',
    fleet({ market: 'on-demand', warmPool: { max: 12 } }),
    `${FLEET}.warmPool.max`,
    /^12 is larger than max \(10\); lower it or raise max/,
  ],
  [
    'a warm pool with a minimum above its maximum',
    fleet({ market: 'on-demand', warmPool: { min: 4, max: 3 } }),
    `${FLEET}.warmPool.min`,
    /^4 is larger than warmPool.max \(3\); lower it or raise warmPool.max/,
  ],
  [
    'a fleet in a zone without a subnet',
    fleet({ zone: 'c' }),
    `${FLEET}.zone`,
    /"us-west-2c" has no subnet; use "us-west-2a" or "us-west-2b", or add it to network.zones/,
  ],
  [
    'more instances than the subnet of their only zone holds',
    fleet({ max: 300, efa: true }),
    'network.zones.0.privateCidr',
    /10.0.10.0\/24 holds 251 addresses, but fleet default, workstations, endpoints, the control plane and the load balancer may need 321; use a larger range/,
  ],
  [
    'an idle time that is shorter than a boot',
    fleet({ idle: { minutes: 10 } }),
    `${FLEET}.idle.minutes`,
    /10 is out of range; use at least 15/,
  ],
  [
    'two fleets with one output name',
    {
      training: {
        fleets: {
          'run-1': { clusterName: 'a', instanceTypes: ['g6.xlarge'], max: 1 },
          run1: { clusterName: 'b', instanceTypes: ['g6.xlarge'], max: 1 },
        },
      },
    },
    'training.fleets.run1',
    /^"Run1" is also the ending of output names that training.fleets.run-1 gives; choose another/,
  ],
];
