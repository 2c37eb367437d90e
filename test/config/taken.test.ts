import { parseConfig } from '../../lib/config';
import { environments } from '../../lib/config/environments';
import { merge } from '../../lib/config/merge';
import { FLEET, GPU, MODEL } from './bad-input/bad-input';
import { overlayOf, tags, text, WORKSTATION } from './hand-written/hand-written';
import { errorPaths, problemsOf, withoutOpenDecisions } from './problems';

const digest = `sha256:${text(64)}`;
const schedule = (recurrence: string, size = { min: 0, max: 10, desired: 10 }) => ({ recurrence, ...size });

/** Unusual values that are right; a check that refuses one is too strict. */
const right: [setting: string, value: unknown][] = [
  [`${MODEL}.image`, 'nginx:1'],
  [`${MODEL}.image`, `nginx@${digest}`],
  [`${MODEL}.image`, `nvcr.io/nvidia/triton:1@${digest}`],
  [`${MODEL}.image`, 'localhost:5000/a/b_c/d__e/f--g:V1.0_x-y'],
  [`${MODEL}.image`, 'Registry.Example.com:5000/a:1'],
  [`${MODEL}.image`, '111122223333.dkr.ecr.us-west-2.amazonaws.com/a:1'],
  [`${MODEL}.image`, 'public.ecr.aws/docker/library/python:3.12'],
  [`${MODEL}.route`, { paths: ['/a*b*c', '/d*e*f', '/g?h?'] }],
  [`${MODEL}.environment`, { AWS_REGION_NAME: 'x', aws_region: 'x', MY_MODELS_BUCKET: 'x' }],
  [`${FLEET}.timeZone`, 'Etc/UTC'],
  [`${FLEET}.timeZone`, 'UTC'],
  [`${FLEET}.timeZone`, 'Etc/GMT+12'],
  [`${FLEET}.timeZone`, 'Etc/GMT-14'],
  [`${FLEET}.timeZone`, 'Asia/Kolkata'],
  [`${FLEET}.timeZone`, 'Europe/Kyiv'],
  [`${FLEET}.timeZone`, 'America/Argentina/Buenos_Aires'],
  [`${FLEET}.timeZone`, 'America/Indiana/Indianapolis'],
  [`${FLEET}.timeZone`, 'Pacific/Tahiti'],
  [`${FLEET}.schedules`, { a: schedule('30 2 * * SUN') }],
  [`${GPU}.labels`, { 'node.kubernetes.io/role': 'a', 'noteks.amazonaws.com/a': 'A_b.c' }],
  [`${GPU}.taints`, [{ key: 'example.com/only', value: 'true' }]],
  [`${GPU}.tags`, { 'k8s.io/cluster-autoscaler/node-template/resources/example.com/x': '2', Name: 'x' }],
  [`${WORKSTATION}.tags`, { ...tags(44), Name: 'x' }],
  [`${WORKSTATION}.tags`, { Team: 'a', Purpose: 'x', awsome: 'aws:' }],
  ['tags', tags(40)],
  ['tags', { [text(127)]: text(255) }],
  ['cluster.adminArns', ['arn:aws:iam::111122223333:role/a/b/c', 'arn:aws:iam::444455556666:user/x@y']],
  ['cluster.endpoint', { public: true, publicCidrs: ['203.0.113.0/24', '8.8.8.8/32', '100.128.0.0/10'] }],
  ['observability.monthlyBudgetUsd', 0.01],
  ['observability.monthlyBudgetUsd', 1_000_000_000],
  ['observability.monthlyBudgetUsd', 1234.56],
  ['storage.artifacts.experimentsPrefix', 'Jobs/'],
  ['storage.artifacts.experimentsPrefix', 'runs/jobs/'],
  ['storage.datasets.temporaryPrefix', 'jobs/'],
  ['network.trainingPorts', Array.from({ length: 58 }, (_, port) => ({ port: port + 1, description: 'x' }))],
  ['ebsKeyArn', 'arn:aws:kms:us-west-2:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab'],
];

test.each(right)('%s: %j', (setting, value) => {
  expect(errorPaths(problemsOf(overlayOf(setting, value)))).toEqual([]);
});

test.each(['10.0', '100.64', '172.16', '172.31', '192.168', '198.19', '8.8'])(
  'a VPC in %s.0.0/16',
  (start) => {
    const network = {
      cidr: `${start}.0.0/16`,
      zones: ['a', 'b'].map((name, index) => ({
        name,
        publicCidr: `${start}.${index}.0/24`,
        privateCidr: `${start}.${10 + index}.0/24`,
      })),
    };
    expect(errorPaths(problemsOf({ network }))).toEqual([]);
  },
);

test('a VPC with the addresses of Docker is a warning', () => {
  const zones = ['a', 'b'].map((name, index) => ({
    name,
    publicCidr: `172.17.${index}.0/24`,
    privateCidr: `172.17.${10 + index}.0/24`,
  }));
  const { warnings } = parseConfig(
    merge(environments.production, { network: { cidr: '172.17.0.0/16', zones } }),
  );
  expect(withoutOpenDecisions(warnings)).toMatchObject([
    {
      path: 'network.cidr',
      message: expect.stringMatching(/addresses of 172\.17\.0\.0\/16, which Docker uses/),
    },
  ]);
});
