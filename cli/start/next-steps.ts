import type { PlatformConfig } from '../../lib/config';
import { quote } from '../quote';
import { Commands } from '../train-commands';
import type { Account } from './account';
import { recordedCalls } from './recorded-calls';

/** The settings of a run, and whether its account stays. */
export interface Ending {
  /** The settings given with `-c`, by name. */
  readonly context: Readonly<Record<string, string>>;
  /** Whether the account stays until Ctrl-C. */
  readonly stays: boolean;
  /**
   * A fleet that can train.
   * @default - none, or no jobs run on the instances of the account
   */
  readonly fleet?: string;
  /** Log of the program that runs jobs, if this run has started it. */
  readonly instancesLog?: string;
}

/** The first fleet that can have an instance. */
export function firstFleet({ training }: PlatformConfig): string | undefined {
  return Object.entries(training.fleets).find(([, { max }]) => max > 0)?.[0];
}

/** Describes the recorded Kubernetes calls, and the commands for an account that stays. */
export function nextSteps(account: Account, { context, stays, fleet, instancesLog }: Ending): string {
  const parts = [kubernetes(account, stays)];
  if (stays || !account.files) {
    const settings = Object.entries(context).map(([name, value]) => ` -c ${quote(`${name}=${value}`)}`);
    parts.push(
      `The account is at ${account.endpoint}, without TLS and without checks of credentials. In another terminal:\n\n` +
        `${exportLines(account.environment)}`,
    );
    if (fleet !== undefined) parts.push(tour(fleet, context));
    parts.push(
      'Or change the platform, and look around:\n\n' +
        `  npx cdk diff${settings.join('')}\n` +
        `  npx cdk deploy --all${settings.join('')}\n` +
        '  aws s3 ls                  # with the AWS CLI',
    );
  }
  if (stays && account.files) {
    const jobs = instancesLog ? `, that of the program that runs jobs ${instancesLog}` : '';
    parts.push(`Its log is ${account.files.log}${jobs}.\nCtrl-C stops the account and deletes its contents.`);
  }
  return parts.join('\n\n');
}

/** The commands that train a small model, interrupt it, and watch it resume. */
function tour(fleet: string, { environment, config, region }: Ending['context']): string {
  const commands = new Commands({ environment, config, region });
  return (
    'Train a model, in two minutes. The first job installs PyTorch, 6 GB on Linux, which takes some minutes, once:\n\n' +
    `  ${commands.start(fleet)} -- --config tour.yaml --checkpoint-frequency 100\n\n` +
    'While it trains, interrupt it from a third terminal with the same variables, and see it resume. JOB is its id:\n\n' +
    `  ${commands.of('interrupt', 'JOB')}`
  );
}

function kubernetes({ files }: Account, stays: boolean): string {
  const nothing =
    'Nothing was applied to a Kubernetes cluster, because there is none behind the emulated EKS API.';
  if (!files) return `${nothing} Calls of kubectl and helm were recorded where that account was started.`;
  const calls = kubernetesCalls(files.record);
  const list = calls.map((call) => `\n  ${call}`).join('');
  return `${nothing} ${calls.length} calls of kubectl and helm were recorded${stays ? ` in ${files.record}` : ''}:${list}`;
}

/** The recorded calls of kubectl and helm, without their options. */
function kubernetesCalls(record: string): string[] {
  return recordedCalls(record)
    .filter(({ program }) => program !== 'aws')
    .map(({ program, arguments: [...words] }) => {
      const options = words.findIndex((word) => word.startsWith('-'));
      return [program, ...words.slice(0, options === -1 ? undefined : options)].join(' ');
    });
}

const EXPORTED = [
  'AWS_ENDPOINT_URL',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_REGION',
  'AWS_DEFAULT_REGION',
];

/** A profile or session of the user would take precedence over the keys. */
const UNSET = ['AWS_PROFILE', 'AWS_SESSION_TOKEN'];

function exportLines(environment: Readonly<Record<string, string>>): string {
  return [
    ...EXPORTED.map((name) => `  export ${name}=${environment[name]}`),
    `  unset ${UNSET.join(' ')}`,
  ].join('\n');
}
