import { z } from 'zod';
import { CHECKPOINTS_PREFIX, JOBS_PREFIX } from '../../lib/contract/object-prefixes';

const jobRecord = z.object({
  job: z.string(),
  fleet: z.string(),
  /** Name of the Auto Scaling group. */
  group: z.string(),
  instances: z.object({ min: z.int(), max: z.int() }),
  /** Passed to train.py, in this order. */
  arguments: z.array(z.string()),
  /** Digest of the code archive, in hexadecimal. */
  codeSha256: z.string(),
  /** Time of the last start or resume, in ISO 8601. */
  started: z.iso.datetime(),
  /** Random id of the last start or resume, to tell two of the same time apart; earlier versions wrote none. */
  run: z.string().optional(),
  /**
   * Sizes of the fleet before and after the job scaled it out; absent if the fleet was large enough. `takenOver` is the size
   * that the previous job left, until the fleet has the new one.
   */
  raised: z.object({ from: z.int(), to: z.int(), takenOver: z.int().optional() }).optional(),
  /** Whether instances ran it before its last resume, which removes their statuses. */
  ranBefore: z.literal(true).optional(),
  /** Outcome of the job; absent while it has its fleet. */
  outcome: z.enum(['finished', 'failed', 'stopped']).optional(),
});

/** The record of a job, in `jobs/<job>/job.json`. Earlier records have `machines` in place of `instances`. */
export const jobRecordSchema = z.preprocess(
  (record) => (isEarlier(record) ? { ...record, instances: record.machines } : record),
  jobRecord,
);
export type JobRecord = z.output<typeof jobRecordSchema>;

function isEarlier(record: unknown): record is { machines: unknown } {
  return typeof record === 'object' && record !== null && 'machines' in record;
}

/** The status of a job on an instance, in `jobs/<job>/status/<instance-id>.json`. */
export const instanceStatusSchema = z.object({
  state: z.enum(['running', 'finished', 'interrupted', 'failed']),
  exitCode: z.int().nullish(),
  time: z.string().optional(),
});
export type InstanceStatus = z.output<typeof instanceStatusSchema>;

/** Whether an instance has ever started the job. */
export function hasRun(
  { ranBefore }: JobRecord,
  { finished, instances }: { finished: boolean; instances: ReadonlyMap<string, unknown> },
): boolean {
  return ranBefore ?? (finished || instances.size > 0);
}

/** Exit code of launch.py and train.py for arguments that they do not take; the job is not started again. */
const WRONG_ARGUMENTS = 2;

type Statuses = ReadonlyMap<string, InstanceStatus>;

/** Whether train.py refused its arguments. */
export function hasWrongArguments({ instances }: { instances: Statuses }): boolean {
  return [...instances.values()].some(
    ({ state, exitCode }) => state === 'failed' && exitCode === WRONG_ARGUMENTS,
  );
}

/** Whether the job may have written a checkpoint: train.py has begun, and did not end with its arguments. */
export function hasTrained(record: JobRecord, state: { finished: boolean; instances: Statuses }): boolean {
  if (record.ranBefore || state.finished) return true;
  return [...state.instances.values()].some(
    (each) => each.state !== 'failed' || (each.exitCode != null && each.exitCode !== WRONG_ARGUMENTS),
  );
}

/** Prefix of the objects of a job in the jobs bucket. */
export function jobFolder(job: string): string {
  return `${JOBS_PREFIX}${job}/`;
}

/** S3 URI of the code of a job. */
export function codeUri(bucket: string, job: string): string {
  return `s3://${bucket}/${jobFolder(job)}code.tar.gz`;
}

/** S3 URI of the checkpoints of a job, unless its arguments name another. */
export function checkpointUri(bucket: string, job: string): string {
  return `s3://${bucket}/${CHECKPOINTS_PREFIX}${job}/`;
}

/**
 * The arguments of train.py: first those that let an interrupted job resume automatically, then those of the user,
 * which take precedence because the last one counts.
 */
export function trainArguments(checkpoints: string, given: readonly string[]): string[] {
  return ['--checkpoint-dir', checkpoints, '--resume-from-checkpoint', 'auto', ...given];
}

/** S3 URI or folder of the checkpoints, from the arguments of train.py. */
export function checkpointsOf({ arguments: args }: Pick<JobRecord, 'arguments'>): string {
  const option = '--checkpoint-dir';
  const last = args.findLastIndex((each) => each === option || each.startsWith(`${option}=`));
  return args[last] === option ? (args[last + 1] ?? '') : (args[last]?.slice(option.length + 1) ?? '');
}
