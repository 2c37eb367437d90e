import { serviceLimits, type ServiceLimit } from '../../lib/catalog';
import { ConfigError, parseConfig, type Problem } from '../../lib/config';
import { environments } from '../../lib/config/environments';
import { merge } from '../../lib/config/merge';
import { fleet, FLEET, group, GPU, MODEL, service, workstation, zones } from './bad-input/bad-input';
import type { EnvironmentName } from './problems';

/** A setting with a certain amount of what a service limits. */
interface Probe {
  /** Setting that the message names. */
  readonly path: string;
  readonly overlay: (amount: number) => object;
  readonly environment?: EnvironmentName;
  /** Amounts that are still taken, and that are refused. Default: the value of the limit, and the next number. */
  readonly amounts?: readonly [taken: number, refused: number];
}

/** The fix in a message. */
const FIX = /[;:,] ?(use|write|give|merge|open|shorten|move|raise|lower|put|or|remove) /;

type Name = keyof typeof serviceLimits;

/** Limits of whole templates have tests in test/stack-limits.test.ts. */
type OfTemplates = 'stackResources' | 'stackOutputs' | 'templateBytes';

const WORKSTATION = 'training.workstations.default';
const text = (length: number) => 'a'.repeat(length);
const numbered = (count: number, key: string) =>
  Array.from({ length: count }, (_, index) => `${key}${index}`);
const record = <Value>(keys: readonly string[], value: Value) =>
  Object.fromEntries(keys.map((key) => [key, value]));
/** Addresses of the internet. */
const hosts = (count: number) =>
  Array.from({ length: count }, (_, index) => `203.0.${113 + Math.floor(index / 256)}.${index % 256}/32`);
/** Room for many nodes and instances. */
const room = zones(['10.0.0.0/24', '10.0.64.0/18'], ['10.0.1.0/24', '10.0.128.0/18']);
const rootVolume = (volume: object) => fleet({ rootVolume: { sizeGiB: 1000, ...volume } });
const volumePath = (key: string) => `${FLEET}.rootVolume.${key}`;

/** The tags of the environment are Project and CostCenter. */
const commonTags = (count: number) => ({ tags: record(numbered(count - 2, 't'), 'x') });

/** Bytes besides those of the value of one variable. */
const TASK_BYTES =
  2048 +
  Buffer.byteLength(
    JSON.stringify({ image: 'a:b', command: ['x'], environment: [{ name: 'A', value: '' }] }),
  );

