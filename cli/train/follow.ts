import { hasTrained, type JobRecord } from './job-record';
import type { JobWatch, Sight } from './job-watch';
import { resumeAdvice, showCheckpoints } from './next-commands';
import type { Ending } from './ending';
import { release } from './release';
import { pause, type Workplace } from './workplace';

/** The CloudWatch agent sends the last lines of a log some seconds after they were written. */
const LAST_LINES_POLLS = 4;

/**
 * Follows a job until it finishes or fails, then releases its fleet.
 *
 * @returns The exit code: 0 if the job has finished, 1 if it has failed.
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
  // Another program may have changed the record since.
  await release(place, await place.store.record(record.job), { ...ending, outcome });
  output.line(
    outcome === 'finished'
      ? `Job ${record.job} has finished.`
      : `Job ${record.job} has failed; the reason is above.`,
  );
  const state = await place.store.state(record.job);
  if (hasTrained(record, state)) showCheckpoints(place, record);
  if (outcome === 'failed') output.line(resumeAdvice(place, record, state));
  return outcome === 'finished' ? 0 : 1;
}

async function untilEnded(place: Workplace, watch: JobWatch): Promise<Sight> {
  for (;;) {
    place.signal.throwIfAborted();
    const sight = await watch.lookIfReachable();
    if (sight?.phase === 'finished' || sight?.phase === 'failed') return sight;
    await pause(place.pollSeconds, place.signal);
  }
}

/** Shows the log lines that arrive after the end of the job. */
async function lastLines(place: Workplace, watch: JobWatch): Promise<void> {
  for (let poll = 0; poll < LAST_LINES_POLLS && !place.signal.aborted; poll += 1) {
    await pause(place.pollSeconds, place.signal).catch(() => undefined);
    await watch.lookIfReachable();
  }
}
