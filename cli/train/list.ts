import { JOBS_PREFIX } from '../../lib/contract/object-prefixes';
import { leftColumns } from '../../lib/table/table';
import { textTable } from '../../lib/table/text-table';
import type { JobRecord } from './job-record';
import type { JobStore } from './job-store';

const SHOWN = 20;

/** Table of the latest jobs, of one fleet or of all. Each job takes two requests. */
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
    return `There are no jobs${fleet ? ` of fleet ${fleet}` : ''} in s3://${store.bucket}/${JOBS_PREFIX}.`;
  return textTable(leftColumns('job', 'fleet', 'state', 'started (UTC)'), rows);
}

async function stateOf(store: JobStore, record: JobRecord): Promise<string> {
  if (record.outcome) return record.outcome;
  const { finished, instances } = await store.state(record.job);
  if (finished) return 'finished';
  const running = [...instances.values()].filter((each) => each.state === 'running').length;
  return running > 0 ? `running on ${running}` : 'waiting for instances';
}
