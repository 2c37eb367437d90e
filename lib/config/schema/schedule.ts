import { z } from 'zod';
import { serviceLimits } from '../../catalog';

/** When a schedule resizes its fleet; the same on both clouds. */
export const recurrence = z
  .string()
  .max(serviceLimits.recurrence.value)
  .describe('When it runs: a Unix cron expression of five fields, for example 0 8 * * MON-FRI.');

/** Size that a schedule sets. */
export const scheduledSize = z.int().min(0).describe('Number of instances set at that time.');

/** Time zone of all schedules of a fleet. */
export const timeZone = z.string().default('Etc/UTC').describe('IANA time zone of the schedules.');
