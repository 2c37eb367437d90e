import { compare, type ComparisonRules } from '../../../../cli/start/read-back/compare';

const differences = (expected: object, actual: object, rules?: ComparisonRules) =>
  compare({ ...expected }, { ...actual }, rules).differences.map(
    ({ path, expected: asked, actual: given }) =>
      `${path}: ${JSON.stringify(asked) ?? 'nothing'} / ${JSON.stringify(given) ?? 'nothing'}`,
  );

test('the account may have more properties, but not fewer or different ones', () => {
  expect(differences({ Size: 8 }, { Size: 8, State: 'in-use' })).toEqual([]);
  expect(differences({ Size: 8, Ebs: { Iops: 1 } }, { Size: 9 })).toEqual([
    'Size: 8 / 9',
    'Ebs: {"Iops":1} / nothing',
  ]);
});

test.each<[unknown, unknown, boolean]>([
  ['80', 80, true],
  [true, 'true', true],
  [10000, '10000.0', true],
  ['5.00', '5', true],
  ['80', 81, false],
  [false, undefined, false],
  ['000000000001', '1', false],
  ['text', { a: 'text' }, false],
])('%j as %j: equal is %s', (expected, actual, equal) => {
  const { differences: found, equal: count } = compare({ A: expected }, { A: actual });
  expect([found.length, count]).toEqual(equal ? [0, 1] : [1, 0]);
});

test('an empty value equals a missing one', () => {
  expect(differences({ Settings: {}, List: [] }, { List: [] })).toEqual([]);
  expect(differences({ List: [] }, { List: ['a'] })).toEqual(['List[]: nothing / "a"']);
});

test('members of a list may come in any order, and each counts once', () => {
  expect(differences({ A: ['x', 'y', 'y'] }, { A: ['y', 'x', 'y'] })).toEqual([]);
  expect(differences({ A: ['x', 'y', 'y'] }, { A: ['x', 'y', 'z'] })).toEqual([
    'A[2]: "y" / nothing',
    'A[]: nothing / "z"',
  ]);
});

test('a member with fewer properties does not match in place of one with more', () => {
  const expected = { Rules: [{ Port: 443 }, { Port: 443, Description: 'HTTPS' }] };
  expect(differences(expected, { Rules: [{ Port: 443, Description: 'HTTPS' }, { Port: 443 }] })).toEqual([]);
});

test('a difference in a member is shown at its property, by its name', () => {
  const attributes = (enabled: boolean) => ({
    Attributes: [
      { Key: 'idle', Value: '60' },
      { Key: 'logs', Value: enabled },
    ],
  });
  expect(differences(attributes(true), attributes(false))).toEqual(['Attributes[logs].Value: true / false']);
});

test('order matters in the ordered lists of a reader', () => {
  const rules = { orderedLists: ['Containers.Command'] };
  const command = (...Command: string[]) => ({ Containers: [{ Name: 'server', Command }] });
  expect(differences(command('serve', '--fast'), command('--fast', 'serve'))).toEqual([]);
  expect(differences(command('serve', '--fast'), command('serve', '--fast'), rules)).toEqual([]);
  expect(differences(command('serve', '--fast'), command('--fast', 'serve'), rules)).toHaveLength(2);
  expect(differences(command('serve'), command('serve', '--fast'), rules)).toEqual([
    'Containers[server].Command[]: nothing / "--fast"',
  ]);
});

test('tags and open lists may have more members, other lists not', () => {
  const lists = (...names: string[]) => ({
    Tags: names.map((Key) => ({ Key, Value: 'v' })),
    Attributes: names,
    Subnets: names,
  });
  expect(differences(lists('a'), lists('a', 'b'), { openLists: ['Attributes'] })).toEqual([
    'Subnets[]: nothing / "b"',
  ]);
  expect(differences(lists('a', 'b'), lists('a'), { openLists: ['Attributes'] })).toHaveLength(3);
});

const policy = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['s3:GetObject'], Resource: '*' }],
};

test.each<[string, unknown]>([
  ['an object', policy],
  ['text', JSON.stringify(policy)],
  ['URL-encoded text', encodeURIComponent(JSON.stringify(policy))],
  ['single values for lists', { ...policy, Statement: { ...policy.Statement[0], Action: 's3:GetObject' } }],
  ['lists for single values', { ...policy, Statement: [{ ...policy.Statement[0], Resource: ['*'] }] }],
])('a policy returned as %s is the same', (_, actual) => {
  expect(compare({ PolicyDocument: policy }, { PolicyDocument: actual })).toMatchObject({
    equal: 4,
    differences: [],
  });
});

test('a policy with more or fewer statements is different', () => {
  const [statement] = policy.Statement;
  const changed = (change: object) =>
    differences(
      { PolicyDocument: policy },
      { PolicyDocument: JSON.stringify({ ...policy, Statement: [change] }) },
    );
  expect(changed({ ...statement, Condition: { Bool: { a: 'true' } } })).toEqual([
    'PolicyDocument.Statement[0].Condition: nothing / {"Bool":{"a":"true"}}',
  ]);
  expect(changed({ ...statement, Action: ['s3:GetObject', 's3:PutObject'] })).toEqual([
    'PolicyDocument.Statement[0].Action[]: nothing / "s3:PutObject"',
  ]);
});

test('only in policies is a single value equal to a list', () => {
  expect(differences({ Subnets: ['a'] }, { Subnets: 'a' })).toEqual(['Subnets: ["a"] / "a"']);
});

test('a JSON text is compared as a document', () => {
  expect(differences({ Body: '{"a":1,"b":[2]}' }, { Body: '{ "b": [2], "a": 1 }' })).toEqual([]);
  expect(differences({ Body: '{"a":1}' }, { Body: '{"a":1,"b":2}' })).toEqual(['Body.b: nothing / 2']);
  expect(differences({ Pattern: { source: ['aws.ec2'] } }, { Pattern: '{"source":["aws.ec2"]}' })).toEqual(
    [],
  );
  expect(differences({ Text: '{not JSON' }, { Text: '{not JSON either' })).toHaveLength(1);
});

describe('a property that the emulator does not model', () => {
  const rules = { notModelled: { 'Data.Logging': 'for a test' } };

  test('is left out with everything below it', () => {
    const expected = { Data: { Logging: { Level: 'all', To: ['a', 'b'] }, Size: 1 } };
    const comparison = compare(expected, { Data: { Size: 1, Logging: { Level: 'none' } } }, rules);
    expect(comparison).toEqual({
      equal: 1,
      differences: [],
      notModelled: [{ entry: 'Data.Logging', values: 3, equal: false }],
    });
  });

  test('is reported as equal if the account has it after all', () => {
    const properties = { Data: { Logging: { Level: 'all' } } };
    expect(compare(properties, properties, rules).notModelled).toMatchObject([{ equal: true }]);
    expect(compare(properties, {}, rules).differences).toHaveLength(1);
    expect(compare(properties, { Data: {} }, rules).notModelled).toMatchObject([{ equal: false }]);
  });

  test('is only the property that the entry names', () => {
    expect(differences({ Data: { LoggingLevel: 1 } }, { Data: {} }, rules)).toEqual([
      'Data.LoggingLevel: 1 / nothing',
    ]);
  });
});
