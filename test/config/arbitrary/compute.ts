import fc from 'fast-check';
import { findOfferings, instanceTypes, MODEL_LOADER, type InstanceType } from '../../../lib/catalog';
import { entries, market, optional, purchase, sizes, spotPurchase, tags, tagText, volume } from './values';

/** Of an instance's memory, what a task can have; a little less than the check allows. */
const TASK_MEMORY = 0.85;

/** The region, and the letters of the zones that have subnets. */
export interface Place {
  readonly region: string;
  readonly letters: readonly string[];
}

/** Types that every one of the zones sells, with whole GPUs and without. */
function typesAt({ region, letters }: Place): Readonly<Record<'gpuTypes' | 'cpuTypes', InstanceType[]>> {
  const { zonesByType } = findOfferings(region)!;
  const usable = [...instanceTypes.values()].filter(
    ({ name, architecture, gpu }) =>
      architecture === 'x86_64' &&
      gpu?.share === undefined &&
      letters.every((letter) => zonesByType.get(name)?.includes(`${region}${letter}`)),
  );
  return { gpuTypes: usable.filter(({ gpu }) => gpu), cpuTypes: usable.filter(({ gpu }) => !gpu) };
}

/** GPU workstations and fleets. */
export function training(place: Place): fc.Arbitrary<object> {
  const { region, letters } = place;
  const { gpuTypes } = typesAt(place);
  const zone = fc.constantFrom(...letters.flatMap((letter) => [letter, `${region}${letter}`]));
  const address = fc.oneof(
    optional({ access: fc.constant('session-manager') }),
    fc.record({ access: fc.constant('elastic-ip'), addressName: tagText }, { requiredKeys: ['access'] }),
  );
  const workstation = fc
    .tuple(
      fc.record(
        {
          instanceType: fc.constantFrom(...gpuTypes.map((type) => type.name)),
          zone,
          rootVolume: volume(75),
          dataVolume: volume(6),
          tags: tags,
        },
        { requiredKeys: ['instanceType'] },
      ),
      purchase,
      address,
    )
    .map((parts) => Object.assign({}, ...parts) as object);
  return optional({
    workstations: entries(workstation, ['default', 'spot']),
    fleets: entries(fleet(gpuTypes, zone), ['default']),
  });
}

const likeGpus = (one: InstanceType, other: InstanceType) =>
  one.gpu?.model === other.gpu?.model &&
  one.gpu?.count === other.gpu?.count &&
  one.gpu?.memoryGiB === other.gpu?.memoryGiB;

const hexadecimal = fc.stringMatching(/^[0-9a-f]{17}$/);

/** Purchase option of a fleet with the settings that go with it, and instance types that allow it. */
function capacity(
  gpuTypes: readonly InstanceType[],
  zone: fc.Arbitrary<string>,
  max: number,
): fc.Arbitrary<object> {
  const reservation = { capacityReservationId: hexadecimal.map((digits) => `cr-${digits}`), zone };
  const one = (fits: readonly InstanceType[]) => fc.constantFrom(...fits).map(({ name }) => [name]);
  const several = fc.constantFrom(...gpuTypes).chain((type) =>
    fc.shuffledSubarray(
      gpuTypes.filter((other) => likeGpus(type, other)).map((each) => each.name),
      { minLength: 1 },
    ),
  );
  const placed = fc.oneof(
    optional({ zone, placement: fc.constantFrom('spread', 'cluster') }).map((place) => ({
      ...place,
      acrossZones: false,
    })),
    fc.record({ acrossZones: fc.boolean(), efa: fc.constant(false) }),
  );
  // One type with adapters: the catalog has types with the same GPUs and other network cards.
  const types = fc.oneof(
    fc.record({ instanceTypes: several }),
    fc.record({ instanceTypes: one(gpuTypes.filter(({ efaDevices }) => efaDevices)), efa: fc.boolean() }),
  );
  const together = (...parts: fc.Arbitrary<object>[]) =>
    fc.tuple(...parts).map((each) => Object.assign({}, ...each) as object);
  return fc.oneof(
    together(
      types,
      placed,
      spotPurchase,
      optional({
        onDemandBase: fc.integer({ min: 0, max }),
        onDemandFallbackMinutes: fc.integer({ min: 5, max: 1440 }),
        idle,
      }),
    ),
    together(
      types,
      placed,
      fc.constant({ market: 'on-demand' }),
      optional({ idle, warmPool: fc.record({ min: fc.constant(max), max: fc.constant(max) }) }),
    ),
    fc.record({
      market: fc.constant('on-demand'),
      instanceTypes: one(gpuTypes),
      acrossZones: fc.constant(false),
      ...reservation,
    }),
    ...(gpuTypes.some(({ capacityBlocks }) => capacityBlocks)
      ? [
          fc.record({
            acrossZones: fc.constant(false),
            market: fc.constant('capacity-block'),
            instanceTypes: one(gpuTypes.filter(({ capacityBlocks }) => capacityBlocks)),
            efa: fc.boolean(),
            ...reservation,
          }),
        ]
      : []),
  );
}

