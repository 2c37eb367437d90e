import { UserError } from '../user-error';
import type { JobRecord } from './job-record';
import { command, groupOfJob, pause, type Workplace } from './workplace';

/** Options for the release of a fleet. */
export interface Release {
  /** Outcome for the record of the job. */
  readonly outcome: NonNullable<JobRecord['outcome']>;
  /** Whether the fleet keeps its size. */
  readonly keep: boolean;
  /** Longest time for a last checkpoint, in seconds. */
  readonly checkpointSeconds: number;
}

/** Options for the release of a fleet that do not depend on the outcome. */
export type Ending = Omit<Release, 'outcome'>;

/** Maximum time that Systems Manager needs to reach an instance. */
const REACH_SECONDS = 60;

/**
 * Releases the fleet of a job: stops the job on its instances, removes its association, restores the size of the fleet,
 * and frees it for the next job. Idempotent; continues after a failed part.
 *
 * @throws UserError with the parts that failed.
 */
export async function release(place: Workplace, record: JobRecord, how: Release): Promise<void> {
  const { store, association, output } = place;
  const problems: string[] = [];
  const attempt = async (what: string, part: () => Promise<unknown>) => {
    await part().catch((cause: unknown) => problems.push(`${what}: ${(cause as Error).message}`));
  };
  if (how.outcome !== 'finished') {
    await attempt('stop marker', () => store.markStopped(record.job));
    await attempt('stop on the instances', () => stopInstances(place, record, how));
  }
  await attempt('association', () => association.remove(record.job));
  const { raised } = record;
  if (raised && how.keep) output.line(`Fleet ${record.fleet} stays at ${raised.to} instances.`);
  if (raised && !how.keep) {
    await attempt('size of the fleet', async () => {
      const size = await groupOfJob(place, record).restore(raised);
      output.line(
        size === undefined
          ? `Fleet ${record.fleet} keeps the size that was set meanwhile.`
          : `Fleet ${record.fleet} is set back to ${size} instances.`,
      );
    });
  }
  if (problems.length === 0) {
    await attempt('record', () => store.putRecord({ ...record, raised: undefined, outcome: how.outcome }));
    await attempt('fleet', () => store.releaseFleet(record.fleet, record.job));
  }
  if (problems.length === 0) return;
  throw new UserError(
    `Job ${record.job} could not be released completely (${problems.join('; ')}). Correct that, then run ${command(place, 'stop', record.job)}.`,
  );
}

/** Stops the job on instances that run or could start it, and waits for their last checkpoint. */
async function stopInstances(place: Workplace, record: JobRecord, how: Release): Promise<void> {
  const { store, association, output } = place;
  const group = groupOfJob(place, record);
  const running = async () => {
    const [{ inService, min }, { instances }] = await Promise.all([group.size(), store.state(record.job)]);
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
