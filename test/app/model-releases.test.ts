import { list, synthesize } from '../synthesized';

/** Who can change what a model service runs: the rights on the models bucket in all stacks. */
const production = synthesize('production', {
  inference: { services: { model: { model: `llm@sha256:${'0'.repeat(64)}` } } },
});

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Sid?: string;
}

const WRITES = /^s3:(Put|Delete|Replicate|Restore|Abort|\*)/;

/** Statements of policies of roles that name the models bucket, with the id of the policy. */
const ofModels = production.ofType('AWS::IAM::Policy').flatMap(({ id, resource }) =>
  list<Statement>(resource.Properties['PolicyDocument'].Statement)
    .filter(({ Resource }) => /Models/.test(JSON.stringify(Resource)))
    .map((statement) => ({ id, statement })),
);

test('of all roles, that of promotions alone writes releases', () => {
  const writers = ofModels
    .filter(({ statement: { Action } }) => [Action].flat().some((action) => WRITES.test(action)))
    .map(({ id, statement: { Resource } }) => [
      id.replace(/^Identity\/(\w+?)DefaultPolicy.*/, '$1'),
      /\/([a-z]+)\/\*/.exec(JSON.stringify(Resource))?.[1],
    ]);
  expect(writers.sort()).toEqual([
    ['Promotion', 'releases'],
    ['Training', 'candidates'],
    ['Workloads', 'candidates'],
  ]);
});

test('no policy reaches the bucket by a wildcard', () => {
  const wide = production
    .ofType('AWS::IAM::Policy')
    .flatMap(({ resource }) => list<Statement>(resource.Properties['PolicyDocument'].Statement))
    .filter(
      ({ Action, Resource }) => [Action].flat().some((each) => /^(s3:|\*)/.test(each)) && Resource === '*',
    );
  expect(wide).toEqual([]);
});

test('the bucket refuses releases of every other principal, and to write one twice', () => {
  const [policy] = production
    .ofType('AWS::S3::BucketPolicy')
    .filter(({ id }) => id.startsWith('Storage/ModelsPolicy'));
  const denials = list<any>(policy!.resource.Properties['PolicyDocument'].Statement).filter(
    ({ Action }) => Action === 's3:PutObject',
  );
  expect(denials.map(({ Effect, Principal, Sid }) => [Sid, Effect, Principal])).toEqual([
    ['OnlyPromotionsRelease', 'Deny', { AWS: '*' }],
    ['ReleasesStay', 'Deny', { AWS: '*' }],
  ]);
  for (const { Resource } of denials) expect(JSON.stringify(Resource)).toMatch(/\/releases\/\*/);
  expect(JSON.stringify(denials[0].Condition)).toMatch(/:role\/ml-platform\/production\/\*/);
  expect(denials[1].Condition).toEqual({
    Null: { 's3:if-none-match': 'true' },
    Bool: { 's3:ObjectCreationOperation': 'true' },
  });
  const [role] = production.ofType('AWS::IAM::Role').filter(({ id }) => id.startsWith('Identity/Promotion'));
  expect(role!.resource.Properties['Path']).toBe('/ml-platform/production/');
});

test('releases are made by the account, or by whom the configuration names', () => {
  const [role] = synthesize('dev', {
    identity: { modelPromoters: ['arn:aws:iam::111122223333:role/releases'] },
  })
    .ofType('AWS::IAM::Role')
    .filter(({ id }) => id.startsWith('Identity/Promotion'));
  expect(role!.resource.Properties['AssumeRolePolicyDocument'].Statement).toMatchObject([
    { Principal: { AWS: 'arn:aws:iam::111122223333:role/releases' } },
  ]);
});
