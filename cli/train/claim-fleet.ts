import { UserError } from '../user-error';
import { freeIfEnded, type Holder } from './stale-lock';
import type { JobRecord } from './job-record';
import type { Ending } from './ending';
import { freeFleet } from './release';
import type { Workplace } from './workplace';

/** Each one more means that a lock was freed, and that another job was faster. */
const ATTEMPTS = 5;

/**
 * Claims a fleet for a job. A fleet runs one job at a time, because two jobs would share instances and the rendezvous
 * port. A lock whose job has ended or does not exist is freed. If the previous job has finished without releasing the
 * fleet, it is released, and its instances are reused: the record takes over the size before it.
 *
 * @throws UserError if another job has the fleet.
 */
export async function claimFleet(place: Workplace, record: JobRecord, ending: Ending): Promise<void> {
  let holder: Holder | undefined;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const lock = await place.store.locks.take(record);
    if (!lock) return confirmRecord(place, record);
    holder = await freeIfEnded(place, lock, ending, record, true);
    if (holder) throw new UserError(busy(place, record.fleet, holder));
  }
  throw new UserError(`Other jobs take fleet ${record.fleet} at the same time; run the command again.`);
}

/** Another command may have ended the job before it had its lock, and would not see the rest. */
async function confirmRecord(place: Workplace, record: JobRecord): Promise<void> {
  const { record: now } = await place.store.find(record.job);
  if (now && now.run === record.run && !now.outcome) return;
  await freeFleet(place, record);
  throw new UserError(
    `Another command has ended job ${record.job} at the same time; see ${place.commands.list()}, then run the command again.`,
  );
}

function busy({ commands }: Workplace, fleet: string, { job, record }: Holder): string {
  if (!record) {
    return `Fleet ${fleet} has job ${job}, whose record cannot be read. ${commands.of('stop', job)} frees the fleet.`;
  }
  return (
    `Fleet ${fleet} has had job ${job} since ${record.started.slice(0, 16).replace('T', ' ')} UTC, and runs one job at a time. ` +
    `Follow it with ${commands.of('follow', job)}, or stop it with ${commands.of('stop', job)}.`
  );
}
