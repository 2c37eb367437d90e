import { environments } from '../../../../lib/config/environments';
import { merge } from '../../../../lib/config/merge';
import { platformSchema } from '../../../../lib/config/schema/platform';
import { checkAws } from '../../../../lib/config/checks/gcp/aws';
import { checkBudget } from '../../../../lib/config/checks/gcp/budget';

const id = '100000000000000000001';
const other = '100000000000000000002';
const parse = (overlay: object) =>
  platformSchema.parse(merge(environments.production, { account: '111122223333', ...overlay }));
const check = (overlay: object) => checkAws(parse(overlay));
const aws = { trainingUniqueId: id, transfer: { uniqueId: other } };

test('a consistent configuration has no problems', () => {
  expect(check({})).toEqual([]);
  expect(check({ gcp: { aws } })).toEqual([]);
  expect(check({ gcp: { aws: { trainingUniqueId: id } } })).toEqual([]);
  expect(check({ gcp: { aws: { transfer: { uniqueId: id } } } })).toEqual([]);
});

test('the first step names the second', () => {
  const [problem, ...others] = check({ account: null, gcp: { aws: {} } });
  expect(others).toEqual([]);
  expect(problem).toMatchObject({ path: 'gcp.aws', severity: 'warning' });
  expect(problem!.message).toMatch(/training_account_unique_id into gcp\.aws\.trainingUniqueId/);
  expect(problem!.message).toMatch(/deploy the Identity stack, and apply again/);
});

test('an unknown account is a warning', () => {
  expect(check({ account: null, gcp: { aws } })).toMatchObject([
    { path: 'account', severity: 'warning', message: expect.stringContaining('aws_account_id') as string },
  ]);
});

test.each([
  [
    'one id for two accounts',
    { gcp: { aws: { trainingUniqueId: id, transfer: { uniqueId: id } } } },
    'gcp.aws.transfer.uniqueId',
    /use the output transfer_account_unique_id/,
  ],
  [
    'a region that Google Cloud cannot reach',
    { region: 'cn-north-1', gcp: { aws } },
    'gcp.aws',
    /the partition aws, and not aws-cn; remove gcp.aws/,
  ],
  [
    'the name of another role, in other letters',
    { gcp: { aws }, identity: { roleNames: { nodes: 'ML-Platform-production-gcp-transfer-us-west-2' } } },
    'identity.roleNames.nodes',
    /is also the name that gcp.aws gives; choose another/,
  ],
  [
    'names that are too long together',
    { project: 'p'.repeat(31), environment: 'e'.repeat(21), gcp: { aws: { transfer: { uniqueId: id } } } },
    'project',
    /of 76 characters, together with environment, and IAM allows 64; choose a shorter one/,
  ],
])('finds %s', (_, overlay, path, message) => {
  expect(check(overlay)).toMatchObject([
    { path, severity: 'error', message: expect.stringMatching(message) as string },
  ]);
});

test.each(['12345', 12345678901234567, 'ml-training-sa@my-ml-project.iam.gserviceaccount.com'])(
  'refuses the id %s',
  (trainingUniqueId) => {
    expect(() => parse({ gcp: { aws: { trainingUniqueId } } })).toThrow();
  },
);

test('more addresses than a budget notifies are a warning', () => {
  const budget = { billingAccount: '012345-ABCDEF-012345', monthlyUsd: 100 };
  const emails = Array.from({ length: 6 }, (_, index) => `user-${index}@example.com`);
  const problems = (overlay: object) => checkBudget(parse({ gcp: { budget }, ...overlay }));
  expect(problems({})).toEqual([]);
  expect(checkBudget(parse({ observability: { emails } }))).toEqual([]);
  expect(problems({ observability: { emails } })).toMatchObject([
    { path: 'observability.emails', severity: 'warning' },
  ]);
});
