import { randomUUID } from 'node:crypto';
import { JOBS_PREFIX } from '../../lib/contract/object-prefixes';
import { UserError } from '../user-error';
import { claimFleet } from './claim-fleet';
import { packCode } from './code-archive';
import { rollBack, withdraw } from './end-job';
import { jobId } from './job-id';
import { checkpointUri, trainArguments, type JobRecord } from './job-record';
import type { InstanceRange } from './options';
import { checkArguments, instancesWithin, placeOnFleet } from './place-on-fleet';
import type { Ending } from './ending';
import { groupOfJob, type Workplace } from './workplace';

/** A new job. */
export interface NewJob {
  readonly fleet: string;
  /** Name of the fleet's Auto Scaling group. */
  readonly group: string;
  readonly name: string;
  /** @default 1 to the maximum size of the fleet */
  readonly instances: InstanceRange | undefined;
  /** Folder of the code. */
  readonly code: string;
  /** Passed to train.py. */
  readonly arguments: readonly string[];
}

/**
 * Places a new job on its fleet: uploads the code, creates the association, and scales the fleet out.
 *
 * @throws any error after rolling back every step.
 */
export async function startJob(place: Workplace, given: NewJob, ending: Ending): Promise<JobRecord> {
  const { store, platform, output, signal } = place;
  const size = await groupOfJob(place, given).size();
  const archive = await packCode(given.code, { report: (text) => output.line(text), signal });
  const started = new Date();
  const job = jobId(given.name, started);
  const record: JobRecord = {
    job,
    fleet: given.fleet,
    group: given.group,
    instances: instancesWithin(given.instances, size, given.fleet, place),
    arguments: trainArguments(checkpointUri(platform.checkpointsBucket, job), given.arguments),
    codeSha256: archive.sha256,
    started: started.toISOString(),
    run: randomUUID(),
  };
  checkArguments(record);
  place.atStake(job);
  await store.createRecord(record).catch(async (cause: unknown) => {
    // A UserError: the job of that id is another one.
    if (!(cause instanceof UserError)) await withdraw(place, record, ending);
    throw cause;
  });
  try {
    await claimFleet(place, record, ending);
  } catch (cause) {
    await withdraw(place, record, ending);
    throw cause;
  }
  try {
    output.line(
      `Job ${job}: ${archive.files} files of ${given.code} are uploaded to s3://${store.bucket}/${JOBS_PREFIX}${job}/.`,
    );
    await store.putCode(job, archive.bytes);
    return await placeOnFleet(place, record, given.instances?.max);
  } catch (cause) {
    await rollBack(place, record, ending, true);
    throw cause;
  }
}
