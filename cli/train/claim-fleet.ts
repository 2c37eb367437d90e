import { UserError } from '../user-error';
import type { JobRecord } from './job-record';
import { release, type Ending } from './release';
import { command, type Workplace } from './workplace';

/**
 * Claims a fleet for a job. A fleet runs one job at a time, because two jobs would share instances and the rendezvous
 * port. If the previous job has finished without releasing the fleet, it is released, and its instances are reused.
 *
 * @returns The sizes of the fleet before and after the previous job scaled it out, if it did.
 * @throws UserError if another job has the fleet.
 */
export async function claimFleet(
  place: Workplace,
  record: JobRecord,
  ending: Ending,
): Promise<JobRecord['raised']> {
  const { store, output } = place;
  const holder = await store.claimFleet(record);
  if (holder === undefined) return undefined;
  const other = await store.record(holder);
  if (!(await store.state(holder)).finished) throw new UserError(busy(place, other));
  output.line(`Job ${holder} has finished and releases fleet ${record.fleet}.`);
  await release(place, other, { ...ending, keep: true, outcome: 'finished' });
  await claimFleet(place, record, ending);
  return other.raised;
}

function busy(place: Workplace, { job, fleet, started }: JobRecord): string {
  return (
    `Fleet ${fleet} has had job ${job} since ${started.slice(0, 16).replace('T', ' ')} UTC, and runs one job at a time. ` +
    `Follow it with ${command(place, 'follow', job)}, or stop it with ${command(place, 'stop', job)}.`
  );
}
