import { leftColumns } from '../../lib/table/table';
import { textTable } from '../../lib/table/text-table';
import type { JobRecord } from './job-record';
import type { JobStore } from './job-store';

/** More would take long to read. */
const SHOWN = 20;

/** A table of the latest jobs, perhaps of one fleet. */
export async function listJobs(store: JobStore, fleet: string | undefined): Promise<string> {
  const rows: string[][] = [];
  for (const job of await store.jobs()) {
    if (rows.length === SHOWN) break;
    const record = await store.record(job).catch(() => undefined);
    if (!record || (fleet && record.fleet !== fleet)) continue;
    rows.push([
      job,
      record.fleet,
      await stateOf(store, record),
      `${record.started.slice(0, 16).replace('T', ' ')}`,
    ]);
  }
  if (rows.length === 0)
    return `There are no jobs${fleet ? ` of fleet ${fleet}` : ''} in s3://${store.bucket}/jobs/.`;
  return textTable(leftColumns('job', 'fleet', 'state', 'started (UTC)'), rows);
}

async function stateOf(store: JobStore, record: JobRecord): Promise<string> {
  if (record.outcome) return record.outcome;
  const { finished, machines } = await store.state(record.job);
  if (finished) return 'finished';
  const running = [...machines.values()].filter((each) => each.state === 'running').length;
  return running > 0 ? `running on ${running}` : 'waiting for machines';
}
