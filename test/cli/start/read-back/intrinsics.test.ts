import { holds, resolve, type Scope } from '../../../../cli/start/read-back/intrinsics';

const CONDITIONS: Readonly<Record<string, boolean>> = { IsProduction: true, IsChina: false };

const scope: Scope = {
  ref: (name) => Promise.resolve(name === 'AWS::NoValue' ? undefined : `ref-${name}`),
  attribute: (logicalId, name) => Promise.resolve(`${name}-of-${logicalId}`),
  output: (stack, region, name) => Promise.resolve(`${region}/${stack}/${name}`),
  exported: (name) => Promise.resolve(`exported-${name}`),
  condition: (name) => Promise.resolve(CONDITIONS[name]!),
};

test.each<[string, unknown, unknown]>([
  ['Ref', { Ref: 'Vpc' }, 'ref-Vpc'],
  ['GetAtt', { 'Fn::GetAtt': ['Key', 'Arn'] }, 'Arn-of-Key'],
  ['GetAtt as text', { 'Fn::GetAtt': 'Nested.Outputs.Name' }, 'Outputs.Name-of-Nested'],
  [
    'GetStackOutput',
    { 'Fn::GetStackOutput': { StackName: { 'Fn::Join': ['-', ['a', 'b']] }, Region: 'r', OutputName: 'o' } },
    'r/a-b/o',
  ],
  ['ImportValue', { 'Fn::ImportValue': { Ref: 'Name' } }, 'exported-ref-Name'],
  ['Join', { 'Fn::Join': ['/', ['a', { Ref: 'B' }, 3]] }, 'a/ref-B/3'],
  [
    'Split and Select',
    { 'Fn::Select': ['1', { 'Fn::Split': ['/', { 'Fn::Join': ['/', ['a', 'b']] }] }] },
    'b',
  ],
  ['Base64', { 'Fn::Base64': { Ref: 'Script' } }, Buffer.from('ref-Script').toString('base64')],
  [
    'Sub',
    { 'Fn::Sub': 'x-${AWS::Region}-${Key.Arn}-${!Literal}' },
    'x-ref-AWS::Region-Arn-of-Key-${Literal}',
  ],
  ['Sub with a map', { 'Fn::Sub': ['${Own}-${Other}', { Own: { Ref: 'A' } }] }, 'ref-A-ref-Other'],
  ['If', { 'Fn::If': ['IsProduction', { Ref: 'Yes' }, 'no'] }, 'ref-Yes'],
  ['If not', { 'Fn::If': ['IsChina', { 'Fn::Unknown': [] }, 'no'] }, 'no'],
])('%s', async (_, value, expected) => {
  expect(await resolve(value, scope)).toEqual(expected);
});

test('a member without a value is left out of maps and lists', async () => {
  const noValue = { Ref: 'AWS::NoValue' };
  const resolved = await resolve(
    { Gone: noValue, List: ['a', { 'Fn::If': ['IsChina', 'b', noValue] }] },
    scope,
  );
  expect(resolved).toEqual({ List: ['a'] });
  expect(Object.keys(resolved as object)).toEqual(['List']);
});

test('a key of a document that only looks like a function of a template is kept', async () => {
  const statement = { Condition: { Bool: { 'aws:SecureTransport': false } } };
  expect(await resolve({ Statement: [statement] }, scope)).toEqual({ Statement: [statement] });
});

test('an unknown function and a missing member are errors', async () => {
  await expect(resolve({ A: [{ 'Fn::FindInMap': ['a', 'b', 'c'] }] }, scope)).rejects.toThrow(
    'Fn::FindInMap',
  );
  await expect(resolve({ 'Fn::Select': [2, ['a', 'b']] }, scope)).rejects.toThrow('no member 2');
});

test.each<[unknown, boolean]>([
  [{ 'Fn::Equals': [{ Ref: 'A' }, 'ref-A'] }, true],
  [{ 'Fn::Equals': [{ Ref: 'A' }, 'a'] }, false],
  [{ Condition: 'IsProduction' }, true],
  [{ 'Fn::Not': [{ Condition: 'IsProduction' }] }, false],
  [{ 'Fn::And': [{ Condition: 'IsProduction' }, { 'Fn::Not': [{ Condition: 'IsChina' }] }] }, true],
  [{ 'Fn::And': [{ Condition: 'IsProduction' }, { Condition: 'IsChina' }] }, false],
  [{ 'Fn::Or': [{ Condition: 'IsChina' }, { 'Fn::Equals': ['a', 'a'] }] }, true],
  [{ 'Fn::Or': [{ Condition: 'IsChina' }, { 'Fn::Equals': ['a', 'b'] }] }, false],
])('the condition %j is %s', async (condition, expected) => {
  expect(await holds(condition, scope)).toBe(expected);
});
