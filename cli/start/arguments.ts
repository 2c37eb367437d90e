import { CommandLine, examples, valueOption } from '../command-line';
import { UserError } from '../user-error';

/** The command line of `npm start`. */
export interface Arguments {
  /** Exit after the deployment. */
  readonly once: boolean;
  /** Port of the emulated account; a free one if undefined. */
  readonly port: number | undefined;
  /** The settings given with `-c`, by name. */
  readonly context: Readonly<Record<string, string>>;
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
        (text, settings) => ({ ...(settings as object | undefined), ...readSetting(text) }),
      ),
      valueOption(
        '--port <NUMBER>',
        'TCP port of the emulated account, 1 to 65535, such as 4566 (default: a free one)',
        readPort,
      ),
    ])
    .option('--once', 'exit after the deployment and the comparison (default: keep the account until Ctrl-C)')
    .addHelpText('after', `\n${SETTINGS}`)
    .addHelpText(
      'after',
      examples('npm start', 'npm start -- --once -c environment=dev -c region=eu-west-1'),
    );
  if (!program.read(args)) return undefined;
  const { once = false, port, context = {} } = program.opts<Partial<Arguments>>();
  return { once, port, context };
}

const SETTINGS = `Settings of -c:
  environment=NAME  production, dev or lesson (default: production)
  region=NAME       AWS region (default: that of the environment)
  clusterName=NAME  name of the EKS cluster (default: that of the environment)
  config=FILE       YAML or JSON file that is merged over the environment`;

function readSetting(text: string): Record<string, string> {
  const [name, ...value] = text.split('=');
  return { [name!]: value.join('=') };
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65535) return port;
  throw new UserError(`--port ${JSON.stringify(text)} is not a port; give a number from 1 to 65535.`);
}
