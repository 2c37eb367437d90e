import { googleReaders } from '../../lib/config/gcp/google-readers';
import { gcpConfig } from '../gcp/emitted';
import { build, synthesize, type Templates } from '../synthesized';

const training = '100000000000000000001';
const transfer = '100000000000000000002';
const aws = { trainingUniqueId: training, transfer: { uniqueId: transfer, buckets: ['models'] } };
// With all rules, because each role has acknowledgements.
const platform = synthesize('dev', { gcp: { aws } });

function role({ ofType }: Templates, name: string) {
  const [found, ...others] = ofType('AWS::IAM::Role').filter(
    ({ resource }) => resource.Properties['RoleName'] === name,
  );
  expect(others).toEqual([]);
  return found!;
}

/** Statements of the policy of a role, by their ids. */
function rights({ ofType }: Templates, name: string): Record<string, any> {
  const id = role(platform, name).id.split('/')[1];
  const [policy] = ofType('AWS::IAM::Policy').filter(({ resource }) =>
    resource.Properties['Roles'].some((each: { Ref: string }) => each.Ref === id),
  );
  const statements: { Sid: string }[] = policy!.resource.Properties['PolicyDocument'].Statement;
  return Object.fromEntries(statements.map((each) => [each.Sid, each]));
}

test('the training role trusts one service account, with a token for this platform', () => {
  const { Properties } = role(platform, 'ml-platform-dev-gcp-training-us-west-2').resource;
  expect(Properties['MaxSessionDuration']).toBe(3600);
  expect(Properties['AssumeRolePolicyDocument'].Statement).toEqual([
    {
      Effect: 'Allow',
      Action: 'sts:AssumeRoleWithWebIdentity',
      Principal: { Federated: 'accounts.google.com' },
      Condition: {
        StringEquals: {
          'accounts.google.com:sub': training,
          'accounts.google.com:oaud': 'ml-platform-dev',
        },
      },
    },
  ]);
});

test('the transfer role trusts the account of Storage Transfer Service alone', () => {
  const { Properties } = role(platform, 'ml-platform-dev-gcp-transfer-us-west-2').resource;
  expect(Properties['AssumeRolePolicyDocument'].Statement).toMatchObject([
    { Condition: { StringEquals: { 'accounts.google.com:sub': transfer } } },
  ]);
});

test('each role reads its own bucket only, and uses the key through S3 only', () => {
  for (const [name, bucket] of [
    ['ml-platform-dev-gcp-training-us-west-2', 'Datasets'],
    ['ml-platform-dev-gcp-transfer-us-west-2', 'Models'],
  ] as const) {
    const { ListBuckets, UseObjects, UseDataKey, ...others } = rights(platform, name);
    expect(others).toEqual({});
    expect(ListBuckets.Action).toEqual(['s3:GetBucketLocation', 's3:ListBucket']);
    expect(UseObjects.Action).toBe('s3:GetObject');
    expect(platform.referenced(ListBuckets.Resource)).toEqual({
      stack: 'Storage',
      value: { 'Fn::GetAtt': [expect.stringMatching(`^${bucket}`), 'Arn'] },
    });
    expect(UseObjects.Resource).toEqual({ 'Fn::Join': ['', [ListBuckets.Resource, '/*']] });
    expect(UseDataKey).toMatchObject({
      Action: 'kms:Decrypt',
      Condition: { StringEquals: { 'kms:ViaService': 's3.us-west-2.amazonaws.com' } },
    });
  }
});

test('there is no OIDC provider, which would break the exchange, and no key of a user', () => {
  const types = Object.values(platform.json('Identity').Resources).map(({ Type }) => Type);
  expect(new Set(types)).toEqual(
    new Set(['AWS::IAM::Role', 'AWS::IAM::Policy', 'AWS::IAM::InstanceProfile']),
  );
});

test('the policies of the buckets and their key stay as without the roles', () => {
  expect(platform.json('Storage')).toEqual(build('dev').json('Storage'));
});

test('a role exists once the configuration has its Google account', () => {
  const readers = (gcp: object) => googleReaders(gcpConfig('dev', gcp));
  expect(readers({})).toEqual({});
  expect(readers({ aws: {} })).toEqual({});
  expect(readers({ aws: { trainingUniqueId: training } })).toMatchObject({
    training: { uniqueId: training },
  });
  expect(readers({ aws: { transfer: { uniqueId: transfer } } }).training).toBeUndefined();
});

test('the ARNs of the roles are outputs', () => {
  expect(Object.keys(platform.json('Identity').Outputs ?? {})).toEqual(
    expect.arrayContaining(['GoogleTrainingRole', 'GoogleTransferRole']),
  );
});

test('the compliance rules have no finding that is not acknowledged', () => {
  const { found, acknowledged } = platform.checks.count(platform.platform.identity);
  expect(found).toBeGreaterThan(0);
  expect(found).toBe(acknowledged);
  expect(platform.checks.staleAcknowledgements(platform.app)).toEqual([]);
});
