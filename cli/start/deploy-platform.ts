import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Account } from './account';
import { bootstrapCommand, runCdk } from './cdk';
import { timed } from './timed';
import { UserError } from '../user-error';

/** The settings and the folder of a deployment. */
export interface Deployment {
  /** The settings given with `-c`, by name. */
  readonly context: Readonly<Record<string, string>>;
  /** Folder of the synthesized templates. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

/**
 * Bootstraps an account, synthesizes the platform once, deploys all its stacks, and prints the output of the CDK CLI.
 *
 * @returns The names of the stacks.
 */
export async function deployPlatform(account: Account, deployment: Deployment): Promise<string[]> {
  const { context, folder, signal } = deployment;
  const cdk = (...args: string[]) =>
    timed(`cdk ${args[0]}`, async () => {
      const show = (text: string) => void process.stdout.write(text);
      const { exitCode, output } = await runCdk(args, { environment: account.environment, show, signal });
      if (exitCode === 0) return;
      if (/Another CLI .* is currently/.test(output)) {
        throw new UserError(
          `Another cdk command or npm start uses ${folder}; wait until it has ended, or use another checkout, and run npm start again.`,
        );
      }
      const log = account.files ? `, and the log of the emulated account is ${account.files.log}` : '';
      throw new UserError(`cdk ${args[0]} ended with exit code ${exitCode}; its reason is above${log}.`);
    });
  const settings = Object.entries(context).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  await cdk(...bootstrapCommand(account.region));
  await cdk('synth', '--quiet', '--output', folder, ...settings);
  await cdk('deploy', '--all', '--concurrency', '3', '--app', folder);
  return stackNames(folder);
}

/** Reads the names of the stacks from a folder that the CDK has written. */
function stackNames(folder: string): string[] {
  const { artifacts } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
    artifacts: Record<string, { type: string; properties?: { stackName?: string } }>;
  };
  return Object.entries(artifacts)
    .filter(([, { type }]) => type === 'aws:cloudformation:stack')
    .map(([id, { properties }]) => properties?.stackName ?? id);
}
