import { z } from 'zod';

/** What is known of a job, in `jobs/<job>/job.json`. */
export const jobRecordSchema = z.object({
  job: z.string(),
  fleet: z.string(),
  /** Name of the Auto Scaling group. */
  group: z.string(),
  machines: z.object({ min: z.int(), max: z.int() }),
  /** Given to train.py, in this order. */
  arguments: z.array(z.string()),
  /** Digest of the code archive, in hexadecimal. */
  codeSha256: z.string(),
  /** When it was started or resumed last, in ISO 8601. */
  started: z.iso.datetime(),
  /** Sizes of the fleet before and after it was raised for the job; not there if it was large enough. */
  raised: z.object({ from: z.int(), to: z.int() }).optional(),
  /** How it ended, once it has; not there while it holds its fleet. */
  outcome: z.enum(['finished', 'failed', 'stopped']).optional(),
});
export type JobRecord = z.output<typeof jobRecordSchema>;

/** What a machine says of a job, in `jobs/<job>/status/<instance-id>.json`. */
export const machineStatusSchema = z.object({
  state: z.enum(['running', 'finished', 'interrupted', 'failed']),
  exitCode: z.int().nullish(),
  time: z.string().optional(),
});
export type MachineStatus = z.output<typeof machineStatusSchema>;

/** Where a job finds its code. */
export function codeUri(bucket: string, job: string): string {
  return `s3://${bucket}/jobs/${job}/code.tar.gz`;
}

/** Where a job's checkpoints are unless it was told otherwise. */
export function checkpointUri(bucket: string, job: string): string {
  return `s3://${bucket}/checkpoints/${job}/`;
}

/**
 * The arguments of train.py: those that let an interrupted job go on by itself, then those that were given, of which
 * the last counts.
 */
export function trainArguments(checkpoints: string, given: readonly string[]): string[] {
  return ['--checkpoint-dir', checkpoints, '--resume-from-checkpoint', 'auto', ...given];
}

/** The folder of checkpoints that train.py takes from its arguments. */
export function checkpointsOf({ arguments: args }: Pick<JobRecord, 'arguments'>): string {
  const option = '--checkpoint-dir';
  const last = args.findLastIndex((each) => each === option || each.startsWith(`${option}=`));
  return args[last] === option ? (args[last + 1] ?? '') : (args[last]?.slice(option.length + 1) ?? '');
}
