import { leftColumns } from '../../lib/table/table';
import { textTable } from '../../lib/table/text-table';
import type { JobRecord } from './job-record';
import type { Workplace } from './workplace';

const SHOWN = 20;

/** State of a job that an interrupted command has left. */
const INCOMPLETE = 'incomplete';

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
  const incomplete = rows.find(([, , state]) => state === INCOMPLETE);
  if (!incomplete) return table;
  return `${table}\nThe start or the end of an ${INCOMPLETE} job was interrupted. ${commands.of('stop', incomplete[0]!)} clears it up.`;
}

async function stateOf({ store }: Pick<Workplace, 'store'>, record: JobRecord): Promise<string> {
  if (record.outcome) return record.outcome;
  const { finished, instances } = await store.state(record.job);
  if (finished) return 'finished';
  const running = [...instances.values()].filter((each) => each.state === 'running').length;
  if (running > 0) return `running on ${running}`;
  const lock = await store.locks.read(record.fleet);
  return lock?.job === record.job ? 'waiting for instances' : INCOMPLETE;
}
