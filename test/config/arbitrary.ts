import fc from 'fast-check';
import { gcp } from './arbitrary/gcp';
import { cluster, inference, training, type Place } from './arbitrary/compute';
import { name, optional, tags, tagText } from './arbitrary/values';

const PLACES: Place[] = [
  { region: 'us-west-2', letters: ['a', 'b'] },
  { region: 'us-east-1', letters: ['a', 'c', 'f'] },
  { region: 'eu-central-1', letters: ['c', 'a'] },
  { region: 'ap-northeast-1', letters: ['a', 'c'] },
  { region: 'us-east-2', letters: ['c', 'b', 'a'] },
  { region: 'us-west-2', letters: ['a', 'c', 'd', 'b'] },
];

/**
 * Overlays that are valid over each of the environments: everything that may be set, within its limits, at random.
 * They have at most two entries of a kind, so that they can be synthesized in a test.
 */
export function validOverlay(): fc.Arbitrary<object> {
  return fc.oneof(...PLACES.map(overlayAt));
}

function overlayAt(place: Place): fc.Arbitrary<object> {
  return fc.record(
    {
      region: fc.constant(place.region),
      // The subnets of the environments cover the whole VPC.
      network: network(place),
      project: name,
      environment: name,
      account: fc.constant('111122223333'),
      ebsKeyArn: fc.constant(
        `arn:aws:kms:${place.region}:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab`,
      ),
      tags,
      tagKeys: tagKeys(),
      registries: registries(place),
      protectData: fc.boolean(),
      storage: storage(),
      identity: identity(place),
      training: training(place),
      cluster: cluster(place),
      inference: inference(place),
      observability: observability(),
      gcp: gcp(),
    },
    { requiredKeys: ['region', 'network'] },
  );
}

/** The values of project and cost center are in the tags of the environments, so these two keep their keys. */
const tagKeys = () =>
  optional({
    environment: fc.constantFrom('acme:environment', 'Umgebung 1', 'ÄÖÜ/x'),
    managedBy: fc.constantFrom('managed-by', 'a+b=c@d'),
    cluster: fc.constantFrom('acme:cluster', 'k'.repeat(128)),
    purpose: fc.constantFrom('acme:purpose', 'Zweck des Buckets'),
  });

/** Mirrors of everything that the platform pulls by itself. */
function registries({ region }: Place): fc.Arbitrary<object> {
  const ecr = `111122223333.dkr.ecr.${region}.amazonaws.com`;
  return optional({
    'nvcr.io': fc.constantFrom('mirror:5000/nvcr', `${ecr}/nvcr`, ecr),
    'registry.k8s.io': fc.constantFrom('mirror.example.com', `${ecr}/a/b_c`),
    'kubernetes.github.io': fc.constantFrom('https://mirror.example.com:8443/charts', `oci://${ecr}/charts`),
  });
}

const logGroupName = fc.stringMatching(/^\/[\w./#-]{1,40}$/);

function network({ region, letters }: Place): fc.Arbitrary<object> {
  return fc
    .tuple(
      fc.constantFrom('10.0', '10.200', '172.20', '192.168'),
      fc.integer({ min: 24, max: 27 }),
      fc.boolean(),
    )
    .chain(([start, publicPrefix, inFull]) =>
      fc.record(
        {
          cidr: fc.constant(`${start}.0.0/16`),
          zones: fc.constant(
            letters.map((letter, index) => ({
              name: inFull ? `${region}${letter}` : letter,
              publicCidr: `${start}.${index}.0/${publicPrefix}`,
              privateCidr: `${start}.${64 + index * 32}.0/19`,
            })),
          ),
          name: tagText,
          nat: fc.constantFrom('gateway-per-zone', 'instance'),
          flowLogs: optional({
            retentionDays: fc.constantFrom(1, 30, 3653),
            logGroupName,
            roleName: fc.constant(`flow-logs-${region}`),
          }),
          endpoints: optional({
            interface: fc.uniqueArray(fc.constantFrom('ec2', 'ecr.api', 'eks-auth', 'kms', 'logs', 'sts')),
          }),
          trainingPorts: fc.uniqueArray(
            fc.record({
              port: fc.integer({ min: 1, max: 65_535 }),
              description: fc.constantFrom('SSH', 'a (b)'),
            }),
            { selector: ({ port }) => port, maxLength: 3 },
          ),
          loadBalancerCidrs: fc.uniqueArray(fc.constantFrom('0.0.0.0/0', '8.8.8.0/24', '10.0.0.0/8')),
          securityGroupNames: optional({ training: fc.constant('a group'), nodes: fc.constant('nodes') }),
        },
        { requiredKeys: ['cidr', 'zones'] },
      ),
    );
}

const storage = () =>
  optional({
    bucketPrefix: name.map((text) => text.slice(0, 20)),
    key: optional({
      alias: fc.stringMatching(/^ml[\w/-]{0,60}$/),
      deletionWindowDays: fc.integer({ min: 7, max: 30 }),
    }),
    datasets: fc
      .tuple(fc.integer({ min: 30, max: 400 }), fc.integer({ min: 30, max: 400 }))
      .map(([first, more]) => ({
        archive: { infrequentAccessAfterDays: first, glacierAfterDays: first + more },
        noncurrentVersionsKeptDays: 30 + more,
      })),
    accessLogs: optional({ expireAfterDays: fc.integer({ min: 1, max: 36_500 }) }),
  });

const identity = ({ region }: Place) =>
  optional({
    roleNames: optional({
      training: fc.constant(`r+1${region}`),
      cluster: fc.constant(`r_2${region}`),
      nodes: fc.constant(`r@3${region}`),
    }),
    instanceProfileNames: optional({ inference: fc.constant(`profile-${region}`) }),
    trainingSecretsPrefix: fc.stringMatching(/^[\w+=.@-]{1,40}\/$/),
  });

const observability = () =>
  optional({
    emails: fc.subarray(['ml@example.com', 'on-call+ml@example.org']),
    dashboard: fc.boolean(),
    monthlyBudgetUsd: fc.integer({ min: 1, max: 10_000_000 }).map((cents) => cents / 100),
    budgetAlertPercents: fc.uniqueArray(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 4 }),
  });
