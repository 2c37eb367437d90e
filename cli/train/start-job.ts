import { JOBS_PREFIX } from '../../lib/contract/object-prefixes';
import { claimFleet } from './claim-fleet';
import { packCode } from './code-archive';
import { FleetGroup } from './fleet-group';
import { jobId } from './job-id';
import { checkpointUri, trainArguments, type JobRecord } from './job-record';
import type { InstanceRange } from './options';
import { checkArguments, instancesWithin, placeOnFleet, rollBack } from './place-on-fleet';
import type { Ending } from './release';
import type { Workplace } from './workplace';

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
  const { store, platform, output } = place;
  const size = await new FleetGroup(place.clients.autoScaling, given.group).size();
  const archive = await packCode(given.code);
  const started = new Date();
  const job = jobId(given.name, started);
  const record: JobRecord = {
    job,
    fleet: given.fleet,
    group: given.group,
    instances: instancesWithin(given.instances, size, given.fleet),
    arguments: trainArguments(checkpointUri(platform.checkpointsBucket, job), given.arguments),
    codeSha256: archive.sha256,
    started: started.toISOString(),
  };
  checkArguments(record);
  await store.createRecord(record);
  let before: JobRecord['raised'];
  try {
    before = await claimFleet(place, record, ending);
  } catch (cause) {
    await store.remove(job);
    throw cause;
  }
  try {
    output.line(
      `Job ${job}: ${archive.files} files of ${given.code} are uploaded to s3://${store.bucket}/${JOBS_PREFIX}${job}/.`,
    );
    await store.putCode(job, archive.bytes);
    return await placeOnFleet(place, record, { size, before, target: given.instances?.max });
  } catch (cause) {
    await rollBack(place, record, ending, true);
    throw cause;
  }
}
