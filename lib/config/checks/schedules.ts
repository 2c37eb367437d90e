import { parseRecurrence, runsTogether } from '../schedules/recurrence';
import { error, type Problem } from '../problem';
import type { FleetConfig } from '../schema/platform';
import { show } from '../show';
import { didYouMean } from '../spelling';
import { checkSize } from './size';

/** Checks the schedules of a fleet: their time zone, each for itself, and that no two run at one time. */
export function checkSchedules(path: string, { schedules, timeZone }: FleetConfig): Problem[] {
  const problems: Problem[] = checkTimeZone(`${path}.timeZone`, timeZone);
  const valid = Object.entries(schedules).flatMap(([key, schedule]) => {
    const schedulePath = `${path}.schedules.${key}`;
    problems.push(...checkSize(schedulePath, schedule));
    const recurrence = parseUnixRecurrence(schedule.recurrence);
    if (typeof recurrence !== 'string') return [{ key, path: `${schedulePath}.recurrence`, recurrence }];
    problems.push(
      error(
        `${schedulePath}.recurrence`,
        `${show(schedule.recurrence)} is not a cron expression (${recurrence}); write minute, hour, day of month, month and ` +
          'day of week, such as 0 8 * * MON-FRI.',
        [],
      ),
    );
    return [];
  });
  for (const [index, one] of valid.entries()) {
    for (const other of valid.slice(0, index)) {
      const together = runsTogether(one.recurrence, other.recurrence);
      if (!together) continue;
      problems.push(
        error(
          one.path,
          `${show(schedules[one.key]?.recurrence)} runs at the same time as ${other.key} (${together}), which Auto Scaling refuses; ` +
            'move one of them or merge them.',
          [other.path],
        ),
      );
    }
  }
  return problems;
}

const ITEM = String.raw`(\*|(\d+|[A-Z]{3})(-(\d+|[A-Z]{3}))?)(/\d+)?`;
const UNIX_FIELD = new RegExp(`^${ITEM}(,${ITEM})*$`, 'i');

/** Auto Scaling and Compute Engine take Unix cron; the parser also knows signs of other dialects, such as L, W, # and ?. */
export function parseUnixRecurrence(expression: string): ReturnType<typeof parseRecurrence> {
  const recurrence = parseRecurrence(expression);
  if (typeof recurrence === 'string') return recurrence;
  const foreign = expression
    .trim()
    .split(/\s+/)
    .find((field) => !UNIX_FIELD.test(field));
  return foreign === undefined ? recurrence : `${show(foreign)} is not a field of Unix cron`;
}

/** Checks that a time zone is one of the IANA database, in its spelling. */
export function checkTimeZone(path: string, timeZone: string): Problem[] {
  if (isTimeZone(timeZone)) return [];
  return [
    error(
      path,
      `${show(timeZone)} is not an IANA time zone; use one such as Etc/UTC or America/Los_Angeles.` +
        didYouMean(timeZone, Intl.supportedValuesOf('timeZone')),
      [],
    ),
  ];
}

/** JavaScript also takes a name in small letters, and offsets; Auto Scaling and Compute Engine do not. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Z][\w+/-]*$/.test(name)) return false;
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
    return timeZone === name || timeZone.toLowerCase() !== name.toLowerCase();
  } catch {
    return false;
  }
}
