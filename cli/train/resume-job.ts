import { UserError } from '../user-error';
import { claimFleet } from './claim-fleet';
import { packCode } from './code-archive';
import { checkpointUri, trainArguments, type JobRecord } from './job-record';
import type { InstanceRange } from './options';
import { checkArguments, instancesWithin, placeOnFleet, rollBack } from './place-on-fleet';
import type { Ending } from './release';
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
  before: JobRecord,
  given: Resumption,
  ending: Ending,
): Promise<JobRecord> {
  const { store, platform, output } = place;
  const { job, fleet } = before;
  if ((await store.state(job)).finished && !given.arguments) {
    throw new UserError(
      `Job ${job} has finished, so there is nothing to resume. To train longer give arguments after --, or start a new job with npm run train -- start --fleet ${fleet}${place.selection}.`,
    );
  }
  const size = await groupOfJob(place, before).size();
  const archive = given.code === undefined ? undefined : await packCode(given.code);
  const record: JobRecord = {
    ...before,
    instances: instancesWithin(given.instances ?? before.instances, size, fleet),
    arguments: given.arguments
      ? trainArguments(checkpointUri(platform.checkpointsBucket, job), given.arguments)
      : before.arguments,
    codeSha256: archive?.sha256 ?? before.codeSha256,
    started: new Date().toISOString(),
    raised: undefined,
    outcome: undefined,
  };
  checkArguments(record);
  const previous = await claimFleet(place, record, ending);
  try {
    await store.putRecord(record);
    output.line(`Job ${job} resumes with ${archive ? `new code from ${given.code}` : 'its code'}.`);
    await store.forget(job, { keepCode: archive === undefined });
    if (archive) await store.putCode(job, archive.bytes);
    return await placeOnFleet(place, record, { size, before: previous, target: given.instances?.max });
  } catch (cause) {
    await rollBack(place, record, ending, false);
    throw cause;
  }
}
