import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { TemplateJson } from '../synthesized';
import { LocalPlatform } from './local-platform';
import { remaining } from './remaining';

/** Names the resource that the account fails to create: emulator/emulator/failing_creates.py. */
const FAILING = '/local-account/failing-resource';
const BEFORE = ['Network', 'Storage', 'Identity'] as const;

let platform: LocalPlatform;
let templates: string;
let template: TemplateJson;
let stack: string;
let before: string[];

beforeAll(async () => {
  platform = await LocalPlatform.open('production');
  templates = await platform.synthesize();
  stack = platform.stackName('Cluster');
  template = JSON.parse(readFileSync(join(templates, 'Cluster.template.json'), 'utf8')) as TemplateJson;
  await platform.deploy(templates, ...BEFORE, '--exclusively', '--concurrency', '3');
  before = await remaining(platform.aws);
});
afterAll(() => platform?.close());

test('the CLI says which resource of a first deploy failed, and rolls back', async () => {
  const id = idOf('AWS::EKS::Cluster');
  await fail(id);
  const { exitCode, output } = await platform.tryCdk([
    'deploy',
    '--app',
    templates,
    'Cluster',
    '--exclusively',
  ]);
  expect(exitCode).toBe(1);
  expect(output).toMatch(new RegExp(`CREATE_FAILED.*AWS::EKS::Cluster.*${id.slice(0, 12)}`, 's'));
  expect(await platform.stackStates()).toHaveProperty(stack, 'ROLLBACK_COMPLETE');
  // The runbook, "Deploy".
  await platform.unprotect('Cluster');
  await deleteStack();
});

// Without the CLI, which takes seconds for each deploy. The deploy above has uploaded the code of the functions.
test('a first deploy that fails at any resource leaves nothing', async () => {
  const failures: unknown[] = [];
  for (const id of Object.keys(template.Resources)) {
    await fail(id);
    const status = await create(template);
    if (status !== 'ROLLBACK_COMPLETE') failures.push([id, status]);
    await deleteStack();
  }
  expect(failures).toEqual([]);
  expect(await remaining(platform.aws)).toEqual(before);
  // A minute on a free computer, for about sixty deploys.
}, 900_000);

test('it would leave a cluster that is protected from its first second', async () => {
  const cluster = idOf('AWS::EKS::Cluster');
  const resource = template.Resources[cluster]!;
  const Properties = { ...resource.Properties, DeletionProtection: true };
  const broken = {
    ...template,
    Resources: { ...template.Resources, [cluster]: { ...resource, Properties } },
  };
  await fail(idOf('AWS::EKS::Nodegroup'));
  expect(await create(broken)).toBe('ROLLBACK_FAILED');
  const left = (await remaining(platform.aws)).filter((each) => !before.includes(each));
  expect(left).toEqual([resource.Properties['Name']]);
  await deleteStack();
  // The account forgets what a rollback could not delete; on AWS it stays in the stack.
  await platform.aws.eks.updateClusterConfig({ name: left[0]!, deletionProtection: false });
  await platform.aws.eks.deleteCluster({ name: left[0]! });
  expect(await remaining(platform.aws)).toEqual(before);
});

test('the next deploy succeeds and protects the cluster, whose stack then loses nothing by a delete', async () => {
  await platform.aws.ssm.deleteParameter({ Name: FAILING });
  await platform.deploy(templates, 'Cluster', '--exclusively');
  const name = await platform.only('Cluster', 'AWS::EKS::Cluster');
  const { cluster } = await platform.aws.eks.describeCluster({ name });
  expect(cluster!.deletionProtection).toBe(true);
  const deployed = await remaining(platform.aws);

  await platform.unprotect('Cluster');
  const destroy = ['destroy', '--app', templates, '--force', 'Cluster', '--exclusively'];
  const { exitCode, output } = await platform.tryCdk(destroy);

  expect(exitCode).toBe(1);
  expect(output).toContain(`aws eks update-cluster-config --name ${name} --no-deletion-protection`);
  expect(await remaining(platform.aws)).toEqual(deployed);
  // The record of the CDK's version, on which nothing depends.
  expect(await platform.readBack('Cluster')).toEqual([expect.stringMatching(/CDKMetadata/)]);
});

/** Logical id of the first resource of a type. */
function idOf(type: string): string {
  return Object.entries(template.Resources).find(([, { Type }]) => Type === type)![0];
}

/** Makes the account fail to create a resource of the stack. */
async function fail(id: string): Promise<void> {
  const Value = `${stack}/${id}`;
  await platform.aws.ssm.putParameter({ Name: FAILING, Type: 'String', Value, Overwrite: true });
}

/** Creates the stack from the bucket of the bootstrap stack, since the request takes 51,200 characters only. */
async function create(from: TemplateJson): Promise<string | undefined> {
  const Bucket = `cdk-hnb659fds-assets-${platform.aws.id}-us-west-2`;
  await platform.aws.s3.putObject({ Bucket, Key: 'cluster.json', Body: JSON.stringify(from) });
  const TemplateURL = `https://s3.us-west-2.amazonaws.com/${Bucket}/cluster.json`;
  await platform.aws.cloudFormation.createStack({ StackName: stack, TemplateURL });
  return settled();
}

async function deleteStack(): Promise<void> {
  await platform.aws.cloudFormation.deleteStack({ StackName: stack });
  expect(await settled()).toBeUndefined();
}

/** The state of the stack after its operation; undefined if it is deleted. */
async function settled(): Promise<string | undefined> {
  for (;;) {
    const status = (await platform.stackStates())[stack];
    if (!status?.endsWith('_IN_PROGRESS')) return status;
    await setTimeout(20);
  }
}