const idle = optional({
  gpuPercent: fc.integer({ min: 1, max: 1000 }).map((tenths) => tenths / 10),
  minutes: fc.integer({ min: 3, max: 288 }).map((fives) => fives * 5),
});

function fleet(gpuTypes: readonly InstanceType[], zone: fc.Arbitrary<string>): fc.Arbitrary<object> {
  // Schedules that differ in their minute never run together.
  const schedule = (minute: number, { min, max }: { min: number; max: number }) =>
    fc
      .tuple(
        fc.integer({ min: 0, max: 23 }),
        fc.constantFrom('*', 'MON-FRI', 'SAT,SUN', '1'),
        fc.tuple(...[0, 1, 2].map(() => fc.integer({ min, max }))),
      )
      .map(([hour, days, within]) => {
        const [least, desired, most] = within.toSorted((one, other) => one - other);
        return { recurrence: `${minute} ${hour} * * ${days}`, min: least, max: most, desired };
      });
  const sizeAndCapacity = sizes().chain((size) =>
    fc
      .tuple(
        capacity(gpuTypes, zone, size.max),
        optional({ schedules: optional({ up: schedule(0, size), down: schedule(30, size) }) }),
      )
      .map(([bought, scheduled]) => ({ ...size, ...bought, ...scheduled })),
  );
  return fc
    .tuple(
      sizeAndCapacity,
      fc.record(
        {
          clusterName: tagText,
          scratch: fc.boolean(),
          checkpointSeconds: fc.integer({ min: 30, max: 7200 }),
          timeZone: fc.constantFrom('Etc/UTC', 'Europe/Berlin', 'Asia/Kolkata', 'America/Los_Angeles'),
          rootVolume: volume(75),
          healthCheckGraceSeconds: fc.integer({ min: 0, max: 7200 }),
          instanceName: tagText,
        },
        { requiredKeys: ['clusterName'] },
      ),
    )
    .map((parts) => Object.assign({}, ...parts) as object);
}

const nodeSettings = () =>
  optional({
    market: market,
    amiFamily: fc.constantFrom('al2023', 'bottlerocket'),
    volumeGiB: fc.integer({ min: 20, max: 65_536 }),
    tags: tags,
  });

/** Settings of nodes that any type takes, and some that depend on it. */
const nodeDetails = () =>
  fc.record(
    {
      update: fc.constantFrom(
        { maxUnavailable: 2 },
        { maxUnavailablePercentage: 50, strategy: 'default' },
        { strategy: 'minimal' },
      ),
      // With the 3,000 operations that every volume has.
      volumeThroughputMiBps: fc.integer({ min: 125, max: 750 }),
      maxPods: fc.integer({ min: 10, max: 30 }),
      localDisks: fc.constant('raid0'),
    },
    { requiredKeys: [] },
  );

