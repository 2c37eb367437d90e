import { loadConfig, parseConfig, type LoadedConfig } from '../../lib/config';
import { environments } from '../../lib/config/environments';
import { merge } from '../../lib/config/merge';
import { environmentNames, errorPaths, problemsOf } from './problems';

const lines = ({ warnings }: LoadedConfig) => warnings.map(({ path, message }) => `${path}: ${message}`);

const NO_ADMINISTRATOR =
  'cluster.adminArns: is empty, so nobody can use kubectl in the cluster; list the IAM roles or users that administer it.';
const firstZone = (groups: string) =>
  `cluster.nodeGroups.gpu.zones: an empty group is imagined in us-west-2a only (${groups}): pods with an EBS volume or a zone selector of us-west-2b never start it; set zones: [a] and add a group for each other zone, or set zones: [a, b] if no pod needs one zone.`;

test.each([
  ['dev', 'gpu and inference'],
  ['production', 'gpu and inference'],
])('%s warns of nothing but what its user has to decide', (environment, emptyGroups) => {
  expect(lines(loadConfig({ environment }))).toEqual([NO_ADMINISTRATOR, firstZone(emptyGroups)]);
});

test('with these decisions there is no warning', () => {
  const cluster = {
    adminArns: ['arn:aws:iam::111122223333:role/admin'],
    nodeGroups: { gpu: { zones: ['a', 'b'] }, inference: { zones: ['a', 'b'] } },
  };
  expect(lines(parseConfig(merge(environments.production, { cluster })))).toEqual([]);
});

test('the lesson warns of what AWS no longer offers, with the replacement, and of zones that cost', () => {
  const loaded = loadConfig({ environment: 'lesson' });
  expect(lines(loaded)).toEqual([
    'training.workstations.default.instanceType: p3.2xlarge cannot be launched any more; use g6e.2xlarge.',
    'training.workstations.spot.instanceType: p3.8xlarge cannot be launched any more; use g6e.12xlarge.',
    'training.fleets.default.instanceTypes.0: p3.8xlarge cannot be launched any more; use g6e.12xlarge.',
    'training.fleets.default.acrossZones: traffic between instances in different zones costs $0.01/GB in each direction, and Auto Scaling terminates instances of a running job to keep the zones balanced (AZRebalance); remove it for jobs of several instances.',
    'cluster.version: "1.28" left extended support of EKS on 2025-11-26 and cannot be created; use "1.34", "1.35" or "1.36".',
    NO_ADMINISTRATOR,
    'cluster.nodeGroups.gpu.instanceTypes.0: p3.2xlarge cannot be launched any more; use g6e.2xlarge.',
    'cluster.version: cluster-autoscaler of "1.28" does not see the taints of an empty group, and starts its nodes for pods that never run there; use "1.31" or later.',
    firstZone('gpu'),
  ]);
  expect(loaded.warnings.every(({ severity }) => severity === 'warning')).toBe(true);
});

test('settings that only the lesson may have are errors elsewhere', () => {
  expect(errorPaths(problemsOf({ historical: false, gcp: null }, 'lesson'))).toEqual([
    'gcp',
    'identity.roleNames.training',
    'identity.roleNames.inference',
    'identity.roleNames.cluster',
    'identity.roleNames.nodes',
    'network.flowLogs.roleName',
    'identity.instanceProfileNames.training',
    'identity.instanceProfileNames.inference',
    'training.workstations.default.instanceType',
    'training.workstations.spot.instanceType',
    'training.fleets.default.instanceTypes.0',
    'cluster.version',
    'cluster.endpoint.publicCidrs.0',
    'cluster.nodeGroups.cpu.name',
    'cluster.nodeGroups.gpu.name',
    'cluster.nodeGroups.gpu.instanceTypes.0',
    'cluster.nodeGroups.inference.name',
    'cluster.version',
  ]);
});

test('a public endpoint needs ranges in the lesson too', () => {
  expect(problemsOf({ cluster: { endpoint: { publicCidrs: [] } } }, 'lesson')).toContainEqual(
    expect.objectContaining({ path: 'cluster.endpoint.publicCidrs', severity: 'error' }),
  );
});

test('production is the default environment', () => {
  expect(loadConfig().config.environment).toBe('production');
});

test.each(environmentNames)('%s moves to another region with its zones', (environment) => {
  const { config } = loadConfig({ environment, region: 'eu-central-1', clusterName: 'other' });
  expect(config).toMatchObject({ region: 'eu-central-1', cluster: { name: 'other' } });
  expect(config.network.zones.map(({ name }) => name)).toEqual(['eu-central-1a', 'eu-central-1b']);
});

test('zones are written in full, whichever way they were given', () => {
  const overlay = {
    network: {
      zones: [
        { name: 'us-west-2c', publicCidr: '10.0.1.0/24', privateCidr: '10.0.10.0/24' },
        { name: 'b', publicCidr: '10.0.2.0/24', privateCidr: '10.0.11.0/24' },
      ],
    },
    training: {
      workstations: { default: { zone: 'b' }, second: { instanceType: 'g5.xlarge', zone: 'us-west-2c' } },
    },
  };
  const { config } = parseConfig(merge(environments.production, overlay));
  expect(config.network.zones.map(({ name }) => name)).toEqual(['us-west-2c', 'us-west-2b']);
  expect(Object.values(config.training.workstations).map(({ zone }) => zone)).toEqual([
    'us-west-2b',
    'us-west-2c',
  ]);
});

test('a workstation without a zone is in the first one', () => {
  expect(loadConfig().config.training.workstations['default']).not.toHaveProperty('zone');
});
