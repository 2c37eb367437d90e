import { JOB_ID_PATTERN } from '../../lib/contract/job-id';
import { UserError } from '../user-error';

const JOB_ID = new RegExp(JOB_ID_PATTERN);

/** A hyphen and the time take 16 of the 63 characters of an id. */
const LONGEST_NAME = 47;

/** Creates the id of a new job from its name and its start time in UTC, for example `train-20261124-194500`. */
export function jobId(name: string, time: Date): string {
  return `${name}-${time.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')}`;
}

/** @throws UserError if the text is not a valid job id. */
export function readJobId(text: string): string {
  if (JOB_ID.test(text)) return text;
  throw new UserError(
    `${JSON.stringify(text)} is not the id of a job; ids look like train-20261124-194500, and the command list shows them.`,
  );
}

/** @throws UserError if the name cannot be part of a job id. */
export function readJobName(text: string): string {
  if (JOB_ID.test(text) && text.length <= LONGEST_NAME) return text;
  throw new UserError(
    `--name ${JSON.stringify(text)} cannot be part of a job's id; use 1 to ${LONGEST_NAME} lower-case letters, digits and hyphens, starting with a letter or a digit.`,
  );
}
