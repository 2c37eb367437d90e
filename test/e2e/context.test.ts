import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthWithoutAccount } from './synth-without-account';

const folder = mkdtempSync(join(tmpdir(), 'ml-platform-context-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

function resources(outdir: string, type: string): [id: string, Resource['Properties']][] {
  return readdirSync(outdir)
    .filter((name) => name.endsWith('.template.json'))
    .flatMap((name) => {
      const template = JSON.parse(readFileSync(join(outdir, name), 'utf8')) as {
        Resources: Record<string, Resource>;
      };
      return Object.entries(template.Resources)
        .filter(([, { Type }]) => Type === type)
        .map(([id, { Properties }]): [string, Resource['Properties']] => [`${name}/${id}`, Properties]);
    });
}

test('an environment with an account is synthesized without one, and without a network', async () => {
  const config = join(folder, 'account.yaml');
  writeFileSync(config, "account: '111122223333'\n");
  const outdir = join(folder, 'account');
  const { exitCode, output } = await synthWithoutAccount(outdir, `config=${config}`);
  expect(output).not.toMatch(/AWS calls|credentials/);
  expect(exitCode).toBe(0);
  expect(readFileSync(join(outdir, 'manifest.json'), 'utf8')).toContain('aws://111122223333/us-west-2');
}, 120_000);

test('a boundary and a qualifier on the command line reach every role, those of CDK too', async () => {
  const outdir = join(folder, 'boundary');
  const { exitCode, output } = await synthWithoutAccount(
    outdir,
    'environment=dev',
    '@aws-cdk/core:permissionsBoundary={"name":"team-${Qualifier}-boundary"}',
    '@aws-cdk/core:bootstrapQualifier=team1',
  );
  expect([exitCode, output]).toEqual([0, expect.any(String)]);
  const roles = resources(outdir, 'AWS::IAM::Role');
  expect(roles.length).toBeGreaterThan(10);
  for (const [id, properties] of roles) {
    expect([id, JSON.stringify(properties?.['PermissionsBoundary'])]).toEqual([
      id,
      expect.stringContaining(':policy/team-team1-boundary'),
    ]);
  }
  expect(readFileSync(join(outdir, 'manifest.json'), 'utf8')).toContain('cdk-team1-deploy-role');
}, 120_000);
