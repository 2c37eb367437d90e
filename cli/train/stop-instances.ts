import type { JobRecord } from './job-record';
import type { Ending } from './ending';
import { groupOfJob, pause, type Workplace } from './workplace';

/** Maximum time that Systems Manager needs to reach an instance. */
const REACH_SECONDS = 60;

/** Stops the job on instances that run or could start it, and waits for their last checkpoint. */
export async function stopInstances(place: Workplace, record: JobRecord, how: Ending): Promise<void> {
  const { store, association, output } = place;
  const group = groupOfJob(place, record);
  const running = async () => {
    const [size, { instances }] = await Promise.all([group.sizeIfPresent(), store.state(record.job)]);
    const { inService, min } = size ?? { inService: [], min: 0 };
    const runs = inService.filter((id) => instances.get(id)?.state === 'running');
    // If every instance is terminated, none can start the job.
    const allTerminate = record.raised !== undefined && !how.keep && Math.max(record.raised.from, min) === 0;
    return { runs, stay: inService.length > 0 && !allTerminate };
  };
  const before = await association.status(record.job);
  const { runs, stay } = await running();
  if (!before || (runs.length === 0 && !stay)) return;
  await association.stop(record);
  output.line('The instances are notified to stop the job after a checkpoint ...');
  const deadline = Date.now() + (how.checkpointSeconds + REACH_SECONDS) * 1000;
  while (Date.now() < deadline) {
    // The first Ctrl-C does not abort this wait, because it may have caused the release.
    await pause(place.pollSeconds, new AbortController().signal);
    const now = await association.status(record.job);
    const ran = now?.executed !== undefined && now.executed !== before.executed;
    const done = ran && !/^(Pending|InProgress)$/.test(now.status);
    if (done && (await running()).runs.length === 0) return;
  }
  const left = (await running()).runs;
  if (left.length > 0) throw new Error(`${left.join(', ')} did not stop in time`);
}
