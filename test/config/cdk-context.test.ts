import { BOUNDARY, checkBoundaryAccount, QUALIFIER, readCdkContext } from '../../lib/config/cdk-context';

const boundary = (value: unknown) => readCdkContext({ [BOUNDARY]: value });

test.each([
  ['the map of cdk.json', { name: 'team' }, { name: 'team' }],
  ['an ARN in cdk.json', { arn: 'arn:aws:iam::111122223333:policy/team' }, undefined],
  ['a policy of AWS', { arn: 'arn:aws:iam::aws:policy/PowerUserAccess' }, undefined],
  [
    'an ARN with placeholders',
    { arn: 'arn:aws:iam::${AWS::AccountId}:policy/team-${AWS::Region}' },
    undefined,
  ],
  ['a name with a path and a placeholder', { name: 'a/cdk-${Qualifier}-boundary' }, undefined],
  ['JSON on the command line', '{"name":"team"}', { name: 'team' }],
  ['a name on the command line', 'team', { name: 'team' }],
  [
    'an ARN on the command line',
    'arn:aws-cn:iam::111122223333:policy/team',
    { arn: 'arn:aws-cn:iam::111122223333:policy/team' },
  ],
])('a boundary is taken: %s', (_, given, expected) => {
  expect(boundary(given)).toEqual({ context: { [BOUNDARY]: expected ?? given }, problems: [] });
});

test.each([
  ['broken JSON', '{"name"'],
  ['nothing', ''],
  ['another key', { policy: 'team' }],
  ['two keys', { name: 'a', arn: 'arn:aws:iam::111122223333:policy/a' }],
  ['an ARN of a role', 'arn:aws:iam::111122223333:role/team'],
  ['an ARN of an account without its 12 digits', { arn: 'arn:aws:iam::1111:policy/team' }],
  ['an ARN of another partition than those of AWS', { arn: 'arn:x:iam::111122223333:policy/team' }],
  ['a name with a space', 'my team'],
  ['a placeholder that the CDK leaves as it is', 'team-${AWS::StackName}'],
  ['the placeholder of the partition', { arn: 'arn:${AWS::Partition}:iam::111122223333:policy/team' }],
  ['a list', ['team']],
])('a boundary that the CDK would take for none is refused: %s', (_, given) => {
  const { context, problems } = boundary(given);
  expect(context).toEqual({});
  expect(problems).toEqual([
    { path: BOUNDARY, severity: 'error', message: expect.stringMatching(/is no boundary; write \{"name"/) },
  ]);
});

test('a boundary with the account in its name needs a known account', () => {
  const named = { name: 'team-${AWS::AccountId}' };
  expect(checkBoundaryAccount(named, undefined)).toEqual([
    {
      path: BOUNDARY,
      severity: 'error',
      message:
        '{"name":"team-${AWS::AccountId}"} has ${AWS::AccountId}, and the account is not known; set account, use the credentials of an account, or write its 12 digits.',
    },
  ]);
  expect(checkBoundaryAccount(named, '111122223333')).toEqual([]);
  expect(checkBoundaryAccount({ name: 'team' }, undefined)).toEqual([]);
  expect(checkBoundaryAccount(undefined, undefined)).toEqual([]);
});

test('without a boundary nothing is set', () => {
  expect(readCdkContext({ environment: 'dev' })).toEqual({ context: {}, problems: [] });
});

test('a qualifier is what cdk bootstrap takes', () => {
  expect(readCdkContext({ [QUALIFIER]: 'team1' }).problems).toEqual([]);
  for (const wrong of ['', 'longer-than-ten', 'a b', 7, { a: 1 }]) {
    expect(readCdkContext({ [QUALIFIER]: wrong }).problems).toMatchObject([{ path: QUALIFIER }]);
  }
});
