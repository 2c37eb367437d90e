import { build } from '../synthesized';
import { storageStack } from './storage-stack';

const production = storageStack();

test('without a prefix CloudFormation names the buckets, so that no name is taken', () => {
  for (const bucket of production.properties('AWS::S3::Bucket')) {
    expect(bucket).not.toHaveProperty('BucketName');
  }
});

test('with a prefix a second region of the account has names of its own', () => {
  const names = (region: string) =>
    build('dev', { region, storage: { bucketPrefix: 'ml' } })
      .ofType('AWS::S3::Bucket')
      .map(({ resource }): unknown => resource.Properties['BucketName']);
  expect(names('us-west-2')).toHaveLength(4);
  for (const name of names('eu-central-1')) expect(name).toMention(/-eu-central-1$/);
  expect(names('eu-central-1')).not.toEqual(names('us-west-2'));
});

test('every data bucket logs its requests under a prefix of its own', () => {
  const buckets = production.ofType('AWS::S3::Bucket').filter(({ id }) => !id.includes('AccessLogs'));
  const targets = buckets.map(({ resource }) => resource.Properties['LoggingConfiguration']);
  expect(targets.map(({ LogFilePrefix }) => LogFilePrefix)).toEqual(['datasets/', 'models/', 'artifacts/']);
  for (const { DestinationBucketName } of targets) expect(DestinationBucketName.Ref).toMatch(/^AccessLogs/);
});

test('incomplete uploads, which are invisible and billed, are deleted after a week', () => {
  for (const { LifecycleConfiguration } of production.properties('AWS::S3::Bucket')) {
    expect(LifecycleConfiguration.Rules).toContainEqual(
      expect.objectContaining({
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
        Status: 'Enabled',
      }),
    );
  }
});

test('lifecycles follow the configuration', () => {
  const stack = storageStack(
    {
      datasets: {
        archive: { infrequentAccessAfterDays: 40, glacierAfterDays: 80 },
        temporaryPrefix: 'scratch/',
      },
    },
    'dev',
  );
  const [datasets] = stack.ofType('AWS::S3::Bucket').filter(({ id }) => id.startsWith('Datasets'));
  expect(datasets!.resource.Properties['LifecycleConfiguration'].Rules).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        Transitions: [
          { StorageClass: 'STANDARD_IA', TransitionInDays: 40 },
          { StorageClass: 'GLACIER', TransitionInDays: 80 },
        ],
      }),
      expect.objectContaining({ Prefix: 'scratch/' }),
    ]),
  );
});

test('alarms and budgets may use the key of their topic, of this account only', () => {
  const [key] = production.properties('AWS::KMS::Key');
  const statements = key!['KeyPolicy'].Statement as Record<string, any>[];
  expect(statements.find(({ Sid }) => Sid === 'AllowAlarmServices')).toMatchObject({
    Principal: { Service: ['budgets.amazonaws.com', 'cloudwatch.amazonaws.com'] },
    Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
  });
});
