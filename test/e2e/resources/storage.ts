import type { LifecycleRule } from '@aws-sdk/client-s3';
import type { LocalPlatform } from '../local-platform';
import type { Expected } from './expected';
import { physicalIdOf } from './names';

const ABORT = 'abort-incomplete-uploads: aborts uploads after 7 days';
const BUCKETS = ['Datasets', 'Models', 'Artifacts', 'AccessLogs'] as const;

/** Lifecycle rules of each bucket. */
function lifecycles({ datasets }: Expected): Readonly<Record<(typeof BUCKETS)[number], readonly string[]>> {
  return {
    Datasets: [
      ABORT,
      ...datasets,
      'cleanup-temp-data of temp/: expires after 7 days, old versions expire after 1 days',
    ].sort(),
    Models: [ABORT, 'end-old-versions: old versions expire after 90 days, delete markers go'],
    Artifacts: [
      ABORT,
      'cleanup-old-experiments of experiments/: expires after 90 days',
      'end-old-versions: old versions expire after 30 days, delete markers go',
      'forget-deleted-checkpoints of checkpoints/: old versions expire after 3 days, delete markers go',
    ],
    AccessLogs: [
      'end-delete-markers: delete markers go',
      'expire-logs: expires after 365 days, old versions expire after 30 days, aborts uploads after 7 days',
    ],
  };
}

const DATA_BUCKETS = ['Datasets', 'Models', 'Artifacts'] as const;

/** The data key and the buckets. */
export function storage(expected: Expected, platform: () => LocalPlatform): void {
  const bucketName = (id: string) => physicalIdOf(platform(), 'Storage', 'AWS::S3::Bucket', id);

  test('there are four buckets, and outputs name those with data', async () => {
    expect(Object.keys(await platform().physicalIds('Storage', 'AWS::S3::Bucket'))).toHaveLength(4);
    const outputs = await platform().outputs('Storage');
    for (const id of DATA_BUCKETS) expect(outputs[`${id}Bucket`]).toBe(await bucketName(id));
    if (expected.bucketNames)
      expect(await Promise.all(BUCKETS.map(bucketName))).toEqual(expected.bucketNames);
  });

  test.each(DATA_BUCKETS)('%s are encrypted with the data key', async (id) => {
    const { s3, kms } = platform().aws;
    const { ServerSideEncryptionConfiguration } = await s3.getBucketEncryption({
      Bucket: await bucketName(id),
    });
    const [rule] = ServerSideEncryptionConfiguration!.Rules!;
    const { SSEAlgorithm, KMSMasterKeyID } = rule!.ApplyServerSideEncryptionByDefault!;
    const { KeyMetadata } = await kms.describeKey({ KeyId: KMSMasterKeyID });
    expect([SSEAlgorithm, KeyMetadata!.KeyId, rule!.BucketKeyEnabled]).toEqual([
      'aws:kms',
      await dataKey(),
      true,
    ]);
  });

  test('access logs are encrypted with a key of S3, the only one that log delivery can write with', async () => {
    const answer = await platform().aws.s3.getBucketEncryption({ Bucket: await bucketName('AccessLogs') });
    const [rule] = answer.ServerSideEncryptionConfiguration!.Rules!;
    expect(rule!.ApplyServerSideEncryptionByDefault).toEqual({ SSEAlgorithm: 'AES256' });
  });

  test.each(BUCKETS)('%s keep versions, and block public access', async (id) => {
    const { s3 } = platform().aws;
    const Bucket = await bucketName(id);
    expect((await s3.getBucketVersioning({ Bucket })).Status).toBe('Enabled');
    expect((await s3.getPublicAccessBlock({ Bucket })).PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    expect((await s3.getBucketOwnershipControls({ Bucket })).OwnershipControls).toEqual({
      Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }],
    });
  });

  test.each(BUCKETS)('%s refuse requests without TLS 1.2', async (id) => {
    const Bucket = await bucketName(id);
    const { Policy } = await platform().aws.s3.getBucketPolicy({ Bucket });
    const { Statement } = JSON.parse(Policy!) as { Statement: { Effect: string; Action: unknown }[] };
    const everything = {
      Action: 's3:*',
      Principal: { AWS: '*' },
      Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
    };
    // The models bucket denies more: test/app/model-releases.test.ts.
    const ofAll = Statement.filter(({ Effect, Action }) => Effect === 'Deny' && Action === 's3:*');
    expect(ofAll).toEqual([
      { ...everything, Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      { ...everything, Effect: 'Deny', Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } } },
    ]);
  });

  test.each(BUCKETS)('lifecycle of %s', async (id) => {
    const Bucket = await bucketName(id);
    const { Rules } = await platform().aws.s3.getBucketLifecycleConfiguration({ Bucket });
    expect(Rules!.map(lifecycleText).sort()).toEqual(lifecycles(expected)[id]);
  });

  test.each(DATA_BUCKETS)('access to %s is logged', async (id) => {
    const { LoggingEnabled } = await platform().aws.s3.getBucketLogging({ Bucket: await bucketName(id) });
    expect(LoggingEnabled).toMatchObject({
      TargetBucket: await bucketName('AccessLogs'),
      TargetPrefix: `${id.toLowerCase()}/`,
    });
  });

  test('the data key rotates every year and has its alias', async () => {
    const { kms } = platform().aws;
    const KeyId = await dataKey();
    const { KeyMetadata } = await kms.describeKey({ KeyId });
    expect(KeyMetadata).toMatchObject({ Description: 'KMS key for ML S3 buckets', Enabled: true });
    expect((await kms.getKeyRotationStatus({ KeyId })).KeyRotationEnabled).toBe(true);
    const { Aliases } = await kms.listAliases({ KeyId });
    expect(Aliases!.map(({ AliasName }) => AliasName)).toEqual(['alias/ml-s3-encryption']);
  });

  const dataKey = () => platform().only('Storage', 'AWS::KMS::Key');
}

/** A rule as `cleanup of temp/: expires after 7 days`. */
function lifecycleText(rule: LifecycleRule): string {
  const prefix = rule.Filter?.Prefix ? ` of ${rule.Filter.Prefix}` : '';
  const { Transitions = [], NoncurrentVersionTransitions = [] } = rule;
  const days = (text: string, number: number | undefined) => (number ? [`${text} after ${number} days`] : []);
  const effects = [
    ...Transitions.flatMap(({ StorageClass, Days }) => days(StorageClass!, Days)),
    ...NoncurrentVersionTransitions.flatMap(({ StorageClass, NoncurrentDays }) =>
      days(`old versions ${StorageClass}`, NoncurrentDays),
    ),
    ...days('expires', rule.Expiration?.Days),
    ...days('old versions expire', rule.NoncurrentVersionExpiration?.NoncurrentDays),
    ...(rule.Expiration?.ExpiredObjectDeleteMarker ? ['delete markers go'] : []),
    ...days('aborts uploads', rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation),
  ];
  const disabled = rule.Status === 'Enabled' ? '' : ' (disabled)';
  return `${rule.ID}${prefix}${disabled}: ${effects.join(', ')}`;
}
