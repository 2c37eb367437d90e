import { UserError } from '../user-error';
import type { FleetSize } from './fleet-group';
import type { JobRecord } from './job-record';
import type { InstanceRange } from './options';
import { release, type Ending } from './release';
import { groupOfJob, type Workplace } from './workplace';

/** Limit for the document parameter, far above the size of any list of options. */
const MAX_ARGUMENT_BYTES = 4096;

/** Current, previous and required size of a fleet. */
interface Sizes {
  readonly size: FleetSize;
  /** The sizes before and after the previous job scaled the fleet out. */
  readonly before: JobRecord['raised'];
  /** @default the minimum that the job needs */
  readonly target: number | undefined;
}

/** Creates the association, then scales the fleet out, because that is what costs money. */
export async function placeOnFleet(
  place: Workplace,
  record: JobRecord,
  { size, before, target = record.instances.min }: Sizes,
): Promise<JobRecord> {
  const { store, association, output, signal } = place;
  signal.throwIfAborted();
  await association.remove(record.job);
  await association.create(record);
  const from = before?.to === size.desired ? before.from : size.desired;
  const to = Math.max(size.desired, target);
  if (from === to) return record;
  record.raised = { from, to };
  // Recorded first, so that any later command can set the size back.
  await store.putRecord(record);
  signal.throwIfAborted();
  if (to === size.desired) return record;
  output.line(`Fleet ${record.fleet} is scaled out from ${size.desired} to ${to} instances.`);
  await groupOfJob(place, record).resize(to);
  return record;
}

/** Rolls back a job that is not running yet. A new job is removed completely. */
export async function rollBack(
  place: Workplace,
  record: JobRecord,
  ending: Ending,
  isNew: boolean,
): Promise<void> {
  place.output.end();
  place.output.line(`Rolling back job ${record.job} ...`);
  await release(place, record, { ...ending, keep: false, outcome: 'stopped' });
  if (isNew) await place.store.remove(record.job);
}

/**
 * Limits the instances of a job to the maximum size of its fleet.
 *
 * @throws UserError if the fleet cannot have as many.
 */
export function instancesWithin(
  wanted: InstanceRange | undefined,
  { max }: FleetSize,
  fleet: string,
): InstanceRange {
  if (max === 0) {
    throw new UserError(
      `Fleet ${fleet} can have 0 instances at the moment (maximum size of its group). Wait until its schedule allows some, or raise training.fleets.${fleet}.max and deploy Training.`,
    );
  }
  const range = wanted ?? { min: 1, max };
  if (range.min <= max && range.max <= max) return range;
  throw new UserError(
    `--instances ${range.min === range.max ? range.min : `${range.min}:${range.max}`} is more than fleet ${fleet} can have; give 1 to ${max}, or raise training.fleets.${fleet}.max and deploy Training.`,
  );
}

/** @throws UserError if the arguments of train.py are too long for the parameter of the job document. */
export function checkArguments({ arguments: args }: JobRecord): void {
  const length = Buffer.byteLength(JSON.stringify(args));
  if (length <= MAX_ARGUMENT_BYTES) return;
  throw new UserError(
    `The arguments of train.py have ${length} bytes, and may have ${MAX_ARGUMENT_BYTES}; put long ones into a file in the folder of the code.`,
  );
}
