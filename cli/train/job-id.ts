import { JOB_ID_PATTERN } from '../../lib/contract/job-id';
import { UserError } from '../user-error';

/** Ids of jobs as the job document allows them: they are part of keys in S3 and of paths on the instances. */
const JOB_ID = new RegExp(JOB_ID_PATTERN);

/** A hyphen and the time take 16 of the 63 characters of an id. */
const LONGEST_NAME = 47;

/** Makes the id of a new job from its name and the time of its start in UTC, for example `train-20261124-194500`. */
export function jobId(name: string, time: Date): string {
  return `${name}-${time.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')}`;
}

/** @throws UserError when a text cannot be the id of a job. */
export function readJobId(text: string): string {
  if (JOB_ID.test(text)) return text;
  throw new UserError(
    `${JSON.stringify(text)} is not the id of a job; ids look like train-20261124-194500, and npm run train -- list shows them.`,
  );
}

/** @throws UserError when a name cannot be part of an id. */
export function readJobName(text: string): string {
  if (JOB_ID.test(text) && text.length <= LONGEST_NAME) return text;
  throw new UserError(
    `--name ${JSON.stringify(text)} cannot be part of a job's id; use 1 to ${LONGEST_NAME} lower-case letters, digits and hyphens, starting with a letter or a digit.`,
  );
}