const taints = () =>
  fc.uniqueArray(
    fc.record(
      {
        key: fc.constantFrom('nvidia.com/gpu', 'team', 'example.com/only'),
        value: fc.constantFrom('true', 'A.b_c'),
        effect: fc.constantFrom('NoSchedule', 'PreferNoSchedule', 'NoExecute'),
      },
      // Without a value, cluster-autoscaler does not see the taint of an empty group.
      { requiredKeys: ['key', 'value'] },
    ),
    { selector: ({ key, effect = 'NoSchedule' }) => `${key}:${effect}`, maxLength: 3 },
  );

function nodeGroup({ gpuTypes, cpuTypes }: ReturnType<typeof typesAt>): fc.Arbitrary<object> {
  return fc
    .tuple(
      fc.constantFrom(...gpuTypes, ...cpuTypes),
      sizes(),
      nodeSettings(),
      taints(),
      fc.boolean(),
      nodeDetails(),
    )
    .map(([type, size, settings, tainted, isLabelled, { maxPods, localDisks, ...details }]) => ({
      ...settings,
      ...details,
      ...(maxPods !== undefined && type.maxPods >= maxPods && { maxPods }),
      ...(localDisks !== undefined && type.localDisks && { localDisks }),
      ...size,
      instanceTypes: [type.name],
      taints: tainted,
      labels: { ...(isLabelled && { team: 'a' }), ...(type.gpu && { 'nvidia.com/gpu': 'true' }) },
    }));
}

/** Without the groups of the environment there is still one that takes every pod. */
export function cluster(place: Place): fc.Arbitrary<object> {
  const { gpuTypes, cpuTypes } = typesAt(place);
  // The pods of the platform need room there.
  const roomy = cpuTypes.filter(({ memoryGiB, maxPods }) => memoryGiB >= 2 && maxPods >= 8);
  const large = cpuTypes.find(
    ({ vcpu, memoryGiB, maxPods }) => vcpu >= 2 && memoryGiB >= 4 && maxPods >= 17,
  )!.name;
  const general = fc
    .tuple(fc.constantFrom(...roomy), sizes(1), nodeSettings())
    .map(([type, size, settings]) => ({ ...settings, ...size, instanceTypes: [type.name] }));
  const nodeGroups = fc
    .tuple(entries(nodeGroup({ gpuTypes, cpuTypes }), ['cpu', 'gpu', 'inference']), general)
    .map(([groups, base]) => ({ ...groups, general: base }));
  return optional({
    name: fc.stringMatching(/^[A-Za-z0-9][\w-]{0,40}$/),
    endpoint: fc.constantFrom(
      { public: true, publicCidrs: ['8.8.8.0/24'] },
      { public: false, publicCidrs: [] },
    ),
    logRetentionDays: fc.constantFrom(1, 30, 731),
    secretsKeyDeletionWindowDays: fc.integer({ min: 7, max: 30 }),
    adminArns: fc.subarray(['arn:aws:iam::111122223333:role/admin', 'arn:aws:iam::111122223333:user/a/b']),
    serviceAccounts: fc.subarray([
      { namespace: 'ml', name: 'ml-workload' },
      { namespace: 'team', name: 'job.runner' },
    ]),
    nodeGroups,
  }).chain((settings: { nodeGroups?: object }) =>
    optional({ addOns: addOns() }).map((chosen) => ({
      ...settings,
      // The Kubernetes version of the lesson is too old for most of them, and the node of dev too small.
      ...('addOns' in chosen && {
        ...chosen,
        version: '1.35',
        nodeGroups: { ...settings.nodeGroups, platform: { instanceTypes: [large], min: 3, max: 3 } },
      }),
    })),
  );
}

