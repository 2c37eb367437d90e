import { build } from '../synthesized';

test('without a prefix no bucket has a name that could be taken', () => {
  for (const { resource } of build('production').ofType('AWS::S3::Bucket')) {
    expect(resource.Properties['BucketName']).toBeUndefined();
  }
});

test('every data bucket logs its requests under a prefix of its own', () => {
  const buckets = build('production')
    .ofType('AWS::S3::Bucket')
    .filter(({ id }) => !id.includes('AccessLogs'));
  const targets = buckets.map(({ resource }) => resource.Properties['LoggingConfiguration']);
  expect(targets.map(({ LogFilePrefix }) => LogFilePrefix)).toEqual(['datasets/', 'models/', 'artifacts/']);
  for (const { DestinationBucketName } of targets) expect(DestinationBucketName.Ref).toMatch(/^AccessLogs/);
});

test('incomplete uploads, which are invisible and billed, are deleted after a week', () => {
  for (const { resource } of build('production').ofType('AWS::S3::Bucket')) {
    const rules = resource.Properties['LifecycleConfiguration'].Rules as Record<string, unknown>[];
    expect(rules).toContainEqual(
      expect.objectContaining({
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
        Status: 'Enabled',
      }),
    );
  }
});

test('lifecycles follow the configuration', () => {
  const storage = {
    datasets: { infrequentAccessAfterDays: 40, glacierAfterDays: 80, temporaryPrefix: 'scratch/' },
  };
  const [datasets] = build('dev', { storage })
    .ofType('AWS::S3::Bucket')
    .filter(({ id }) => id.includes('Datasets'));
  const rules = JSON.stringify(datasets!.resource.Properties['LifecycleConfiguration']);
  expect(rules).toContain('"TransitionInDays":40');
  expect(rules).toContain('"TransitionInDays":80');
  expect(rules).toContain('"Prefix":"scratch/"');
});

test('alarms and budgets may use the key of their topic, of this account only', () => {
  const [key] = build('production')
    .ofType('AWS::KMS::Key')
    .filter(({ stack }) => stack === 'Storage');
  const statements = key!.resource.Properties['KeyPolicy'].Statement as Record<string, any>[];
  expect(statements.find(({ Sid }) => Sid === 'AllowAlarmServices')).toMatchObject({
    Principal: { Service: ['budgets.amazonaws.com', 'cloudwatch.amazonaws.com'] },
    Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
  });
});

test('no policy of a bucket or key names a role of another stack', () => {
  const { ofType } = build('production');
  const policies = ofType('AWS::S3::BucketPolicy', 'AWS::KMS::Key').filter(
    ({ stack }) => stack === 'Storage',
  );
  expect(JSON.stringify(policies)).not.toMatch(/GetStackOutput|ImportValue/);
});
