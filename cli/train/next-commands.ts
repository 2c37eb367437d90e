import { checkpointsOf, hasRun, type JobRecord } from './job-record';
import type { JobState } from './job-store';
import type { Workplace } from './workplace';

/** Prints the commands for a job that is running or waiting, and where its checkpoints go. */
export function showNext({ output, commands }: Workplace, record: JobRecord): void {
  output.line(`Follow it:   ${commands.of('follow', record.job)}`);
  output.line(`Stop it:     ${commands.of('stop', record.job)}`);
  output.line(`Checkpoints go to ${checkpointsOf(record)}`);
}

/** Prints the outcome of a job, and the command that resumes it if it has not finished. */
export function showEnded(place: Workplace, record: JobRecord, state: JobState): void {
  const { output, commands } = place;
  const outcome = record.outcome === 'stopped' ? 'been stopped' : record.outcome;
  const ran = hasRun(record, state);
  output.line(`Job ${record.job} has ${outcome}${ran ? '' : ' before it ran'}.`);
  if (ran) showCheckpoints(place, record);
  if (record.outcome !== 'finished' && state.hasCode) {
    output.line(`Resume it:   ${commands.of('resume', record.job)}`);
  }
}

/** Prints the location of a job's checkpoints. */
export function showCheckpoints({ output }: Workplace, record: JobRecord): void {
  output.line(`Checkpoints: ${checkpointsOf(record)}`);
}
