import { checkpointsOf, type JobRecord } from './job-record';
import { command, type Workplace } from './workplace';

/** Prints the commands for a job that is running or waiting. */
export function showNext(place: Workplace, record: JobRecord): void {
  place.output.line(`Follow it:   ${command(place, 'follow', record.job)}`);
  place.output.line(`Stop it:     ${command(place, 'stop', record.job)}`);
  showCheckpoints(place, record);
}

/** Prints the outcome of a job, and the command that resumes it if it has not finished. */
export function showEnded(place: Workplace, record: JobRecord): void {
  const outcome = record.outcome === 'stopped' ? 'been stopped' : record.outcome;
  place.output.line(`Job ${record.job} has ${outcome}.`);
  showCheckpoints(place, record);
  if (record.outcome !== 'finished') {
    place.output.line(`Resume it:   ${command(place, 'resume', record.job)}`);
  }
}

/** Prints the location of a job's checkpoints. */
export function showCheckpoints({ output }: Workplace, record: JobRecord): void {
  output.line(`Checkpoints: ${checkpointsOf(record)}`);
}
