import { parseArgs } from 'node:util';
import { UserError } from '../user-error';
import { readJobId, readJobName } from './job-id';

const USAGE =
  'Usage: npm run train -- --fleet NAME [options] [-- ARGUMENTS OF train.py]; --help lists the options.';

/** What `npm run train -- --help` prints. */
export const HELP = `Trains a model on the GPU machines of a fleet.

  npm run train -- --fleet NAME [options] [-- ARGUMENTS OF train.py]   start a job and follow it
  npm run train -- --resume JOB [options] [-- ARGUMENTS OF train.py]   go on from its last checkpoint
  npm run train -- --follow JOB                                        show its log again, to its end
  npm run train -- --stop JOB                                          stop it after a checkpoint
  npm run train -- --list                                              show the latest jobs

Options
  --fleet NAME           entry of training.fleets in the configuration
  --machines MIN[:MAX]   machines to train on; 2 means exactly 2 (default: 1 to the largest size of the fleet)
  --code DIR             folder with launch.py and train.py (default: workloads/training; with --resume: as before)
  --name NAME            first part of the job's id; the time is added (default: train)
  --detach               end once the job is on its way; --follow shows it later
  --keep                 leave the fleet at its size when the job ends (default: back to the size before)
  --environment NAME     environment of the platform (default: production)
  --config FILE          YAML or JSON file that was merged over the environment at its deploy
  --region NAME          region of the platform (default: that of the environment)
  --help                 show this

With --resume, arguments after -- replace those of the first start; without them, these stay.
Ctrl-C before the job runs takes everything back. Later it ends only the following: the job runs on.`;

/** What was asked for: exactly one of these. */
export type Action = 'start' | 'resume' | 'follow' | 'stop' | 'list' | 'help';

/** How many machines take part in a job. */
export interface MachineRange {
  readonly min: number;
  /** @default the largest size of the fleet */
  readonly max?: number;
}

/** The command line of `npm run train`. What was not given is undefined. */
export interface Arguments {
  readonly action: Action;
  /** Id of the job to resume, follow or stop. */
  readonly job?: string;
  readonly environment?: string;
  readonly config?: string;
  readonly region?: string;
  readonly fleet?: string;
  readonly machines?: MachineRange;
  readonly code?: string;
  readonly name?: string;
  readonly detach: boolean;
  readonly keep: boolean;
  /** For train.py; undefined without a `--`. */
  readonly trainArguments?: readonly string[];
}

const PLATFORM = ['environment', 'config', 'region'] as const;

/** The options that mean something, by what was asked for. Others are refused. */
const ALLOWED: Readonly<Record<Action, readonly string[]>> = {
  start: [...PLATFORM, 'fleet', 'machines', 'code', 'name', 'detach', 'keep'],
  resume: [...PLATFORM, 'resume', 'machines', 'code', 'detach', 'keep'],
  follow: [...PLATFORM, 'follow', 'keep'],
  stop: [...PLATFORM, 'stop', 'keep'],
  list: [...PLATFORM, 'list', 'fleet'],
  help: ['help'],
};

/**
 * Reads the command line of `npm run train`.
 *
 * @throws UserError with the usage.
 */
export function readArguments(args: readonly string[]): Arguments {
  const { values, trainArguments } = parse(args);
  if (values.help) return { action: 'help', detach: false, keep: false };
  const action = actionOf(values);
  const surplus = Object.keys(values).find((name) => !ALLOWED[action].includes(name));
  if (surplus) throw usageError(`--${surplus} is not an option of --${action}`);
  if (trainArguments && action !== 'start' && action !== 'resume') {
    throw usageError(`--${action} takes no arguments of train.py`);
  }
  if (action === 'start' && values.fleet === undefined) throw usageError('--fleet is missing');
  const job = values.resume ?? values.follow ?? values.stop;
  return {
    action,
    ...(job !== undefined && { job: readJobId(job) }),
    environment: values.environment,
    config: values.config,
    region: values.region,
    fleet: values.fleet,
    machines: values.machines === undefined ? undefined : readMachines(values.machines),
    code: values.code,
    name: values.name === undefined ? undefined : readJobName(values.name),
    detach: values.detach ?? false,
    keep: values.keep ?? false,
    trainArguments,
  };
}

function parse(args: readonly string[]) {
  try {
    const { values, tokens } = parseArgs({
      args: [...args],
      allowPositionals: true,
      tokens: true,
      options: {
        fleet: { type: 'string' },
        machines: { type: 'string' },
        code: { type: 'string' },
        name: { type: 'string' },
        resume: { type: 'string' },
        follow: { type: 'string' },
        stop: { type: 'string' },
        list: { type: 'boolean' },
        detach: { type: 'boolean' },
        keep: { type: 'boolean' },
        environment: { type: 'string' },
        config: { type: 'string' },
        region: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    const end = tokens.find(({ kind }) => kind === 'option-terminator')?.index;
    const stray = tokens.find((token) => token.kind === 'positional' && token.index < (end ?? Infinity));
    if (stray?.kind === 'positional') throw new Error(`Unexpected argument '${stray.value}'`);
    const empty = Object.entries(values).find(([, value]) => value === '');
    if (empty) throw new Error(`--${empty[0]} is empty`);
    return { values, trainArguments: end === undefined ? undefined : args.slice(end + 1) };
  } catch (cause) {
    const message = (cause as Error).message.split('. ')[0]!.replace(/\.$/, '');
    const hint = /^Un/.test(message) ? '; what train.py is to get stands after a -- of its own' : '';
    throw usageError(message + hint);
  }
}

function actionOf(values: Readonly<Record<string, unknown>>): Action {
  const given = (['resume', 'follow', 'stop', 'list'] as const).filter((name) => values[name] !== undefined);
  if (given.length > 1) throw usageError(`--${given.join(' and --')} cannot be combined`);
  return given[0] ?? 'start';
}

function readMachines(text: string): MachineRange {
  const [min, max] = (/^(\d{1,4})(?::(\d{1,4}))?$/.exec(text) ?? [])
    .slice(1)
    .map((part) => part && Number(part));
  if (min && (max === undefined || Number(max) >= Number(min))) {
    return { min: Number(min), max: Number(max ?? min) };
  }
  throw usageError(
    `--machines ${JSON.stringify(text)} is not a number of machines; give MIN or MIN:MAX with 1 <= MIN <= MAX, such as 2 or 2:4`,
  );
}

function usageError(message: string): UserError {
  return new UserError(`${message}. ${USAGE}`);
}
