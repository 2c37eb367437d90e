import type { Lock } from './fleet-lock';
import type { JobRecord } from './job-record';
import type { Ending } from './ending';
import { release } from './release';
import { groupOfJob, type Workplace } from './workplace';

/** The job that has a fleet. */
export interface Holder {
  readonly job: string;
  /** Undefined if it cannot be read. */
  readonly record?: JobRecord;
}

/**
 * Frees a fleet whose lock was left by a program that was killed: its job has ended, has finished without being released,
 * does not exist, or ran on a group that does not exist any more. A job that takes a fleet creates its record before the
 * lock, and removes the lock before the record, so a job that is being started is never taken for one of these.
 *
 * @param by - The job for which it is freed.
 * @param takesOver - Whether that job takes the fleet over with its instances.
 * @returns The job that has the fleet; undefined if it was freed.
 */
export async function freeIfEnded(
  place: Workplace,
  lock: Lock,
  ending: Ending,
  by: JobRecord,
  takesOver: boolean,
): Promise<Holder | undefined> {
  const { store, association, output } = place;
  const { fleet } = lock;
  const freed = async (reason: string) => {
    await store.locks.free(lock);
    output.line(`Fleet ${fleet} is freed: ${reason}.`);
    return undefined;
  };
  const job = lock.job ?? (await activeJob(place, fleet, by.job));
  if (job === undefined) return freed('its lock named no job');
  const found = await store.find(job);
  if (!found.record) {
    if (found.why === 'unreadable') return { job };
    await association.remove(job);
    return freed(`job ${job}, which had it, does not exist`);
  }
  const { record } = found;
  if (record.outcome) return freed(`job ${job}, which had it, has ended`);
  const { finished } = await store.state(job);
  if (!finished && (await hasGroup(place, record, by))) return { job, record };
  output.line(`Job ${job} has ${finished ? 'finished' : 'no instances'} and releases fleet ${fleet}.`);
  if (takesOver && record.raised) {
    // Recorded first: the release forgets it.
    by.raised = record.raised;
    await store.putRecord(by);
  }
  const outcome = finished ? 'finished' : 'stopped';
  await release(place, record, { ...ending, keep: ending.keep || takesOver, outcome });
  return undefined;
}

async function hasGroup(place: Workplace, record: JobRecord, by: JobRecord): Promise<boolean> {
  if (record.group === by.group) return true;
  return (await groupOfJob(place, record).sizeIfPresent()) !== undefined;
}

/** The latest other job of a fleet without an outcome, which has the fleet if its lock cannot be read. */
async function activeJob({ store }: Workplace, fleet: string, except: string): Promise<string | undefined> {
  for (const job of await store.jobs()) {
    if (job === except) continue;
    const { record } = await store.find(job);
    if (record?.fleet === fleet && !record.outcome) return job;
  }
  return undefined;
}
