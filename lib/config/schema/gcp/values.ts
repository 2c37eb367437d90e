import { z } from 'zod';
import { cidr } from '../values';

/** A name of a Compute Engine resource: RFC 1035, at most 63 characters. */
export const resourceName = z
  .string()
  .regex(
    /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/,
    'use 1 to 63 lower-case letters, digits and hyphens; start with a letter, do not end with a hyphen (RFC 1035)',
  );

/** Shorter than other names, because the names of firewall rules, router and NAT start with it. */
export const networkName = resourceName.max(48);

/** Labels as Google allows them: https://cloud.google.com/compute/docs/labeling-resources#requirements */
export const labels = z.record(
  z
    .string()
    .regex(
      /^[a-z][a-z0-9_-]{0,62}$/,
      'a label key has 1 to 63 lower-case letters, digits, _ and -, and starts with a letter',
    ),
  z.string().regex(/^[a-z0-9_-]{0,63}$/, 'a label value has at most 63 lower-case letters, digits, _ and -'),
);

/** A subnet range; Google accepts prefixes from /8 to /29. */
export const subnetCidr = cidr.refine((range) => {
  const prefix = Number(range.split('/')[1]);
  return prefix >= 8 && prefix <= 29;
}, 'write a range with a prefix from /8 to /29');

export const diskType = z
  .enum(['pd-ssd', 'pd-balanced'])
  .default('pd-ssd')
  .describe('Kind of Persistent Disk.');

/** A Persistent Disk: https://cloud.google.com/compute/docs/disks/persistent-disks#disk-types */
export const diskSizeGb = z.int().min(10).max(65536).describe('Size in GB, as Compute Engine counts them.');

export const projectId = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/,
    'a project id has 6 to 30 lower-case letters, digits and hyphens, starts with a letter and does not end with a hyphen',
  );

/** First part of the e-mail address of a service account. */
export const serviceAccountId = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/,
    'an id has 6 to 30 lower-case letters, digits and hyphens, starts with a letter and does not end with a hyphen',
  );

/** Names that Cloud Storage refuses: https://cloud.google.com/storage/docs/buckets#naming, 2026-11. */
export const bucketName = z
  .string()
  .regex(
    /^(?!goog)(?!.*(google|g00gle))[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]$/,
    'a bucket name has 3 to 63 lower-case letters, digits, - and _, starts and ends with a letter or digit, does not start with goog and does not contain google',
  );

/** Unique id of a service account. */
export const uniqueId = z.string().regex(/^\d{15,25}$/, 'write the digits of a unique id, in quotes');

/** A zone of Compute Engine. */
export const zoneName = z.string().regex(/^[a-z]+-[a-z]+\d+-[a-z]$/, 'write a zone such as us-central1-a');

/** Number of instances of a group, or of nodes. */
export const groupSize = z.int().min(0).max(1000);

/** Purpose of a bucket, as on AWS. */
export const bucketPurpose = z.enum(['datasets', 'models', 'artifacts']);
