import { parseArgs } from 'node:util';
import { UserError } from '../user-error';

/** How `npm start` is used. */
export const USAGE =
  'Usage: npm start [-- [--once] [--port NUMBER] [-c environment=NAME] [-c region=NAME] [-c clusterName=NAME] [-c config=FILE]]';

/** What was asked for on the command line. */
export interface Arguments {
  /** End after the deployment. */
  readonly once: boolean;
  readonly help: boolean;
  /** Port of the emulator, if it matters. */
  readonly port: number | undefined;
  /** The settings given with `-c`, by name. */
  readonly context: Readonly<Record<string, string>>;
}

/**
 * Reads the command line of `npm start`.
 *
 * @throws UserError with the usage.
 */
export function readArguments(args: readonly string[]): Arguments {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        context: { type: 'string', short: 'c', multiple: true, default: [] },
        once: { type: 'boolean', default: false },
        port: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    return {
      once: values.once,
      help: values.help,
      port: values.port === undefined ? undefined : readPort(values.port),
      context: Object.fromEntries(values.context.map(readSetting)),
    };
  } catch (cause) {
    throw new UserError(`${(cause as Error).message.split('. ')[0]!.replace(/\.$/, '')}. ${USAGE}`);
  }
}

function readSetting(setting: string): [name: string, value: string] {
  const [name, ...value] = setting.split('=');
  return [name!, value.join('=')];
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65535) return port;
  throw new UserError(`--port ${JSON.stringify(text)} is not a port; give a number from 1 to 65535`);
}
