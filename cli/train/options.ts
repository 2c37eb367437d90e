import { Option } from 'commander';
import { valueOption } from '../command-line';
import { UserError } from '../user-error';
import { readJobName } from './job-id';

/** The number of instances that take part in a job. */
export interface InstanceRange {
  readonly min: number;
  readonly max: number;
}

const START = 'Options of start:';
const START_RESUME = 'Options of start and resume:';
const JOB = 'Options of start, resume, follow and stop:';
const LIST = 'Options of list:';

/** The fleet of a new job. */
export function fleetOption(): Option {
  return valueOption(
    '--fleet <NAME>',
    'fleet to train on, a key of training.fleets in the configuration, such as default (required)',
  ).helpGroup(START);
}

/** Instances and code, for a new job and a resumed one. */
export function jobOptions(): Option[] {
  return [
    valueOption(
      '--instances <MIN[:MAX]>',
      'number of instances: the job waits for MIN and uses up to MAX, such as 2:4; 2 means exactly 2 (default: 1 to the maximum size of the fleet; with resume: as before)',
      readInstances,
    ).helpGroup(START_RESUME),
    valueOption(
      '--code <DIR>',
      'folder with launch.py and train.py, at most 64 MiB, such as ./bert (default: workloads/training; with resume: the code of the first start)',
    ).helpGroup(START_RESUME),
  ];
}

/** First part of the id of a new job. */
export function nameOption(): Option {
  return valueOption(
    '--name <NAME>',
    "first part of the job's id, such as bert; the time of the start in UTC is added (default: train)",
    readJobName,
  ).helpGroup(START);
}

/** Exits without following the job. */
export function detachOption(): Option {
  return new Option(
    '--detach',
    'exit as soon as the job is on its fleet (default: follow it until it ends)',
  ).helpGroup(START_RESUME);
}

/** Keeps the size of the fleet. */
export function keepOption(): Option {
  return new Option(
    '--keep',
    'leave the fleet at its size when the job ends, at the price of its instances (default: set it back to its size before the job)',
  ).helpGroup(JOB);
}

/** Restricts the list. */
export function listFleetOption(): Option {
  return valueOption(
    '--fleet <NAME>',
    'only jobs of this fleet, such as default (default: all fleets)',
  ).helpGroup(LIST);
}

function readInstances(text: string): InstanceRange {
  const [, first, second = first] = /^(\d{1,4})(?::(\d{1,4}))?$/.exec(text) ?? [];
  const [min, max] = [Number(first), Number(second)];
  if (min >= 1 && max >= min) return { min, max };
  throw new UserError(
    `--instances ${JSON.stringify(text)} is not a number of instances; give MIN or MIN:MAX with 1 <= MIN <= MAX, such as 2 or 2:4.`,
  );
}
