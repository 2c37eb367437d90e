/** Prefix of the code, records and states of jobs in the artifacts bucket. */
export const JOBS_PREFIX = 'jobs/';

/** Prefix of checkpoints in the artifacts bucket; each job has its own folder below it. */
export const CHECKPOINTS_PREFIX = 'checkpoints/';
