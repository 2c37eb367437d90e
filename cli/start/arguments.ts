import type { Problem } from '../../lib/config/problem';
import { settingNames } from '../../lib/config/selection';
import { nearest } from '../../lib/config/spelling';
import { CommandLine, examples, valueOption } from '../command-line';
import { readContextSettings } from '../context-settings';
import { UserError } from '../user-error';

/** The command line of `npm start`. */
export interface Arguments {
  /** Exit after the deployment. */
  readonly once: boolean;
  /** Port of the emulated account; a free one if undefined. */
  readonly port: number | undefined;
  /** The settings given with `-c`, by name. */
  readonly context: Readonly<Record<string, string>>;
  /** What is wrong with these settings. */
  readonly problems: readonly Problem[];
}

/**
 * Parses the command line of `npm start`.
 *
 * @param printHelp - Prints the help on standard output.
 * @returns Undefined if the help was printed.
 * @throws UserError on the first mistake.
 */
export function readArguments(
  args: readonly string[],
  printHelp: (text: string) => void,
): Arguments | undefined {
  const program = new CommandLine('npm start --')
    .usage('[options]')
    .description(
      'Deploys every stack into an emulated AWS account on this computer, compares the account with the templates, and keeps it until Ctrl-C.',
    )
    .configureOutput({ writeOut: printHelp })
    .addOptions([
      valueOption(
        '-c, --context <NAME=VALUE>',
        'setting of the platform, as for cdk, such as environment=dev; repeatable (default: none)',
        (text, settings) => [...((settings as string[] | undefined) ?? []), text],
        'repeatable',
      ),
      valueOption(
        '--port <NUMBER>',
        'TCP port of the emulated account, 1 to 65535, such as 4566 (default: a free one)',
        readPort,
      ),
    ])
    .option('--once', 'exit after the deployment and the comparison (default: keep the account until Ctrl-C)')
    .adviseOnUnknown(settingAdvice)
    .addHelpText('after', `\n${SETTINGS}`)
    .addHelpText(
      'after',
      examples('npm start', 'npm start -- --once -c environment=dev -c region=eu-west-1'),
    );
  if (!program.read(args)) return undefined;
  const { once = false, port, context = [] } = program.opts<Options>();
  return { once, port, ...readContextSettings(context) };
}

/** For `--environment dev` and `environment=dev`, which are settings. */
function settingAdvice(word: string): string {
  const [given = '', value = 'VALUE'] = word.replace(/^--/, '').split('=');
  const name = nearest(given, settingNames);
  return name ? `Settings follow -c: write -c ${name}=${value}.` : '';
}

interface Options {
  readonly once?: boolean;
  readonly port?: number;
  readonly context?: readonly string[];
}

const SETTINGS = `Settings of -c:
  environment=NAME  production, dev or lesson (default: production)
  region=NAME       AWS region (default: that of the environment)
  clusterName=NAME  name of the EKS cluster (default: that of the environment)
  config=FILE       YAML or JSON file that is merged over the environment`;

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65535) return port;
  throw new UserError(`--port ${JSON.stringify(text)} is not a port; give a number from 1 to 65535.`);
}
