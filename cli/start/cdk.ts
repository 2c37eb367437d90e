import { join } from 'node:path';
import { ACCOUNT } from './account-environment';
import { ProcessGroup } from './process-group';

const root = join(__dirname, '..', '..');

/** Options of a run of the CDK CLI. */
export interface CdkOptions {
  /** The whole environment, with the endpoint and the credentials of the account. */
  readonly environment: Readonly<Record<string, string>>;
  /**
   * Receives the output of the CLI while it runs.
   * @default prints nothing
   */
  readonly show?: (text: string) => void;
  /** Stops the CLI. */
  readonly signal?: AbortSignal;
}

/** Exit code and output of a run of the CDK CLI. */
export interface CdkRun {
  /** Null if a signal terminated the CLI. */
  readonly exitCode: number | null;
  readonly output: string;
}

/** The command that prepares the emulated account for deploys. */
export function bootstrapCommand(region: string): string[] {
  // Without an app, which the CLI would otherwise synthesize.
  return ['bootstrap', `aws://${ACCOUNT}/${region}`, '--app', ''];
}

/**
 * Runs the CDK CLI of this project without questions, notices and telemetry.
 *
 * @param args - A command and its options, for example `['deploy', '--all']`.
 * @throws The reason of the signal, after the CLI has exited.
 */
export async function runCdk(args: readonly string[], options: CdkOptions): Promise<CdkRun> {
  const { environment, show = () => {}, signal } = options;
  signal?.throwIfAborted();
  const command = [join(root, 'node_modules', 'aws-cdk', 'bin', 'cdk'), ...args, '--no-notices', '--ci'];
  if (args[0] === 'deploy') command.push('--require-approval', 'never');
  const group = new ProcessGroup(process.execPath, command, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...environment,
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      CDK_DISABLE_VERSION_CHECK: 'true',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
  });
  let output = '';
  for (const stream of [group.child.stdout!, group.child.stderr!]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      output += text;
      show(text);
    });
  }
  const stop = () => void group.stop();
  signal?.addEventListener('abort', stop);
  const { exitCode } = await group.ended;
  signal?.removeEventListener('abort', stop);
  signal?.throwIfAborted();
  return { exitCode, output };
}
