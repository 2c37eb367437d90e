import { UserError } from '../user-error';
import type { JobRecord } from './job-record';
import type { Ending } from './ending';
import { freeFleet, release, type Release } from './release';
import { freeIfEnded } from './stale-lock';
import type { Workplace } from './workplace';

/**
 * Ends a job, whatever an interrupted command has left of it: first the lock of another job that has ended, which would
 * keep the fleet from its size, then everything of this one.
 *
 * @throws UserError with the parts that failed.
 */
export async function endJob(place: Workplace, record: JobRecord, how: Release): Promise<void> {
  const lock = await place.store.locks.read(record.fleet);
  if (lock && lock.job !== record.job) await freeIfEnded(place, lock, how, record, false);
  await release(place, record, how);
}

/** Rolls back a job that is not running yet. A new job that never ran is removed completely. */
export async function rollBack(
  place: Workplace,
  record: JobRecord,
  ending: Ending,
  isNew: boolean,
): Promise<void> {
  const { output, store } = place;
  output.end();
  output.line(`Rolling back job ${record.job} ...`);
  await endJob(place, record, { ...ending, keep: false, outcome: 'stopped' });
  if (isNew && (await store.state(record.job)).instances.size === 0) await removed(place, record);
}

/**
 * Removes a new job that did not get its fleet.
 *
 * @throws UserError if it cannot be removed.
 */
export async function withdraw(place: Workplace, record: JobRecord, ending: Ending): Promise<void> {
  // It took over the size before another job.
  if (record.raised) return rollBack(place, record, ending, true);
  await removed(place, record);
}

async function removed(place: Workplace, record: JobRecord): Promise<void> {
  const { store, commands } = place;
  try {
    // A lost answer: the claim may have succeeded.
    await freeFleet(place, record);
    await store.remove(record.job);
  } catch (cause) {
    throw new UserError(
      `Job ${record.job} could not be removed completely (${(cause as Error).message}). Correct that, then run ${commands.of('stop', record.job)}.`,
    );
  }
}
