import { EC2 } from '@aws-sdk/client-ec2';
import { EKS } from '@aws-sdk/client-eks';
import { loadConfig } from '../../lib/config';
import { leftColumns } from '../../lib/table/table';
import { textTable } from '../../lib/table/text-table';
import { actingOn } from '../acting-on';
import { explained, isNotFound } from '../aws-errors';
import { readEndpoint } from '../endpoint';
import type { PlatformOptions } from '../platform-options';
import { whileChecking } from '../slow-notice';
import { UserError } from '../user-error';
import { readCluster, type DeployedCluster } from './deployed-cluster';
import { outlook, type NextCluster } from './obstacles';

/**
 * Checks whether a deployed cluster can get the Kubernetes version of the configuration, and prints what was found.
 *
 * @returns The exit code: 1 if an upgrade would fail.
 * @throws UserError or ConfigError for a user error.
 */
export async function checkCluster({
  environment,
  config: configFile,
  region,
}: PlatformOptions): Promise<number> {
  const { config } = whileChecking(() => loadConfig({ environment, configFile, region }));
  readEndpoint(process.env);
  const settings = { region: config.region, maxAttempts: 5 };
  const clients = { ec2: new EC2(settings), eks: new EKS(settings) };
  const { cluster: next } = config;
  const deployed = await readCluster(clients, next.name, next.version).catch((cause: unknown) => {
    console.error(actingOn(config));
    throw isNotFound(cause)
      ? new UserError(
          `There is no cluster ${next.name}. Deploy the platform first, or name another with --environment, --config and --region.`,
        )
      : explained(cause, config.region, 'Upgrade Kubernetes');
  });
  console.error(actingOn({ ...config, account: deployed.account }));
  const { text, succeeds } = report(deployed, next);
  console.log(text);
  return succeeds ? 0 : 1;
}

/** What users read, and whether the upgrade would succeed. */
export function report(deployed: DeployedCluster, next: NextCluster): { text: string; succeeds: boolean } {
  const { notes, obstacles } = outlook(deployed, next);
  const free = deployed.subnets.reduce((sum, { freeAddresses }) => sum + freeAddresses, 0);
  const withRelease = deployed.addOns.filter(({ nextReleases }) => nextReleases.length > 0).length;
  const table = textTable(leftColumns('part', 'now', 'next'), [
    ['control plane', deployed.version, next.version],
    ...deployed.nodes.map(({ name, version }) => [
      `nodes of ${name}`,
      version,
      next.nodeVersion ?? next.version,
    ]),
    ['add-ons', String(deployed.addOns.length), `${withRelease} have a release for ${next.version}`],
    ['free addresses', String(free), 'at least 5'],
    [
      'findings of EKS',
      String(deployed.findings.filter(({ status }) => status !== 'PASSING').length),
      'none',
    ],
  ]);
  const isSame = deployed.version === next.version;
  const end =
    obstacles.length > 0
      ? [`This would fail:`, ...obstacles.map((each) => `- ${each}`)]
      : [
          isSame
            ? 'The control plane has this version already.'
            : 'Nothing is in the way. Deploy with: npx cdk deploy Cluster',
        ];
  return {
    text: [`Cluster ${deployed.name}`, table, ...end, ...notes.map((note) => `Note: ${note}`)].join('\n'),
    succeeds: obstacles.length === 0,
  };
}
