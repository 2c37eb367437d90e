import type { StackTemplate } from '../single-stack';
import { list } from '../template-json';
import { inferenceStack } from './inference-stack';

const DIGEST = 'a0'.repeat(32);
const served = inferenceStack({
  services: { model: { model: `llm@sha256:${DIGEST}`, command: ['serve', '${MODEL_PATH}'] } },
});

const containers = (stack: StackTemplate) =>
  list<any>(stack.properties('AWS::ECS::TaskDefinition')[0]!['ContainerDefinitions']);
const rightsOf = (stack: StackTemplate, role: RegExp) =>
  stack
    .properties('AWS::IAM::Policy')
    .filter(({ Roles }) => Roles.some(({ Ref }: { Ref: string }) => role.test(Ref)))
    .flatMap(({ PolicyDocument }) => list<any>(PolicyDocument.Statement));

test('a model is loaded and checked before its server starts, and the server cannot change it', () => {
  const [server, loader] = containers(served);
  expect(server.DependsOn).toEqual([{ ContainerName: 'model', Condition: 'SUCCESS' }]);
  expect(server.MountPoints).toEqual([{ SourceVolume: 'models', ContainerPath: '/models', ReadOnly: true }]);
  expect(server.Command).toEqual(['serve', `/models/${DIGEST}/files`]);
  expect(server.Environment).toContainEqual({ Name: 'MODEL_PATH', Value: `/models/${DIGEST}/files` });
  expect(loader).toMatchObject({ Name: 'model', Essential: false, EntryPoint: ['bash', '-c'] });
  expect(loader.Environment).toContainEqual({ Name: 'MODEL_RELEASE', Value: `releases/llm/${DIGEST}` });
  expect(served.properties('AWS::ECS::TaskDefinition')[0]!['Volumes']).toEqual([
    { Name: 'models', Host: { SourcePath: '/var/lib/ml-models/model' } },
  ]);
});

test('tasks of a service assume a role of its own, which reads the releases of its model alone', () => {
  const [role] = served.ofType('AWS::IAM::Role').filter(({ id }) => /^ServicesmodelRole/.test(id));
  expect(role!.resource.Properties['AssumeRolePolicyDocument'].Statement).toMatchObject([
    {
      Principal: { Service: 'ecs-tasks.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    },
  ]);
  const rights = rightsOf(served, /^ServicesmodelRole/);
  expect(rights.map(({ Action }) => Action)).toEqual(['s3:ListBucket', 's3:GetObject', 'kms:Decrypt']);
  expect(rights[0].Condition).toEqual({ StringLike: { 's3:prefix': 'releases/llm/*' } });
  expect(JSON.stringify(rights[1].Resource)).toMatch(/releases\/llm\/\*/);
});

test('a service without a model has no rights at all', () => {
  expect(rightsOf(inferenceStack(), /^ServicesmodelRole/)).toEqual([]);
});

test('the default server loads models at its start alone, and is ready when all of them are', () => {
  const [server] = containers(inferenceStack());
  expect(server.Command).toEqual(
    expect.arrayContaining(['--model-control-mode=none', '--strict-readiness=true', '--exit-on-error=true']),
  );
});

test('the loader counts: a task that fits alone is refused if it leaves no room for it', () => {
  const full = { memoryMiB: 14_700 };
  expect(() => inferenceStack({ services: { model: full } })).not.toThrow();
  expect(() => inferenceStack({ services: { model: { ...full, model: `llm@sha256:${DIGEST}` } } })).toThrow(
    /memoryMiB: 14700 is more than a g6.xlarge can give \(14489\)/,
  );
});

test('both images come from their mirrors in Amazon ECR, by one statement', () => {
  const ecr = '111122223333.dkr.ecr.us-west-2.amazonaws.com';
  const stack = inferenceStack({ services: { model: { model: `llm@sha256:${DIGEST}` } } }, 'production', {
    'nvcr.io': `${ecr}/nvcr`,
    'public.ecr.aws': `${ecr}/public`,
  });
  const [imports] = rightsOf(stack, /ExecutionRole/).filter(({ Sid }) => Sid === 'ImportThroughCache');
  expect(JSON.stringify(imports.Resource)).toMatch(/nvcr\/nvidia\/tritonserver.*public\/aws-cli\/aws-cli/);
});
