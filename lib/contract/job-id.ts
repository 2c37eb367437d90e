/**
 * Pattern of a job id. An id is part of keys in S3 and of paths on instances.
 *
 * The job document, `start-job.sh` on Google Cloud and `launch.py` accept the same ids; tests in test/contract/ compare
 * them.
 */
export const JOB_ID_PATTERN = '^[a-z0-9][a-z0-9-]{0,62}$';
