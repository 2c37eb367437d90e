import { leftColumns } from '../../lib/table/table';
import { textTable } from '../../lib/table/text-table';
import type { InstanceStatus, JobRecord } from './job-record';
import type { Workplace } from './workplace';

const SHOWN = 20;

/** State of a job that an interrupted command has left. */
const INCOMPLETE = 'incomplete';

/** State of a failed job that nobody has followed to its end. */
const UNRELEASED = 'failed, has its fleet';

/** Table of the latest jobs, of one fleet or of all. Each job takes two requests; undefined if there are none. */
export async function listJobs(
  place: Pick<Workplace, 'store' | 'commands'>,
  fleet?: string,
): Promise<string | undefined> {
  const { store, commands } = place;
  const rows: string[][] = [];
  for (const job of await store.jobs()) {
    if (rows.length === SHOWN) break;
    const { record } = await store.find(job);
    if (fleet && record?.fleet !== fleet) continue;
    rows.push([
      job,
      record?.fleet ?? '?',
      record ? await stateOf(place, record) : INCOMPLETE,
      record?.started.slice(0, 16).replace('T', ' ') ?? '?',
    ]);
  }
  if (rows.length === 0) return undefined;
  const table = textTable(leftColumns('job', 'fleet', 'state', 'started (UTC)'), rows);
  const first = (wanted: string) => rows.find(([, , state]) => state === wanted)?.[0];
  const [incomplete, unreleased] = [first(INCOMPLETE), first(UNRELEASED)];
  return [
    table,
    ...(incomplete === undefined
      ? []
      : [
          `The start or the end of an ${INCOMPLETE} job was interrupted. ${commands.of('stop', incomplete)} clears it up.`,
        ]),
    ...(unreleased === undefined
      ? []
      : [
          `A failed job has its fleet until it is followed or stopped: ${commands.of('follow', unreleased)} shows why it failed, and frees the fleet.`,
        ]),
  ].join('\n');
}

async function stateOf({ store }: Pick<Workplace, 'store'>, record: JobRecord): Promise<string> {
  if (record.outcome) return record.outcome;
  const { finished, instances } = await store.state(record.job);
  if (finished) return 'finished';
  const count = (wanted: InstanceStatus['state']) =>
    [...instances.values()].filter(({ state }) => state === wanted).length;
  const hasFleet = async () => (await store.locks.read(record.fleet))?.job === record.job;
  if (count('failed') > 0 && (await hasFleet())) return UNRELEASED;
  if (count('running') > 0) return `running on ${count('running')}`;
  return (await hasFleet()) ? 'waiting for instances' : INCOMPLETE;
}
