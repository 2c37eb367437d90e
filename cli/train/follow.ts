import { command, pause, type Workplace } from './workplace';
import { checkpointsOf, type JobRecord } from './job-record';
import type { JobWatch, Sight } from './job-watch';
import { release, type Ending } from './release';

/** The last lines of a log are shipped some seconds after they were written. */
const LAST_LINES_SECONDS = 8;

/**
 * Shows a job until it ends, then ends it in the account too.
 *
 * @returns The exit code of this program: 0 if the job has finished.
 */
export async function followJob(
  place: Workplace,
  record: JobRecord,
  watch: JobWatch,
  ending: Ending,
): Promise<number> {
  const { output } = place;
  const { phase } = await untilEnded(place, watch);
  await lastLines(place, watch);
  output.end();
  const outcome = phase === 'finished' ? 'finished' : 'failed';
  // The record in the account has what happened to the fleet since.
  await release(place, await place.store.record(record.job), { ...ending, outcome });
  output.line(
    outcome === 'finished'
      ? `Job ${record.job} has finished.`
      : `Job ${record.job} has failed; why is above.`,
  );
  showWhereabouts(place, record);
  if (outcome === 'failed')
    output.line(`Go on from the last checkpoint: ${command(place, 'resume', record.job)}`);
  return outcome === 'finished' ? 0 : 1;
}

/** Prints where a job keeps what it has learned. */
export function showWhereabouts({ output }: Workplace, record: JobRecord): void {
  output.line(`Checkpoints: ${checkpointsOf(record)}`);
}

async function untilEnded(place: Workplace, watch: JobWatch): Promise<Sight> {
  for (;;) {
    place.signal.throwIfAborted();
    const sight = await watch.lookIfReachable();
    if (sight?.phase === 'finished' || sight?.phase === 'failed') return sight;
    await pause(place.pollSeconds, place.signal);
  }
}

/** Machines end one after the other, and each has something to say. */
async function lastLines(place: Workplace, watch: JobWatch): Promise<void> {
  const deadline = Date.now() + LAST_LINES_SECONDS * 1000;
  while (Date.now() < deadline && !place.signal.aborted) {
    await pause(place.pollSeconds, place.signal).catch(() => undefined);
    await watch.lookIfReachable();
  }
}