const probes: Record<Exclude<Name, OfTemplates>, Probe> = {
  tags: {
    path: `${WORKSTATION}.tags`,
    // Project, CostCenter, Environment, ManagedBy, Name and the owner.
    overlay: (count) => workstation({ tags: record(numbered(count - 6, 't'), 'x') }),
  },
  tagKey: {
    path: `${WORKSTATION}.tags."${text(56)}...`,
    overlay: (length) => workstation({ tags: { [text(length)]: 'x' } }),
  },
  tagValue: {
    path: `${FLEET}.clusterName`,
    overlay: (length) => fleet({ clusterName: text(length) }),
  },
  addOnTagKey: {
    path: `tagKeys.environment`,
    overlay: (length) => ({ tagKeys: { environment: text(length) } }),
  },
  addOnTagValue: { path: 'tags.Team', overlay: (length) => ({ tags: { Team: text(length) } }) },

  groupName: { path: `${FLEET}.groupName`, overlay: (length) => fleet({ groupName: text(length) }) },
  scheduledActions: {
    path: `${FLEET}.schedules`,
    overlay: (count) =>
      fleet({
        schedules: {
          'scale-up-business-hours': null,
          'scale-down-after-hours': null,
          ...Object.fromEntries(
            Array.from({ length: count }, (_, index) => [
              `s${index}`,
              {
                recurrence: `${index % 60} ${Math.floor(index / 60)} * * *`,
                min: 0,
                max: 1,
                desired: 0,
              },
            ]),
          ),
        },
      }),
  },
  groupTypes: {
    path: `${FLEET}.instanceTypes`,
    // The types are not in the catalog, which is said at each of them.
    overlay: (count) => fleet({ instanceTypes: numbered(count, 'x.') }),
  },
  recurrence: {
    path: `${FLEET}.schedules.a.recurrence`,
    overlay: (length) =>
      fleet({
        schedules: {
          a: {
            recurrence: `0 3 ${'1,'.repeat(999)}`.slice(0, length - 5) + '1 * *',
            min: 0,
            max: 1,
            desired: 0,
          },
        },
      }),
  },

  publicAccessCidrs: {
    path: 'cluster.endpoint.publicCidrs',
    overlay: (count) => ({ cluster: { endpoint: { public: true, publicCidrs: hosts(count) } } }),
  },
  clusterName: { path: 'cluster.name', overlay: (length) => ({ cluster: { name: text(length) } }) },
  nodeGroupName: {
    path: `${GPU}.name`,
    overlay: (length) => group({ name: text(length) }),
    environment: 'lesson',
  },
  nodeGroups: {
    path: 'cluster.nodeGroups',
    overlay: (count) => ({
      ...room,
      cluster: {
        // The environment has three.
        nodeGroups: record(numbered(count - 3, 'g'), { instanceTypes: ['m7i.large'], min: 0, max: 1 }),
      },
    }),
  },
  nodes: { path: `${GPU}.max`, overlay: (max) => ({ ...room, ...group({ max }) }) },
  labelKey: {
    path: `${GPU}.labels."${text(56)}...`,
    overlay: (length) => group({ labels: { [text(length)]: 'x' } }),
    amounts: [63, 64],
  },
  labelValue: { path: `${GPU}.labels.x`, overlay: (length) => group({ labels: { x: text(length) } }) },
  taints: {
    path: `${GPU}.taints`,
    overlay: (count) => group({ taints: numbered(count, 't').map((key) => ({ key })) }),
  },
  taintKey: {
    path: `${GPU}.taints.0.key`,
    overlay: (length) => group({ taints: [{ key: `example.com/${text(length - 'example.com/'.length)}` }] }),
  },
  taintValue: {
    path: `${GPU}.taints.0.value`,
    overlay: (length) => group({ taints: [{ key: 'x', value: text(length) }] }),
  },

  rulePaths: {
    path: `${MODEL}.route.paths`,
    overlay: (count) => service({ route: { paths: numbered(count, '/p') } }),
  },
  ruleWildcards: {
    path: `${MODEL}.route.paths`,
    overlay: (count) => service({ route: { paths: ['/a?b', `/${'a*'.repeat(count - 1)}`] } }),
  },
  pathPattern: {
    path: `${MODEL}.route.paths.0`,
    overlay: (length) => service({ route: { paths: [`/${text(length - 1)}`] } }),
  },
  rulePriority: { path: `${MODEL}.route.priority`, overlay: (priority) => service({ route: { priority } }) },
  healthPath: {
    path: `${MODEL}.healthPath`,
    overlay: (length) => service({ healthPath: `/${text(length - 1)}` }),
  },
  loadBalancerPrefix: {
    path: 'network.zones.0.publicCidr',
    overlay: (prefix) => ({
      ...zones([`10.0.1.0/${prefix}`, '10.0.10.0/24'], ['10.0.2.0/24', '10.0.11.0/24']),
      inference: { certificateArn: 'arn:aws:acm:us-west-2:111122223333:certificate/a' },
    }),
  },

  imageName: {
    path: `${MODEL}.image`,
    overlay: (length) => service({ image: `${text(length - 2)}:1` }),
  },
  imageTag: { path: `${MODEL}.image`, overlay: (length) => service({ image: `a:${text(length)}` }) },
  taskDefinitionBytes: {
    path: `${MODEL}.environment`,
    overlay: (bytes) =>
      service({ image: 'a:b', command: ['x'], environment: { A: text(bytes - TASK_BYTES) } }),
  },

  vpcPrefix: {
    path: 'network.cidr',
    overlay: (prefix) => ({ network: { cidr: `10.0.0.0/${prefix}` } }),
  },
  subnetPrefix: {
    path: 'network.zones.0.publicCidr',
    overlay: (prefix) => zones([`10.0.1.0/${prefix}`, '10.0.10.0/24'], ['10.0.2.0/24', '10.0.11.0/24']),
  },
  securityGroupRules: {
    path: 'network.trainingPorts',
    overlay: (rules) => trainingPorts(rules),
  },
  interfaceRules: {
    path: 'network.trainingPorts',
    overlay: (rules) => trainingPorts(rules),
  },
  securityGroupName: {
    path: 'network.securityGroupNames.training',
    overlay: (length) => ({ network: { securityGroupNames: { training: text(length) } } }),
  },
  ruleDescription: {
    path: 'network.trainingPorts.0.description',
    overlay: (length) => ({ network: { trainingPorts: [{ port: 22, description: text(length) }] } }),
  },

  volumeGiB: { path: volumePath('sizeGiB'), overlay: (sizeGiB) => rootVolume({ sizeGiB }) },
  volumeIops: { path: volumePath('iops'), overlay: (iops) => rootVolume({ iops }) },
  volumeIopsLeast: { path: volumePath('iops'), overlay: (iops) => rootVolume({ iops }) },
  volumeIopsPerGiB: {
    path: volumePath('iops'),
    overlay: (iops) => rootVolume({ sizeGiB: 100, iops }),
    amounts: [50_000, 50_001],
  },
  volumeMiBps: {
    path: volumePath('throughputMiBps'),
    overlay: (throughputMiBps) => rootVolume({ iops: 20_000, throughputMiBps }),
  },
  volumeMiBpsLeast: {
    path: volumePath('throughputMiBps'),
    overlay: (throughputMiBps) => rootVolume({ throughputMiBps }),
  },
  volumeMiBpsPerIops: {
    path: volumePath('throughputMiBps'),
    overlay: (throughputMiBps) => rootVolume({ iops: 4000, throughputMiBps }),
    amounts: [1000, 1001],
  },

  bucketName: {
    path: 'storage.bucketPrefix',
    // The longest name is <prefix>-access-logs-<account>-us-west-2.
    overlay: (length) => ({
      storage: { bucketPrefix: text(length - '-access-logs-111122223333-us-west-2'.length) },
    }),
  },
  objectKeyBytes: {
    path: 'storage.datasets.temporaryPrefix',
    overlay: (bytes) => ({ storage: { datasets: { temporaryPrefix: `ä${text(bytes - 2)}` } } }),
  },
  infrequentAccessDays: {
    path: 'storage.datasets.archive.infrequentAccessAfterDays',
    overlay: (days) => ({ storage: { datasets: { archive: { infrequentAccessAfterDays: days } } } }),
  },
  keyDeletionDays: {
    path: 'storage.key.deletionWindowDays',
    overlay: (days) => ({ storage: { key: { deletionWindowDays: days } } }),
  },
  keyDeletionDaysLeast: {
    path: 'cluster.secretsKeyDeletionWindowDays',
    overlay: (days) => ({ cluster: { secretsKeyDeletionWindowDays: days } }),
  },
  keyAlias: {
    path: 'storage.key.alias',
    overlay: (length) => ({ storage: { key: { alias: text(length - 'alias/'.length) } } }),
  },
  roleName: {
    path: 'identity.roleNames.training',
    overlay: (length) => ({
      identity: { roleNames: { training: `us-west-2${text(length - 'us-west-2'.length)}` } },
    }),
  },
  rolePath: {
    path: 'cluster.adminArns.0',
    overlay: (length) => ({
      cluster: { adminArns: [`arn:aws:iam::111122223333:role/${text(length - 2)}/name`] },
    }),
  },
  logGroupName: {
    path: 'network.flowLogs.logGroupName',
    overlay: (length) => ({ network: { flowLogs: { logGroupName: text(length) } } }),
  },
  eventPattern: {
    path: 'training.fleets',
    overlay: (count) => ({
      training: {
        fleets: Object.fromEntries(
          Array.from({ length: count }, (_, index) => [
            `c${index}`,
            {
              clusterName: 'x',
              instanceTypes: ['p5.48xlarge'],
              market: 'capacity-block',
              zone: 'a',
              capacityReservationId: `cr-${String(index).padStart(17, '0')}`,
              max: 1,
            },
          ]),
        ),
      },
    }),
    // 250 characters, two brackets, and 23 for each id but the last, which has no comma.
    amounts: [78, 79],
  },
  budgetNotifications: {
    path: 'observability.budgetAlertPercents',
    // One more is the forecast.
    overlay: (count) => ({
      observability: { budgetAlertPercents: Array.from({ length: count - 1 }, (_, index) => index + 1) },
    }),
  },
};

