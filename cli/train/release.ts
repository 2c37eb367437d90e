import { UserError } from '../user-error';
import type { JobRecord } from './job-record';
import type { Ending } from './ending';
import { stopInstances } from './stop-instances';
import { groupOfJob, type Workplace } from './workplace';

/** Options for the release of a fleet. */
export interface Release extends Ending {
  /** Outcome for the record of the job. */
  readonly outcome: NonNullable<JobRecord['outcome']>;
}

/**
 * Releases the fleet of a job: stops the job on its instances, removes its association, restores the size of the fleet,
 * and frees it for the next job. Continues after a failed part.
 *
 * It can be repeated: every part looks at the account, and none takes for done what the record says. The lock goes last,
 * so that no other job changes the fleet meanwhile; a lock that an interruption leaves is freed by the next command.
 *
 * @throws UserError with the parts that failed.
 */
export async function release(place: Workplace, record: JobRecord, how: Release): Promise<void> {
  const { store, association, commands } = place;
  const problems: string[] = [];
  const attempt = async (what: string, part: () => Promise<unknown>) => {
    await part().catch((cause: unknown) => problems.push(`${what}: ${(cause as Error).message}`));
  };
  if (how.outcome !== 'finished') {
    await attempt('stop marker', () => store.markStopped(record.job));
    await attempt('stop on the instances', () => stopInstances(place, record, how));
  }
  await attempt('association', () => association.remove(record.job));
  await attempt('size of the fleet', () => setBack(place, record, how));
  if (problems.length === 0) {
    await attempt('record', () => store.putRecord({ ...record, raised: undefined, outcome: how.outcome }));
    await attempt('lock of the fleet', () => freeFleet(place, record));
  }
  if (problems.length === 0) return;
  throw new UserError(
    `Job ${record.job} could not be released completely (${problems.join('; ')}). Correct that, then run ${commands.of('stop', record.job)}.`,
  );
}

/** Frees the fleet of a job, unless another job has it. */
export async function freeFleet({ store }: Workplace, { fleet, job }: JobRecord): Promise<void> {
  const lock = await store.locks.read(fleet);
  if (lock?.job === job) await store.locks.free(lock);
}

/** Sets the fleet back to its size before the job, and says which size it has. */
async function setBack(place: Workplace, record: JobRecord, { keep }: Release): Promise<void> {
  const { output, store } = place;
  const { fleet, job, raised } = record;
  if (!raised) return;
  if (keep) return output.line(`Fleet ${fleet} stays at ${raised.to} instances.`);
  const lock = await store.locks.read(fleet);
  if (lock?.job && lock.job !== job) {
    return output.line(`Fleet ${fleet} keeps its size, because job ${lock.job} has it.`);
  }
  const now = await groupOfJob(place, record).restore(raised);
  if (!now) return output.line(`Fleet ${fleet} is not in the account any more.`);
  const { size, isSetBack } = now;
  output.line(
    isSetBack
      ? `Fleet ${fleet} is set back to ${size} instances.`
      : size === raised.from
        ? `Fleet ${fleet} has ${size} instances, as before the job.`
        : `Fleet ${fleet} keeps the size that was set meanwhile.`,
  );
}
