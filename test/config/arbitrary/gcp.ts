import fc from 'fast-check';
import { gcpMachineTypes } from '../../../lib/catalog/gcp-machine-types';
import { entries, name, optional } from './values';

/** The value of the environments, so that their entries stay valid beside new ones. */
const ZONE = 'us-central1-a';

const offered = gcpMachineTypes.filter(({ zones }) => zones.includes(ZONE));
const withGpu = offered.flatMap(({ name: machineType, gpu }) =>
  gpu
    ? [
        {
          machineType,
          ...(!gpu.bundled && { gpu: { acceleratorType: gpu.acceleratorType, count: gpu.count } }),
        },
      ]
    : [],
);
const withoutGpu = offered.flatMap(({ name: machineType, gpu }) => (gpu ? [] : [{ machineType }]));

const labels = fc.dictionary(
  fc.stringMatching(/^[a-z][a-z0-9_-]{0,20}$/),
  fc.stringMatching(/^[a-z0-9_-]{0,20}$/),
  {
    maxKeys: 2,
  },
);
const diskType = fc.constantFrom('pd-ssd', 'pd-balanced');
/** Larger than every image. */
const diskGb = fc.integer({ min: 100, max: 65_536 });
const size = fc
  .tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 1, max: 2 }))
  .map(([min, more]) => ({ min, max: min + more }));
const together = (...parts: fc.Arbitrary<object>[]) =>
  fc.tuple(...parts).map((each) => Object.assign({}, ...each) as object);

const machine = (removable: readonly string[], own: fc.Arbitrary<object>) =>
  entries(
    together(
      fc.constantFrom(...withGpu),
      fc.record({ bootDiskGb: diskGb }),
      optional({
        image: fc.constant({ family: 'common-cu129-ubuntu-2204-nvidia-580' }),
        bootDiskType: diskType,
        spot: fc.boolean(),
        tags: fc.subarray(['gpu-training', 'team-a']),
        labels,
      }),
      own,
    ),
    removable,
  );

const trainingVms = machine(
  ['training'],
  optional({
    dataDisk: fc.record({ sizeGb: diskGb, type: diskType }, { requiredKeys: ['sizeGb'] }),
    publicAddress: fc.boolean(),
  }),
);

/** A schedule that raises a fleet, and one that lowers it. No two of these are close to each other. */
const schedules = (min: number, max: number) =>
  fc.record({
    up: fc.record({
      recurrence: fc.constantFrom('0 8 * * MON-FRI', '30 22 * * 1-4'),
      desired: fc.constant(max),
    }),
    down: fc.record({ recurrence: fc.constantFrom('0 20 * * *', '0 7 1 */2 *'), desired: fc.constant(min) }),
  });

const fleets = machine(
  ['a100', 'v100'],
  size.chain(({ min, max }) =>
    fc.record(
      {
        min: fc.constant(min),
        max: fc.constant(max),
        timeZone: fc.constantFrom('Etc/UTC', 'Asia/Kolkata'),
        schedules: schedules(min, max),
      },
      { requiredKeys: ['min', 'max'] },
    ),
  ),
);

const nodePool = together(
  fc.constantFrom(...withGpu, ...withoutGpu),
  size,
  optional({
    spot: fc.boolean(),
    zones: fc.constant([ZONE]),
    diskGb,
    diskType,
    labels: fc.constantFrom({}, { workload: 'a', 'example.com/team': 'A_b.c' }),
    taints: fc.constantFrom([], [{ key: 'team', value: '', effect: 'NoExecute' }]),
  }),
);

const cluster = optional({
  name,
  regional: fc.boolean(),
  releaseChannel: fc.constantFrom('RAPID', 'REGULAR', 'STABLE', 'EXTENDED'),
  authorizedCidrs: fc.subarray(['8.8.8.0/24', '203.0.113.0/24']),
  // The pods of GKE itself stay with the pool cpu.
  nodePools: entries(nodePool, ['gpu', 'inference']),
  serviceAccounts: fc.subarray([
    { namespace: 'ml', name: 'ml-workload' },
    { namespace: 'team', name: 'job-runner' },
  ]),
});

const purposes = fc.subarray(['datasets', 'models', 'artifacts'], { minLength: 1 });

const aws = optional({
  trainingUniqueId: fc.constant('112233445566778899001'),
  buckets: purposes,
  transfer: fc.record(
    {
      uniqueId: fc.constant('112233445566778899002'),
      buckets: purposes,
      everyHours: fc.integer({ min: 1, max: 720 }),
    },
    { requiredKeys: ['uniqueId'] },
  ),
});

/** Settings of the companion, apart from the VPC on AWS wherever that is. */
export function gcp(): fc.Arbitrary<object> {
  return together(
    optional({
      labels,
      network: optional({
        name: name,
        subnetCidr: fc.constantFrom('10.20.0.0/22', '10.96.0.0/16'),
        podsCidr: fc.constantFrom('10.128.0.0/15', '10.64.0.0/16'),
        servicesCidr: fc.constantFrom('10.30.0.0/20', '10.72.0.0/18'),
        joinedWithAws: fc.boolean(),
      }),
      serviceAccount: optional({
        id: fc.stringMatching(/^train-[a-z0-9]{1,10}$/),
        displayName: fc.constantFrom('', 'A ${name}, %{if}'),
      }),
      encryption: optional({
        customerManaged: fc.boolean(),
        keyRing: name,
        rotationDays: fc.integer({ min: 1, max: 36_500 }),
      }),
      buckets: optional({
        location: fc.constantFrom('us-central1', 'US', 'EU', 'ASIA'),
        names: fc.constantFrom({}, { models: 'our-models' }),
      }),
      trainingVms,
      fleets,
      cluster,
      registry: optional({ name, untaggedExpireAfterDays: fc.integer({ min: 1, max: 3650 }) }),
      budget: fc.record({
        billingAccount: fc.stringMatching(/^[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}$/),
        monthlyUsd: fc.integer({ min: 1, max: 1_000_000 }),
      }),
      aws,
      osLogin: fc.boolean(),
      protectData: fc.boolean(),
    }),
    fc.constantFrom({}, { shieldedVm: true, secureBoot: true }, { shieldedVm: false, secureBoot: false }),
  );
}