/** Two rules are among the instances. */
function trainingPorts(rules: number): object {
  return {
    network: {
      trainingPorts: Array.from({ length: rules - 2 }, (_, index) => ({ port: index + 1, description: 'x' })),
    },
  };
}

/** Errors and warnings. */
function findings(overlay: object, environment: EnvironmentName = 'production'): readonly Problem[] {
  const base = environments[environment];
  try {
    return parseConfig(merge(base, overlay), undefined, base).warnings;
  } catch (cause) {
    if (!(cause instanceof ConfigError)) throw cause;
    return cause.problems;
  }
}

const rows = Object.entries(probes).map(([name, probe]) => ({
  name,
  probe,
  limit: serviceLimits[name as Name],
}));

describe.each(rows)('$limit.service: $limit.value $limit.what ($name)', ({ probe, limit }) => {
  const { bound, quota, value }: ServiceLimit = limit;
  const [taken, refused] = probe.amounts ?? [value, bound === 'least' ? value - 1 : value + 1];
  const severity = quota ? 'warning' : 'error';
  const found = (amount: number) =>
    findings(probe.overlay(amount), probe.environment).filter(
      (each) => each.path === probe.path && each.severity === severity,
    );

  test('the limit itself is taken', () => {
    expect(found(taken)).toEqual([]);
  });

  test('one beyond is refused, with what to do', () => {
    expect(found(refused)[0]).toMatchObject({ message: expect.stringMatching(FIX) });
  });
});

test('tags of everything are counted with those that the platform adds to subnets', () => {
  const refused = (count: number) => findings(commonTags(count)).filter(({ path }) => path === 'tags');
  expect(refused(42)).toEqual([]);
  expect(refused(43)).toMatchObject([
    { severity: 'error', message: expect.stringContaining('use at most 42') },
  ]);
});
