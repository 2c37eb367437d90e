import { once } from 'node:events';
import { join } from 'node:path';
import { ConfigError, loadConfig } from '../../lib/config';
import { readSelection } from '../../lib/config/selection';
import { openAccount, type Account } from './account';
import { ACCOUNT } from './account-environment';
import { readArguments, USAGE, type Arguments } from './arguments';
import { AwsAccount } from './aws-account';
import { deployPlatform } from './deploy-platform';
import { abortWhenInterrupted, Interrupted } from '../interruption';
import { nextSteps } from './next-steps';
import { outputsTable, stackOutputs } from './outputs-table';
import { problems, readBack, readBackReport } from './read-back';
import { timed } from './timed';
import { UserError } from '../user-error';

// The SDK is pinned, so what a later one will need is no news to those who start this.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

const folder = join(__dirname, '..', '..', 'cdk.out');

/** `npm start`: deploys the whole platform into an emulated AWS account on this machine. */
async function start(given: Arguments): Promise<number> {
  const { config } = loadConfig({ ...readSelection(given.context), credentialsAccount: ACCOUNT });
  const work = new AbortController();
  abortWhenInterrupted(work);
  const account = await openAccount({
    region: config.region,
    port: given.port,
    work,
    report: (line) => console.log(line),
  });
  let keep: 'log' | undefined;
  try {
    return await deployAndStay(account, given, work.signal);
  } catch (cause) {
    if (!(cause instanceof Interrupted)) keep = 'log';
    throw cause;
  } finally {
    await account.close(keep);
  }
}

async function deployAndStay(account: Account, given: Arguments, signal: AbortSignal): Promise<number> {
  console.log(`The emulated AWS account ${ACCOUNT} is at ${account.endpoint}, region ${account.region}.`);
  const stackNames = await deployPlatform(account, { context: given.context, folder, signal });
  const aws = new AwsAccount(account.endpoint, account.region);
  const differences = await timed('read back', () => countDifferences(aws, stackNames, signal));
  console.log(`\n${outputsTable(await stackOutputs(aws, stackNames))}`);
  signal.throwIfAborted();
  console.log(`\n${verdict(differences)}`);
  const stays = account.files !== undefined && !given.once;
  console.log(`\n${nextSteps(account, { context: given.context, stays })}`);
  if (stays) await untilInterrupted(signal);
  return differences > 0 ? 1 : 0;
}

/** That a stack is complete does not show that every property was applied, so all are read back. */
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
  return problems(report).length;
}

function verdict(differences: number): string {
  return differences === 0
    ? 'Every property that was compared is in the account as the templates ask.'
    : `Differences between the templates and the account: ${differences}. The read-back above lists them; the exit code is 1.`;
}

async function untilInterrupted(signal: AbortSignal): Promise<void> {
  await once(signal, 'abort');
  if (!(signal.reason instanceof Interrupted)) throw signal.reason;
}

async function main(): Promise<number> {
  try {
    const given = readArguments(process.argv.slice(2));
    if (!given.help) return await start(given);
    console.log(USAGE);
    return 0;
  } catch (cause) {
    if (cause instanceof Interrupted) return cause.exitCode;
    if (!(cause instanceof UserError || cause instanceof ConfigError)) throw cause;
    console.error(cause.message);
    return 1;
  }
}

void main().then((exitCode) => process.exit(exitCode));
