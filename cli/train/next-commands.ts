import { checkpointsOf, hasRun, hasTrained, hasWrongArguments, type JobRecord } from './job-record';
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
  const { output } = place;
  const outcome = record.outcome === 'stopped' ? 'been stopped' : record.outcome;
  output.line(`Job ${record.job} has ${outcome}${hasRun(record, state) ? '' : ' before it ran'}.`);
  if (hasTrained(record, state)) showCheckpoints(place, record);
  if (record.outcome !== 'finished' && state.hasCode) output.line(resumeAdvice(place, record, state));
}

/** The command that resumes a job. Arguments that train.py refused would be refused again. */
export function resumeAdvice(
  { commands }: Pick<Workplace, 'commands'>,
  record: JobRecord,
  state: Pick<JobState, 'finished' | 'instances'>,
): string {
  const resume = commands.of('resume', record.job);
  return hasWrongArguments(state)
    ? `train.py does not take its arguments. Resume it with others: ${resume} -- ARGUMENTS`
    : `Resume it:   ${resume}`;
}

/** Prints the location of a job's checkpoints. */
export function showCheckpoints({ output }: Workplace, record: JobRecord): void {
  output.line(`Checkpoints: ${checkpointsOf(record)}`);
}
