import { UserError } from '../user-error';
import type { MachineRange } from './arguments';
import { packCode } from './code-archive';
import { FleetGroup, type FleetSize } from './fleet-group';
import { command, groupOfJob, type Workplace } from './workplace';
import { jobId } from './job-id';
import { checkpointUri, trainArguments, type JobRecord } from './job-record';
import { release, type Ending } from './release';

/** A job that nobody has started before. */
export interface NewJob {
  readonly fleet: string;
  /** Name of the fleet's Auto Scaling group. */
  readonly group: string;
  readonly name: string;
  /** @default 1 to the largest size of the fleet */
  readonly machines: MachineRange | undefined;
  /** Folder of the code. */
  readonly code: string;
  /** Given to train.py. */
  readonly arguments: readonly string[];
}

/** What changes when a job is resumed. */
export interface Resumption {
  /** @default as before */
  readonly machines: MachineRange | undefined;
  /**
   * Folder of new code.
   * @default the code that was uploaded before
   */
  readonly code: string | undefined;
  /**
   * Given to train.py in place of those before.
   * @default as before
   */
  readonly arguments: readonly string[] | undefined;
}

/** The document's parameters go to every machine; a list of options is far below. */
const LONGEST_ARGUMENTS = 4096;

/**
 * Puts a new job on its fleet: code, association, machines. It runs when the machines are there.
 *
 * @throws After everything is as before.
 */
export async function startJob(place: Workplace, given: NewJob, ending: Ending): Promise<JobRecord> {
  const { store, platform, output } = place;
  const size = await new FleetGroup(place.clients.autoScaling, given.group).size();
  const archive = await packCode(given.code);
  const started = new Date();
  const job = jobId(given.name, started);
  const record: JobRecord = {
    job,
    fleet: given.fleet,
    group: given.group,
    machines: rangeWithin(given.machines, size, given.fleet),
    arguments: trainArguments(checkpointUri(platform.checkpointsBucket, job), given.arguments),
    codeSha256: archive.sha256,
    started: started.toISOString(),
  };
  checkArguments(record);
  await store.createRecord(record);
  let before: JobRecord['raised'];
  try {
    before = await takeFleet(place, record, ending);
  } catch (cause) {
    await store.remove(job);
    throw cause;
  }
  try {
    output.line(
      `Job ${job}: ${archive.files} files of ${given.code} go to s3://${store.bucket}/jobs/${job}/.`,
    );
    await store.putCode(job, archive.bytes);
    return await putOnFleet(place, record, { size, before, target: given.machines?.max });
  } catch (cause) {
    await takeBack(place, record, ending, true);
    throw cause;
  }
}

/**
 * Puts a job on its fleet again. It goes on from its last checkpoint.
 *
 * @throws After everything is as before.
 */
export async function resumeJob(
  place: Workplace,
  job: string,
  given: Resumption,
  ending: Ending,
): Promise<JobRecord> {
  const { store, platform, output } = place;
  const before = await store.record(job);
  if ((await store.state(job)).finished && !given.arguments) {
    throw new UserError(
      `Job ${job} has finished, so there is nothing to resume. To train longer give arguments after --, or start a new job with --fleet ${before.fleet}.`,
    );
  }
  const size = await groupOfJob(place, before).size();
  const archive = given.code === undefined ? undefined : await packCode(given.code);
  const wanted = given.machines ?? before.machines;
  const record: JobRecord = {
    ...before,
    machines: rangeWithin(wanted, size, before.fleet),
    arguments: given.arguments
      ? trainArguments(checkpointUri(platform.checkpointsBucket, job), given.arguments)
      : before.arguments,
    codeSha256: archive?.sha256 ?? before.codeSha256,
    started: new Date().toISOString(),
    raised: undefined,
    outcome: undefined,
  };
  checkArguments(record);
  const left = await takeFleet(place, record, ending);
  try {
    await store.putRecord(record);
    output.line(`Job ${job} goes on with ${archive ? `new code from ${given.code}` : 'its code'}.`);
    await store.forget(job, { keepCode: archive === undefined });
    if (archive) await store.putCode(job, archive.bytes);
    return await putOnFleet(place, record, { size, before: left, target: given.machines?.max });
  } catch (cause) {
    await takeBack(place, record, ending, false);
    throw cause;
  }
}

