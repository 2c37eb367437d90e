import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { accountEnvironment } from '../../cli/start/account-environment';
import { STATEFUL } from '../stateful-types';
import { LocalPlatform } from './local-platform';

/** Kubernetes versions in the order in which a cluster takes them, and those of the nodes while they wait. */
const STEPS = [
  { version: '1.35', nodeVersion: '1.34' },
  { version: '1.35' },
  { version: '1.36', nodeVersion: '1.35' },
  { version: '1.36' },
] as const;

// 1.34 leaves standard support on 2026-12-02.
const overlay = (cluster: object) => ({ cluster: { support: 'extended', ...cluster } });

describe('an upgrade of Kubernetes, one minor version after the other', () => {
  let platform: LocalPlatform;
  let before: Record<string, string>;

  beforeAll(async () => {
    platform = await LocalPlatform.open('production');
    await platform.deploy(await platform.synthesize(overlay({ version: '1.34' })), 'Cluster');
    before = await kept();
  });
  afterAll(() => platform?.close());

  /** What must not be replaced: everything with data, node groups and add-ons. */
  function kept(): Promise<Record<string, string>> {
    return platform.physicalIds('Cluster', ...STATEFUL, 'AWS::EKS::Nodegroup', 'AWS::EKS::Addon');
  }

  async function versions() {
    const { eks } = platform.aws;
    const { EksClusterName: clusterName } = await platform.outputs('Cluster');
    const { cluster } = await eks.describeCluster({ name: clusterName });
    const { nodegroups = [] } = await eks.listNodegroups({ clusterName });
    const nodes = await Promise.all(
      nodegroups.map(async (nodegroupName) => {
        const { nodegroup } = await eks.describeNodegroup({ clusterName, nodegroupName });
        return nodegroup?.version;
      }),
    );
    const { addons = [] } = await eks.listAddons({ clusterName });
    const releases = await Promise.all(
      addons.map(async (addonName) => {
        const { addon } = await eks.describeAddon({ clusterName, addonName });
        return addon?.addonVersion;
      }),
    );
    return {
      controlPlane: cluster?.version,
      nodes: [...new Set(nodes)],
      releases: [...new Set(releases)],
    };
  }

  /** `npm run upgrade` as a user types it, with the configuration of some templates. */
  function check(templates: string) {
    const { status, stdout } = spawnSync(
      'npm',
      ['run', '--silent', 'upgrade', '--', '--config', join(templates, 'overlay.json')],
      { env: accountEnvironment(platform.endpoint, 'us-west-2'), encoding: 'utf8' },
    );
    return { exitCode: status, stdout };
  }

  test('a jump is refused, and nothing changes', async () => {
    const templates = await platform.synthesize(overlay({ version: '1.36' }));
    const { exitCode: checked, stdout } = check(templates);
    expect([checked, stdout]).toEqual([
      1,
      expect.stringContaining('deploy with cluster.version 1.35 first, and then 1.36.'),
    ]);
    const { exitCode, output } = await platform.tryCdk([
      'deploy',
      '--app',
      templates,
      'Cluster',
      '--exclusively',
    ]);
    expect(exitCode).toBe(1);
    expect(output).toContain('Unsupported Kubernetes minor version update from 1.34 to 1.36');
    expect(await versions()).toEqual({
      controlPlane: '1.34',
      nodes: ['1.34'],
      releases: ['v99.34.0-eksbuild.1'],
    });
  });

  test.each(STEPS)('$version changes versions, and replaces nothing', async (step) => {
    const templates = await platform.synthesize(overlay(step));
    await platform.deploy(templates, 'Cluster', '--exclusively');

    expect(await versions()).toEqual({
      controlPlane: step.version,
      nodes: ['nodeVersion' in step ? step.nodeVersion : step.version],
      releases: [`v99.${step.version.slice(2)}.0-eksbuild.1`],
    });
    expect(await kept()).toEqual(before);
    expect(await platform.readBack('Cluster')).toEqual([]);
  });
});
