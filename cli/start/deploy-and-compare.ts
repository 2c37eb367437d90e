import { once } from 'node:events';
import { join } from 'node:path';
import { loadConfig, type PlatformConfig } from '../../lib/config';
import { readSelection } from '../../lib/config/selection';
import { actingOn } from '../acting-on';
import { runsJobs } from '../local-instances';
import { abortWhenInterrupted, Interrupted } from '../interruption';
import { whileChecking } from '../slow-notice';
import { UserError } from '../user-error';
import { openAccount, type Account } from './account';
import { ACCOUNT } from './account-environment';
import type { Arguments } from './arguments';
import { AwsAccount } from './aws-account';
import { deployPlatform } from './deploy-platform';
import { instancesEnded, startInstances, type InstancesProgram } from './instances-program';
import { firstFleet, nextSteps } from './next-steps';
import { outputsTable, stackOutputs } from './outputs-table';
import { problems as differencesOf, readBack, readBackReport } from './read-back';
import { timed } from './timed';

const folder = join(__dirname, '..', '..', 'cdk.out');

/**
 * Deploys the platform into an emulated account, compares the account with the templates, and keeps it until Ctrl-C.
 *
 * @returns The exit code: 1 if the account differs from the templates.
 * @throws UserError or ConfigError for a user error, Interrupted after Ctrl-C.
 */
export async function deployAndCompare(given: Arguments): Promise<number> {
  const selection = readSelection(given.context);
  const problems = [...given.problems, ...(selection.problems ?? [])];
  const { config } = whileChecking(() => loadConfig({ ...selection, problems, credentialsAccount: ACCOUNT }));
  const { environment, region } = config;
  console.log(actingOn({ environment, region, account: `${ACCOUNT} (emulated on this computer)` }));
  const work = new AbortController();
  abortWhenInterrupted(work);
  const account = await openAccount({
    region,
    port: given.port,
    work,
    report: (line) => console.log(line),
  });
  let keep: 'log' | undefined;
  try {
    return await deployAndStay(account, config, given, work.signal);
  } catch (cause) {
    if (!(cause instanceof Interrupted)) keep = 'log';
    throw cause;
  } finally {
    await account.close(keep);
  }
}

async function deployAndStay(
  account: Account,
  config: PlatformConfig,
  given: Arguments,
  signal: AbortSignal,
): Promise<number> {
  console.log(`The emulated AWS account ${ACCOUNT} is at ${account.endpoint}, region ${account.region}.`);
  const stackNames = await deployPlatform(account, { context: given.context, folder, signal });
  const aws = new AwsAccount(account.endpoint, account.region);
  const differences = await timed('read back', () => countDifferences(aws, stackNames, signal));
  console.log(`\n${outputsTable(await stackOutputs(aws, stackNames))}`);
  signal.throwIfAborted();
  console.log(`\n${verdict(differences)}`);
  const stays = account.files !== undefined && !given.once;
  const instances = stays ? await startInstances(account.environment) : undefined;
  const fleet = (await runsJobs(aws.ssm)) ? firstFleet(config) : undefined;
  console.log(
    `\n${nextSteps(account, { context: given.context, stays, fleet, instancesLog: instances?.logFile })}`,
  );
  if (instances) await untilInterrupted(signal, instances);
  return differences > 0 ? 1 : 0;
}

/** Reads all properties back, because a complete stack does not prove that every property was applied. */
async function countDifferences(
  aws: AwsAccount,
  stackNames: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  const report = await readBack(aws, stackNames).catch((cause: unknown) => {
    signal.throwIfAborted();
    throw new UserError(`The stacks could not be read back: ${(cause as Error).message}.`);
  });
  signal.throwIfAborted();
  console.log(readBackReport(report));
  return differencesOf(report).length;
}

function verdict(differences: number): string {
  return differences === 0
    ? 'Every property that was compared is in the account as the templates ask.'
    : `Differences between the templates and the account: ${differences}. The read-back above lists them; the exit code is 1.`;
}

async function untilInterrupted(signal: AbortSignal, instances: InstancesProgram): Promise<void> {
  const end = await Promise.race([once(signal, 'abort').then(() => undefined), instances.exited]);
  await instances.stop(end && 'log');
  if (end) throw instancesEnded(instances, end);
  if (!(signal.reason instanceof Interrupted)) throw signal.reason;
}