/** Add-ons that go together: snapshots with the driver of EBS, and one exporter of GPU metrics at most. */
function addOns(): fc.Arbitrary<object> {
  const enabled = (condition = true) => fc.record({ enabled: fc.boolean().map((each) => each && condition) });
  return fc
    .tuple(fc.boolean(), fc.constantFrom('cloudWatch', 'dcgmExporter', 'none'))
    .chain(([hasVolumes, exporter]) =>
      fc.record({
        ebsCsiDriver: fc.record({ enabled: fc.constant(hasVolumes), defaultStorageClass: fc.boolean() }),
        snapshotController: enabled(hasVolumes),
        nodeMonitoring: enabled(),
        metricsServer: enabled(),
        cloudWatch: fc.constant({ enabled: exporter === 'cloudWatch' }),
        loadBalancerController: fc
          .tuple(fc.boolean(), fc.boolean())
          .map(([isOn, hasGateways]) => ({ enabled: isOn, gatewayApi: isOn && hasGateways })),
        dcgmExporter: fc.constant({ enabled: exporter === 'dcgmExporter' }),
        secretsStore: enabled(),
        mountpointS3: fc.record(
          {
            enabled: fc.boolean(),
            namespaces: fc.constantFrom(['ml'], ['vision', 'speech']),
            userId: fc.nat({ max: 65_535 }),
          },
          { requiredKeys: ['enabled'] },
        ),
      }),
    );
}

const TASKS = 2;

/** Services that fit the instances, in place of that of the environment. */
export function inference(place: Place): fc.Arbitrary<object> {
  const { region } = place;
  return fc
    .tuple(fc.constantFrom(...typesAt(place).gpuTypes), market, fc.integer({ min: 0, max: 2 }), fc.boolean())
    .chain(([type, buying, min, isPublic]) => {
      const services = fc
        .tuple(entries(modelService(type), []), fc.nat({ max: 1000 }))
        .map(([own, priority]) =>
          Object.fromEntries(
            Object.entries(own as Record<string, { routed: boolean }>).map(
              ([key, { routed, ...service }], index) => [
                key,
                { ...service, ...(routed && { route: { priority: priority + index + 1 } }) },
              ],
            ),
          ),
        );
      return services.map((own) => ({
        // Every task may take an instance of its own.
        capacity: { instanceType: type.name, market: buying, min, max: Math.max(min, 2 * TASKS) },
        services: { model: null, ...own },
        ...(isPublic && { certificateArn: `arn:aws:acm:${region}:111122223333:certificate/0a-1b` }),
      }));
    });
}

const variables = fc.dictionary(fc.stringMatching(/^[A-Z_]{1,10}$/), tagText, { maxKeys: 2 });

function modelService({ vcpu, memoryGiB, gpu }: InstanceType) {
  return fc
    .tuple(
      fc.record({
        image: fc.constantFrom(
          'ghcr.io/example/chat:1',
          'host.example:5000/a/b:v1.0',
          '111122223333.dkr.ecr.us-west-2.amazonaws.com/chat:1',
        ),
        healthPath: fc.constantFrom('/', '/v2/health/ready'),
        gpus: fc.integer({ min: 1, max: gpu?.count ?? 1 }),
        cpuUnits: fc.integer({ min: 256, max: vcpu * 1024 - MODEL_LOADER.cpuUnits }),
        memoryMiB: fc.integer({
          min: 2048,
          max: Math.floor(memoryGiB * 1024 * TASK_MEMORY) - MODEL_LOADER.memoryMiB,
        }),
        routed: fc.boolean(),
      }),
      optional({
        model: fc.constant(`chat@sha256:${'0'.repeat(64)}`),
        command: fc.constant(['serve', '--models=${MODEL_PATH}']),
        environment: variables,
        port: fc.integer({ min: 1, max: 65_535 }),
        healthGraceSeconds: fc.integer({ min: 0, max: 7200 }),
        scaling: optional({
          min: fc.integer({ min: 0, max: TASKS }),
          cpuTargetPercent: fc.integer({ min: 1, max: 100 }),
          scaleInCooldownSeconds: fc.integer({ min: 0, max: 3600 }),
        }),
      }),
    )
    .map(([required, { scaling, ...settings }]) => ({
      ...settings,
      ...required,
      scaling: { ...scaling, max: TASKS },
    }));
}
