import { UserError } from '../user-error';
import type { FleetSize } from './fleet-group';
import type { JobRecord } from './job-record';
import type { InstanceRange } from './options';
import { groupOfJob, type Workplace } from './workplace';

/** Limit for the document parameter, far above the size of any list of options. */
const MAX_ARGUMENT_BYTES = 4096;

/**
 * Creates the association, then scales the fleet out, because that is what costs money.
 *
 * @param record - Has the sizes before and after the previous job, if its instances are taken over.
 * @param target - Number of instances to scale out to.
 */
export async function placeOnFleet(
  place: Workplace,
  record: JobRecord,
  target = record.instances.min,
): Promise<JobRecord> {
  const { store, association, output, signal } = place;
  signal.throwIfAborted();
  await association.remove(record.job);
  await association.create(record);
  const group = groupOfJob(place, record);
  // Only now: another job could change it until the fleet was claimed.
  const { desired } = await group.size();
  const before = record.raised;
  const takesOver = before?.to === desired;
  const from = takesOver ? before.from : desired;
  const to = Math.max(desired, target);
  record.raised =
    from === to ? undefined : { from, to, ...(takesOver && to > desired && { takenOver: desired }) };
  // Recorded first, so that any later command can set the size back.
  if (record.raised || before) await store.putRecord(record);
  signal.throwIfAborted();
  if (to === desired) return record;
  output.line(`Fleet ${record.fleet} is scaled out from ${desired} to ${to} instances.`);
  await group.resize(to);
  if (record.raised?.takenOver !== undefined) {
    record.raised = { from, to };
    await store.putRecord(record);
  }
  return record;
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
  { commands }: Pick<Workplace, 'commands'>,
): InstanceRange {
  const raise = `raise training.fleets.${fleet}.max and run ${commands.deploy()}`;
  if (max === 0) {
    throw new UserError(
      `Fleet ${fleet} can have 0 instances at the moment (maximum size of its group). Wait until its schedule allows some, or ${raise}.`,
    );
  }
  const range = wanted ?? { min: 1, max };
  if (range.min <= max && range.max <= max) return range;
  throw new UserError(
    `--instances ${range.min === range.max ? range.min : `${range.min}:${range.max}`} is more than fleet ${fleet} can have; give 1 to ${max}, or ${raise}.`,
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
