import { CommandLine, examples } from '../command-line';
import { UserError } from '../user-error';
import { platformOptions, type PlatformOptions } from '../platform-options';
import { PROGRAM } from '../train-commands';
import { readJobId } from './job-id';
import { inVerbForm } from './old-flags';
import {
  detachOption,
  fleetOption,
  jobOptions,
  keepOption,
  listFleetOption,
  nameOption,
  type InstanceRange,
} from './options';

const PLATFORM = 'Options of all commands, which name the platform:';

/** Options of `resume`; omitted ones keep their previous value. */
export interface ResumeOptions {
  readonly instances?: InstanceRange;
  /** Folder of new code. */
  readonly code?: string;
  /** Exit as soon as the job is on its fleet. */
  readonly detach?: boolean;
  /** Leave the fleet at its size when the job ends. */
  readonly keep?: boolean;
  /** Arguments of train.py; an empty list after a trailing `--`. */
  readonly trainArguments?: readonly string[];
}

/** Options of `start`. */
export interface StartOptions extends ResumeOptions {
  readonly fleet: string;
  /** @default 'train' */
  readonly name?: string;
}

/** One command with its options. */
type Given =
  | { readonly verb: 'start'; readonly options: StartOptions }
  | { readonly verb: 'resume'; readonly job: string; readonly options: ResumeOptions }
  | { readonly verb: 'follow' | 'stop'; readonly job: string; readonly options: Pick<ResumeOptions, 'keep'> }
  | { readonly verb: 'interrupt'; readonly job: string; readonly options: Record<never, never> }
  | { readonly verb: 'list'; readonly options: { readonly fleet?: string } };

/** The command line of `npm run train`. */
export type Arguments = Given & { readonly platform: PlatformOptions };

/** Output of the command-line parser. */
export interface Print {
  /** Help, for standard output. */
  readonly help: (text: string) => void;
  /** The command line in its current form, for standard error. */
  readonly hint: (line: string) => void;
}

/**
 * Parses the command line of `npm run train`.
 *
 * @returns Undefined if the help was printed.
 * @throws UserError on the first mistake.
 */
export function readArguments(args: readonly string[], print: Print): Arguments | undefined {
  const { current, hint } = inVerbForm(args);
  const end = current.indexOf('--');
  const own = end === -1 ? current : current.slice(0, end);
  const trainArguments = end === -1 ? undefined : current.slice(end + 1);
  let found: Given | undefined;
  const program = commandLine(print.help, (given) => (found = given));
  if (!program.read(own) || !found) return undefined;
  if (trainArguments && found.verb !== 'start' && found.verb !== 'resume') {
    throw new UserError(
      `${found.verb} takes no arguments of train.py; remove -- and the arguments after it.`,
    );
  }
  if (hint) print.hint(hint);
  const options = { ...found.options, ...(trainArguments && { trainArguments }) };
  return { ...found, options, platform: program.opts<PlatformOptions>() } as Arguments;
}

const TRAIN_ARGUMENTS = '[-- ARGUMENTS OF train.py]';
const ADVICE = () => 'Arguments of train.py follow a -- of their own.';
const MISSING_FLEET = `--fleet is missing: add --fleet NAME, a key of training.fleets in the configuration. ${PROGRAM} start --help lists the options.`;
const EXAMPLE_JOB = 'train-20261124-194500';

type Found = (given: Given) => void;

function commandLine(printHelp: (text: string) => void, found: Found): CommandLine {
  const program = new CommandLine(PROGRAM)
    .usage(`COMMAND [options] ${TRAIN_ARGUMENTS}`)
    .description('Trains models on the GPU instances of the fleets of a deployed platform.')
    .configureOutput({ writeOut: printHelp })
    .addOptions(platformOptions().map((option) => option.helpGroup(PLATFORM)));
  addStart(program, found);
  addResume(program, found);
  addFollow(program, found);
  addStop(program, found);
  addInterrupt(program, found);
  addList(program, found);
  return program.addHelpText(
    'after',
    trainExamples('start --fleet default -- --config toy.yaml', 'list', 'start --help'),
  );
}

