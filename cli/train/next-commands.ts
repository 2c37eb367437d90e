import { checkpointsOf, type JobRecord } from './job-record';
import { command, type Workplace } from './workplace';

/** Prints how to continue with a job that runs, or will. */
export function showNext(place: Workplace, record: JobRecord): void {
  place.output.line(`Follow it:   ${command(place, 'follow', record.job)}`);
  place.output.line(`Stop it:     ${command(place, 'stop', record.job)}`);
  showCheckpoints(place, record);
}

/** Prints how a job has ended, and how to resume one that has not finished. */
export function showEnded(place: Workplace, record: JobRecord): void {
  const outcome = record.outcome === 'stopped' ? 'been stopped' : record.outcome;
  place.output.line(`Job ${record.job} has ${outcome}.`);
  showCheckpoints(place, record);
  if (record.outcome !== 'finished') {
    place.output.line(`Resume it:   ${command(place, 'resume', record.job)}`);
  }
}

/** Prints where a job keeps its checkpoints. */
export function showCheckpoints({ output }: Workplace, record: JobRecord): void {
  output.line(`Checkpoints: ${checkpointsOf(record)}`);
}
