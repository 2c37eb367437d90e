import { spawn } from 'node:child_process';
import { join } from 'node:path';

const project = join(__dirname, '..', '..');

/** How a run of the CDK CLI ended. */
export interface Run {
  readonly exitCode: number | null;
  readonly output: string;
}

/**
 * `cdk synth` as a user types it, on a machine without AWS credentials.
 *
 * @param outdir - Folder to synthesize into, which need not exist.
 * @param context - Settings as `name=value`, each after a `-c`.
 */
export function synthWithoutAccount(outdir: string, ...context: string[]): Promise<Run> {
  return cdkWithoutAccount(outdir, ['synth', '-q', ...context.flatMap((setting) => ['-c', setting])]);
}

/**
 * The CDK CLI as a user types it, on a machine without AWS credentials.
 *
 * @param outdir - Folder to synthesize into, which need not exist.
 * @param args - A command and its options.
 * @param environment - Further variables.
 */
export function cdkWithoutAccount(
  outdir: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Run> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !/^(AWS_|CDK_)/.test(key)));
  const child = spawn(join(project, 'node_modules', '.bin', 'cdk'), [...args, '--no-notices', '-o', outdir], {
    cwd: project,
    env: {
      ...env,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: `${outdir}-no-config`,
      AWS_SHARED_CREDENTIALS_FILE: `${outdir}-no-credentials`,
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      ...environment,
    },
  });
  let output = '';
  child.stdout.on('data', (text: Buffer) => (output += text.toString()));
  child.stderr.on('data', (text: Buffer) => (output += text.toString()));
  return new Promise((resolve) => child.on('close', (exitCode) => resolve({ exitCode, output })));
}