/** Ends a job that does not run yet. Nothing stays of a new one. */
export async function takeBack(
  place: Workplace,
  record: JobRecord,
  ending: Ending,
  isNew: boolean,
): Promise<void> {
  place.output.end();
  place.output.line(`Taking back what was started for ${record.job} ...`);
  await release(place, record, { ...ending, keep: false, outcome: 'stopped' });
  if (isNew) await place.store.remove(record.job);
}

/** How large a fleet is, was and is to be. */
interface Sizes {
  readonly size: FleetSize;
  /** What the job before it has made of the size. */
  readonly before: JobRecord['raised'];
  /** @default the fewest machines that the job needs */
  readonly target: number | undefined;
}

/** Makes the association, then raises the fleet, which costs money. */
async function putOnFleet(
  place: Workplace,
  record: JobRecord,
  { size, before, target = record.machines.min }: Sizes,
): Promise<JobRecord> {
  const { store, association, output, signal } = place;
  signal.throwIfAborted();
  await association.remove(record.job);
  await association.create(record);
  const from = before?.to === size.desired ? before.from : size.desired;
  const to = Math.max(size.desired, target);
  if (from === to) return record;
  record.raised = { from, to };
  // Written first: whoever ends the job later has to know.
  await store.putRecord(record);
  signal.throwIfAborted();
  if (to === size.desired) return record;
  output.line(`Fleet ${record.fleet} goes from ${size.desired} to ${to} machines.`);
  await groupOfJob(place, record).resize(to);
  return record;
}

/**
 * Takes the fleet: one job at a time, since two would share machines and the port of the rendezvous. One that has
 * finished while nobody followed it leaves its machines to this one.
 *
 * @returns The sizes of the fleet before and after that job, if there was one that raised it.
 */
async function takeFleet(place: Workplace, record: JobRecord, ending: Ending): Promise<JobRecord['raised']> {
  const { store, output } = place;
  const holder = await store.takeFleet(record);
  if (holder === undefined) return undefined;
  const other = await store.record(holder);
  if (!(await store.state(holder)).finished) throw new UserError(busy(place, other));
  output.line(`Job ${holder} has finished, and leaves fleet ${record.fleet}.`);
  await release(place, other, { ...ending, keep: true, outcome: 'finished' });
  await takeFleet(place, record, ending);
  return other.raised;
}

function busy(place: Workplace, { job, fleet, started }: JobRecord): string {
  return (
    `Fleet ${fleet} has job ${job} since ${started.slice(0, 16).replace('T', ' ')} UTC, and takes one at a time. ` +
    `Follow it with ${command(place, 'follow', job)}, or stop it with ${command(place, 'stop', job)}.`
  );
}

function rangeWithin(wanted: MachineRange | undefined, { max }: FleetSize, fleet: string) {
  if (max === 0) {
    throw new UserError(
      `Fleet ${fleet} may have 0 machines just now (largest size of its group). Wait until its schedule allows some, or raise max in the configuration and deploy Training.`,
    );
  }
  const range = { min: wanted?.min ?? 1, max: wanted?.max ?? max };
  if (range.min <= max && range.max <= max) return range;
  throw new UserError(
    `--machines ${range.min === range.max ? range.min : `${range.min}:${range.max}`} is more than fleet ${fleet} may have; give 1 to ${max}, or raise training.fleets.${fleet}.max and deploy Training.`,
  );
}

function checkArguments({ arguments: args }: JobRecord): void {
  const length = Buffer.byteLength(JSON.stringify(args));
  if (length <= LONGEST_ARGUMENTS) return;
  throw new UserError(
    `The arguments of train.py have ${length} bytes, and may have ${LONGEST_ARGUMENTS}; put long ones into a file in the folder of the code.`,
  );
}
