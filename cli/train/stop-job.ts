import { endJob } from './end-job';
import { hasRun, type JobRecord } from './job-record';
import { showEnded } from './next-commands';
import type { Ending } from './ending';
import type { Workplace } from './workplace';

/**
 * Stops a job after a checkpoint and frees its fleet, whatever its record says: an interrupted command may have left any
 * part of it.
 *
 * @throws UserError if there is no such job, or a part failed.
 */
export async function stopJob(
  place: Workplace,
  job: string,
  endingOf: (fleet: string) => Ending,
): Promise<void> {
  const { store, output } = place;
  const found = await store.find(job);
  if (!found.record) {
    if (await clear(place, job, found.why === 'missing')) return;
    throw store.noSuchJob(job);
  }
  const { record } = found;
  const state = await store.state(job);
  const outcome = record.outcome ?? (state.finished ? 'finished' : 'stopped');
  if (!record.outcome || !(await isReleased(place, record))) {
    await endJob(place, record, { ...endingOf(record.fleet), outcome });
  }
  if (!record.outcome && !state.hasCode && !hasRun(record, state)) {
    await store.remove(job);
    return output.line(`Job ${job} never ran, and is removed.`);
  }
  showEnded(place, { ...record, outcome }, state);
}

/** Whether nothing of an ended job is left in the account. */
async function isReleased({ store, association }: Workplace, { fleet, job }: JobRecord): Promise<boolean> {
  const lock = await store.locks.read(fleet);
  return lock?.job !== job && (await association.status(job)) === undefined;
}

/**
 * Frees what a job without a readable record holds.
 *
 * @returns Whether it held anything, or has a record.
 */
async function clear(place: Workplace, job: string, isMissing: boolean): Promise<boolean> {
  const { store, association, output, platform } = place;
  const hasAssociation = (await association.status(job)) !== undefined;
  // Without its arguments an instance cannot be told to stop; without the association no other one starts.
  if (hasAssociation) await store.markStopped(job);
  await association.remove(job);
  let isFreed = false;
  for (const [fleet, group] of Object.entries(platform.groups)) {
    const lock = await store.locks.read(fleet);
    if (lock?.job !== job) continue;
    await store.locks.free(lock);
    isFreed = true;
    output.line(
      `Fleet ${fleet} is freed and keeps its size, because job ${job} has no record that can be read. Check the desired capacity of group ${group}.`,
    );
  }
  const hadObjects = isMissing && (await store.remove(job));
  if (hadObjects || hasAssociation) output.line(`What was left of job ${job} is removed.`);
  return !isMissing || hadObjects || hasAssociation || isFreed;
}
