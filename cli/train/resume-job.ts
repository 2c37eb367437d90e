import { randomUUID } from 'node:crypto';
import { UserError } from '../user-error';
import { claimFleet } from './claim-fleet';
import { packCode } from './code-archive';
import { endJob, rollBack } from './end-job';
import { checkpointUri, hasRun, jobFolder, trainArguments, type JobRecord } from './job-record';
import type { InstanceRange } from './options';
import { checkArguments, instancesWithin, placeOnFleet } from './place-on-fleet';
import type { Ending } from './ending';
import { groupOfJob, type Workplace } from './workplace';

/** The changes to a job that is resumed. */
export interface Resumption {
  /** @default as before */
  readonly instances: InstanceRange | undefined;
  /**
   * Folder of new code.
   * @default the code that was uploaded before
   */
  readonly code: string | undefined;
  /**
   * New arguments of train.py.
   * @default as before
   */
  readonly arguments: readonly string[] | undefined;
}

/**
 * Places a job on its fleet again, where it resumes from its last checkpoint.
 *
 * @throws UserError if the job has finished and no new arguments are given; any error after rolling back every step.
 */
export async function resumeJob(
  place: Workplace,
  job: string,
  given: Resumption,
  endingOf: (fleet: string) => Ending,
): Promise<JobRecord> {
  const { store, platform, output, signal, commands } = place;
  const before = await store.record(job);
  const { fleet } = before;
  const ending = endingOf(fleet);
  const state = await store.state(job);
  if (state.finished && !given.arguments) {
    throw new UserError(
      `Job ${job} has finished, so there is nothing to resume. To train longer give the arguments of a longer run after --, such as --config FILE with more steps, or start a new job with ${commands.start(fleet)}.`,
    );
  }
  if (!state.hasCode && given.code === undefined) {
    throw new UserError(
      `The code of job ${job} is not in s3://${store.bucket}/${jobFolder(job)}; name its folder with --code.`,
    );
  }
  const archive =
    given.code === undefined
      ? undefined
      : await packCode(given.code, { report: (text) => output.line(text), signal });
  const record: JobRecord = {
    ...before,
    instances: instancesWithin(
      given.instances ?? before.instances,
      await groupOfJob(place, before).size(),
      fleet,
      place,
    ),
    arguments: given.arguments
      ? trainArguments(checkpointUri(platform.checkpointsBucket, job), given.arguments)
      : before.arguments,
    codeSha256: archive?.sha256 ?? before.codeSha256,
    started: new Date().toISOString(),
    run: randomUUID(),
    ranBefore: hasRun(before, state) || undefined,
    raised: undefined,
    outcome: undefined,
  };
  checkArguments(record);
  place.atStake(job);
  const previous = await endPreviousRun(place, before, state.finished, ending);
  // Before the lock: a lock of a job that has ended may be freed by anyone.
  await store.replaceRecord(record, previous.etag);
  try {
    await claimFleet(place, record, ending);
  } catch (cause) {
    if (record.raised) await rollBack(place, record, ending, false);
    else await bringBack(place, record, previous.record);
    throw cause;
  }
  try {
    output.line(`Job ${job} resumes with ${archive ? `new code from ${given.code}` : 'its code'}.`);
    // First, so that the job has code at any time.
    if (archive) await store.putCode(job, archive.bytes);
    await store.forget(job);
    return await placeOnFleet(place, record, given.instances?.max);
  } catch (cause) {
    await rollBack(place, record, ending, false);
    throw cause;
  }
}

/**
 * Ends the previous run of a job, if an interrupted command has left it, or nobody followed it to its end.
 *
 * @returns Its record.
 * @throws UserError if the job is on its fleet.
 */
async function endPreviousRun(
  place: Workplace,
  record: JobRecord,
  finished: boolean,
  ending: Ending,
): Promise<{ record: JobRecord; etag: string | undefined }> {
  const { store, commands } = place;
  const { job, fleet, started } = record;
  const found = await store.find(job);
  if (found.record && found.record.outcome) return found;
  if (!finished && (await store.locks.read(fleet))?.job === job) {
    throw new UserError(
      `Fleet ${fleet} has had job ${job} since ${started.slice(0, 16).replace('T', ' ')} UTC. ` +
        `Follow it with ${commands.of('follow', job)}, or stop it with ${commands.of('stop', job)}.`,
    );
  }
  const outcome = finished ? 'finished' : 'stopped';
  await endJob(place, record, { ...ending, outcome });
  const ended = await store.find(job);
  return ended.record ? ended : { record, etag: undefined };
}

/** Puts the record of the previous run back, unless another command has changed it. */
async function bringBack({ store }: Workplace, record: JobRecord, previous: JobRecord): Promise<void> {
  const now = await store.find(record.job);
  if (now.record && now.record.run === record.run) await store.replaceRecord(previous, now.etag);
}
