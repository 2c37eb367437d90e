import { BOUNDARY, QUALIFIER, readCdkContext } from '../../lib/config/cdk-context';

const boundary = (value: unknown) => readCdkContext({ [BOUNDARY]: value });

test.each([
  ['the map of cdk.json', { name: 'team' }, { name: 'team' }],
  ['an ARN in cdk.json', { arn: 'arn:aws:iam::111122223333:policy/team' }, undefined],
  [
    'an ARN with placeholders',
    { arn: 'arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/team' },
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
  ['a name with a space', 'my team'],
  ['a list', ['team']],
])('a boundary that the CDK would take for none is refused: %s', (_, given) => {
  const { context, problems } = boundary(given);
  expect(context).toEqual({});
  expect(problems).toEqual([
    { path: BOUNDARY, severity: 'error', message: expect.stringMatching(/is no boundary; write \{"name"/) },
  ]);
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