function addStart(program: CommandLine, found: Found): void {
  program
    .command('start')
    .usage(`--fleet <NAME> [options] ${TRAIN_ARGUMENTS}`)
    .summary('start a job and follow it')
    .description(
      'Uploads the code, scales the fleet out, and follows the job until it ends. Ctrl-C before the job runs rolls everything back; later it only stops following.',
    )
    .addOptions([fleetOption(), nameOption(), ...jobOptions(), detachOption(), keepOption()])
    .addHelpText(
      'after',
      trainExamples(
        'start --fleet default -- --config toy.yaml',
        'start --fleet default --name bert --instances 2:4 --code ./bert --keep',
        'start --fleet default --detach --environment dev',
      ),
    )
    .adviseOnUnknown(ADVICE)
    .action(({ fleet, ...options }: Partial<StartOptions>) => {
      // Not mandatory in commander, which would hide a misspelled --fleet.
      if (fleet === undefined) throw new UserError(MISSING_FLEET);
      found({ verb: 'start', options: { fleet, ...options } });
    });
}

function addResume(program: CommandLine, found: Found): void {
  jobCommand(program, 'resume')
    .usage(`<JOB> [options] ${TRAIN_ARGUMENTS}`)
    .summary('resume a job from its last checkpoint and follow it')
    .description(
      'Resumes a job from its last checkpoint. Arguments after -- replace those of the first start; without --, train.py gets the same as before.',
    )
    .addOptions([...jobOptions(), detachOption(), keepOption()])
    .addHelpText(
      'after',
      trainExamples(`resume ${EXAMPLE_JOB}`, `resume ${EXAMPLE_JOB} --code ./corrected -- --config toy.yaml`),
    )
    .adviseOnUnknown(ADVICE)
    .action((job: string, options: ResumeOptions) => found({ verb: 'resume', job, options }));
}

function addFollow(program: CommandLine, found: Found): void {
  jobCommand(program, 'follow')
    .usage('<JOB> [options]')
    .summary('show the log of a job to its end')
    .description(
      'Shows the log of a job, from at most 10 minutes ago, to the end of the job. Ctrl-C stops following, but not the job.',
    )
    .addOption(keepOption())
    .addHelpText('after', trainExamples(`follow ${EXAMPLE_JOB}`))
    .action((job: string, options: ResumeOptions) => found({ verb: 'follow', job, options }));
}

function addStop(program: CommandLine, found: Found): void {
  jobCommand(program, 'stop')
    .usage('<JOB> [options]')
    .summary('stop a job after a checkpoint')
    .description('Stops a job after a checkpoint. It can be resumed.')
    .addOption(keepOption())
    .addHelpText('after', trainExamples(`stop ${EXAMPLE_JOB}`))
    .action((job: string, options: ResumeOptions) => found({ verb: 'stop', job, options }));
}

function addInterrupt(program: CommandLine, found: Found): void {
  jobCommand(program, 'interrupt')
    .usage('<JOB>')
    .summary('terminate an instance of a job, to see the job resume')
    .description(
      'Terminates one instance of a running job, as a Spot interruption would. The job writes a checkpoint, and resumes from it on the replacement. It costs the time until then, and no step of a job that writes its checkpoint in time.',
    )
    .addHelpText('after', trainExamples(`interrupt ${EXAMPLE_JOB}`))
    .action((job: string) => found({ verb: 'interrupt', job, options: {} }));
}

function addList(program: CommandLine, found: Found): void {
  program
    .command('list')
    .usage('[options]')
    .summary('list the latest jobs')
    .description('Lists the 20 latest jobs, the newest first.')
    .addOption(listFleetOption())
    .addHelpText('after', trainExamples('list', 'list --fleet default --environment dev'))
    .action((options: { fleet?: string }) => found({ verb: 'list', options }));
}

function jobCommand(program: CommandLine, verb: string): CommandLine {
  return program.command(verb).argument('<JOB>', `id of the job, such as ${EXAMPLE_JOB}`, readJobId);
}

function trainExamples(...lines: readonly string[]): string {
  return examples(...lines.map((line) => `${PROGRAM} ${line}`));
}
