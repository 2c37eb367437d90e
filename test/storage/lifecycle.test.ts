import { CHECKPOINTS_PREFIX, JOBS_PREFIX } from '../../lib/contract/object-prefixes';
import { build, environmentNames, type EnvironmentName } from '../synthesized';
import { ObjectLife, type Rule } from './object-life';

const LONG = 10_000;
const BUCKETS = ['Datasets', 'Models', 'Artifacts', 'AccessLogs'];

function rulesOf(environment: EnvironmentName, bucket: string): Rule[] {
  const found = build(environment)
    .ofType('AWS::S3::Bucket')
    .find(({ id }) => id.startsWith(`Storage/${bucket}`));
  return found!.resource.Properties['LifecycleConfiguration'].Rules;
}

const each = environmentNames.flatMap((environment) =>
  BUCKETS.map((bucket) => ({ environment, bucket, rules: rulesOf(environment, bucket) })),
);

test.each(each)('$environment, $bucket: what a rule expires is gone, bytes and marker', ({ rules }) => {
  for (const { ExpirationInDays, Prefix = '' } of rules) {
    if (ExpirationInDays === undefined) continue;
    const object = new ObjectLife(rules, `${Prefix}a/b`).pass(ExpirationInDays - 1);
    expect(object.left).toEqual({ bytes: 1, markers: 0 });
    // A month more at the most, in which it can be brought back.
    expect(object.pass(31).left).toEqual({ bytes: 0, markers: 0 });
  }
});

test.each(each)(
  '$environment, $bucket: what a user deletes or replaces is gone in half a year',
  ({ rules }) => {
    for (const key of ['a/b', ...rules.map(({ Prefix = '' }) => `${Prefix}a/b`)]) {
      const deleted = new ObjectLife(rules, key);
      deleted.replace(true);
      expect([key, deleted.pass(180).left]).toEqual([key, { bytes: 0, markers: 0 }]);

      const replaced = new ObjectLife(rules, key);
      replaced.replace();
      expect(replaced.pass(180).left.bytes).toBeLessThanOrEqual(1);
    }
  },
);

test.each(environmentNames)('%s: what the platform keeps stays, and can be brought back', (environment) => {
  const artifacts = rulesOf(environment, 'Artifacts');
  for (const [key, days] of [
    [`${JOBS_PREFIX}a/job.json`, 30],
    [`${CHECKPOINTS_PREFIX}a/1`, 3],
  ] as const) {
    expect(new ObjectLife(artifacts, key).pass(LONG).left).toEqual({ bytes: 1, markers: 0 });
    const deleted = new ObjectLife(artifacts, key);
    deleted.replace(true);
    expect([key, deleted.pass(days - 1).left.bytes]).toEqual([key, 1]);
  }
  for (const bucket of ['Datasets', 'Models']) {
    expect(new ObjectLife(rulesOf(environment, bucket), 'a/b').pass(LONG).left.bytes).toBe(1);
  }
});

test('no job finds a dataset in a class that has to be restored, but in the lesson', () => {
  const classes = (environment: EnvironmentName) =>
    rulesOf(environment, 'Datasets').flatMap(({ Transitions = [] }) =>
      Transitions.map(({ StorageClass }) => StorageClass),
    );
  expect(classes('production')).toEqual(['INTELLIGENT_TIERING']);
  expect(classes('dev')).toEqual(['INTELLIGENT_TIERING']);
  expect(classes('lesson')).toEqual(['STANDARD_IA', 'GLACIER']);
  // The archive tiers of that class are an opt-in of the bucket.
  for (const { resource } of build('production').ofType('AWS::S3::Bucket')) {
    expect(resource.Properties).not.toHaveProperty('IntelligentTieringConfigurations');
  }
});
