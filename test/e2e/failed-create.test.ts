import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TemplateJson } from '../synthesized';
import { STACKS, type StackId } from '../stack-ids';
import { LocalPlatform } from './local-platform';
import { remaining } from './remaining';

/** Resource that the account refuses. */
const FAILS = 'Fails';

/**
 * Makes the deploy of a stack fail after all of its resources, or before the EKS cluster, which refuses to be deleted
 * while it is protected.
 */
function breakStack(templates: string, id: StackId): void {
  const file = join(templates, `${id}.template.json`);
  const template = JSON.parse(readFileSync(file, 'utf8')) as TemplateJson;
  const entries = Object.entries(template.Resources);
  const cluster = entries.find(([, { Type }]) => Type === 'AWS::EKS::Cluster');
  const before = entries.filter(
    ([, { Type }]) => !cluster || Type === 'AWS::Logs::LogGroup' || Type === 'AWS::KMS::Key',
  );
  const properties = { AvailabilityZone: 'us-west-2a', Size: 'large' };
  const DependsOn = before.map(([logicalId]) => logicalId);
  const Resources: Record<string, object> = {
    ...template.Resources,
    [FAILS]: { Type: 'AWS::EC2::Volume', Properties: properties, DependsOn },
  };
  if (cluster) {
    const [logicalId, resource] = cluster;
    Resources[logicalId] = { ...resource, DependsOn: [...(resource.DependsOn ?? []), FAILS] };
  }
  writeFileSync(file, JSON.stringify({ ...template, Resources }));
  rename(templates, id);
}

/** Gives a template another name in the bucket of the bootstrap stack: the CLI uploads none that is there. */
function rename(templates: string, id: StackId): void {
  const manifest = readFileSync(join(templates, 'manifest.json'), 'utf8');
  const { artifacts } = JSON.parse(manifest) as {
    artifacts: Record<string, { properties: { stackTemplateAssetObjectUrl: string } }>;
  };
  const [, hash] = /([0-9a-f]{64})\.json$/.exec(artifacts[id]!.properties.stackTemplateAssetObjectUrl)!;
  const other = [...hash!].reverse().join('');
  for (const name of ['manifest.json', `${id}.assets.json`]) {
    const path = join(templates, name);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(hash!, other));
  }
}

/** Stacks whose first deploy fails before the one that succeeds. In the lesson it is a Spot instance that has to go. */
const FAILING = {
  production: ['Network', 'Storage', 'Training', 'Cluster', 'Inference'],
  lesson: ['Training'],
} as const satisfies Record<string, readonly StackId[]>;

describe.each(['production', 'lesson'] as const)('%s', (environment) => {
  const failing: readonly StackId[] = FAILING[environment];
  let platform: LocalPlatform;
  let templates: string;

  beforeAll(async () => {
    platform = await LocalPlatform.open(environment);
    templates = await platform.synthesize();
  });
  afterAll(() => platform?.close());

  const upToTheLast = STACKS.slice(0, STACKS.indexOf(failing.at(-1)!) + 1);
  test.each(upToTheLast)(
    'a first deploy of %s that fails leaves nothing, and the next one succeeds',
    async (id) => {
      if (failing.includes(id)) {
        await failToDeploy(id);
        // The CLI protects a stack before it creates resources: the runbook, "Deploy".
        await expectRefused(id);
        await platform.unprotect(id);
      }
      await platform.deploy(templates, id, '--exclusively');
    },
  );

  async function expectRefused(id: StackId): Promise<void> {
    const { exitCode, output } = await platform.tryCdk(['deploy', '--app', templates, id, '--exclusively']);
    expect(exitCode).toBe(1);
    expect(output).toMatch(/cannot be deleted while TerminationProtection is enabled/);
  }

  async function failToDeploy(id: StackId): Promise<void> {
    const before = await remaining(platform.aws);
    const broken = mkdtempSync(join(tmpdir(), 'broken-'));
    cpSync(templates, broken, { recursive: true });
    breakStack(broken, id);

    const { exitCode, output } = await platform.tryCdk(['deploy', '--app', broken, id, '--exclusively']);

    expect(exitCode).toBe(1);
    expect(output).toMatch(/'large' is not of type 'integer'/);
    expect((await platform.stackStates())[platform.stackName(id)]).toBe('ROLLBACK_COMPLETE');
    expect(await remaining(platform.aws)).toEqual(before);
  }
});
