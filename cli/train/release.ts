import { command, groupOfJob, pause, type Workplace } from './workplace';
import type { JobRecord } from './job-record';
import { UserError } from '../user-error';

/** How a job leaves its fleet. */
export interface Release {
  /** What is written into its record. */
  readonly outcome: NonNullable<JobRecord['outcome']>;
  /** Leave the fleet at its size. */
  readonly keep: boolean;
  /** Longest time that machines get for a last checkpoint. */
  readonly checkpointSeconds: number;
}

/** How a job ends, whatever becomes of it. */
export type Ending = Omit<Release, 'outcome'>;

/** What Systems Manager needs to reach a machine, at most. */
const REACH_SECONDS = 60;

/**
 * Ends a job in the account: stops it on machines that run it, removes its association, puts the fleet back to its
 * size before, and frees the fleet for the next job. Can be repeated. Goes on after a part that fails.
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
    await attempt('mark', () => store.markStopped(record.job));
    await attempt('stop on the machines', () => stopMachines(place, record, how));
  }
  await attempt('association', () => association.remove(record.job));
  const { raised } = record;
  if (raised && how.keep) output.line(`Fleet ${record.fleet} stays at ${raised.to} machines.`);
  if (raised && !how.keep) {
    await attempt('size of the fleet', async () => {
      const size = await groupOfJob(place, record).restore(raised);
      output.line(
        size === undefined
          ? `Fleet ${record.fleet} keeps the size that it was given meanwhile.`
          : `Fleet ${record.fleet} goes back to ${size} machines.`,
      );
    });
  }
  if (problems.length === 0) {
    await attempt('record', () => store.putRecord({ ...record, raised: undefined, outcome: how.outcome }));
    await attempt('fleet', () => store.leaveFleet(record.fleet, record.job));
  }
  if (problems.length === 0) return;
  throw new UserError(
    `Job ${record.job} could not be ended whole (${problems.join('; ')}). Run ${command(place, 'stop', record.job)} once that is put right.`,
  );
}

/** Stops the job on machines that run it, or could begin to, and waits for their last checkpoint. */
async function stopMachines(place: Workplace, record: JobRecord, how: Release): Promise<void> {
  const { store, association, output } = place;
  const group = groupOfJob(place, record);
  const running = async () => {
    const [{ inService, min }, { machines }] = await Promise.all([group.size(), store.state(record.job)]);
    const runs = inService.filter((id) => machines.get(id)?.state === 'running');
    // Where every machine is taken away, none can begin.
    const allGo = record.raised !== undefined && !how.keep && Math.max(record.raised.from, min) === 0;
    return { runs, stay: inService.length > 0 && !allGo };
  };
  const before = await association.status(record.job);
  const { runs, stay } = await running();
  if (!before || (runs.length === 0 && !stay)) return;
  await association.stop(record);
  output.line('The machines are told to stop the job after a checkpoint ...');
  const deadline = Date.now() + (how.checkpointSeconds + REACH_SECONDS) * 1000;
  while (Date.now() < deadline) {
    // Not ended by a first Ctrl-C, which may be why this runs.
    await pause(place.pollSeconds, new AbortController().signal);
    const now = await association.status(record.job);
    const ran = now?.executed !== undefined && now.executed !== before.executed;
    const done = ran && !/^(Pending|InProgress)$/.test(now.status);
    if (done && (await running()).runs.length === 0) return;
  }
  const left = (await running()).runs;
  if (left.length > 0) throw new Error(`${left.join(', ')} did not stop in time`);
}
