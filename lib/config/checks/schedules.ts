import { parseRecurrence } from '../schedules/cron';
import { runsAfter } from '../schedules/recurrence';
import { renamedTimeZone, timeZones } from '../schedules/time-zone';
import { error, type Problem } from '../problem';
import { show } from '../show';
import { didYouMean } from '../spelling';

/** The schedule settings of a fleet on either cloud. */
interface ScheduledFleet {
  readonly timeZone: string;
  readonly schedules: Readonly<Record<string, { readonly recurrence: string }>>;
}

/** Minimum distance between two schedules of a fleet. */
export interface Distance {
  /** Minutes between two schedules; 1 refuses only the same time. */
  readonly minutes: number;
  /** How close they run, as part of the message: `at the same time as`. */
  readonly clash: string;
  /** Reason, as part of the message: `which Auto Scaling refuses`. */
  readonly reason: string;
}

/** Checks the schedules of a fleet: their time zone, each cron expression, and the distance between any two. */
export function checkSchedules(
  path: string,
  { schedules, timeZone }: ScheduledFleet,
  distance: Distance,
): Problem[] {
  const problems: Problem[] = checkTimeZone(`${path}.timeZone`, timeZone);
  const valid = Object.entries(schedules).flatMap(([key, { recurrence: expression }]) => {
    const schedulePath = `${path}.schedules.${key}.recurrence`;
    const recurrence = parseRecurrence(expression);
    if (typeof recurrence !== 'string') return [{ key, path: schedulePath, expression, recurrence }];
    problems.push(
      error(
        schedulePath,
        `${show(expression)} is not a cron expression (${recurrence}); write minute, hour, day of month, month and ` +
          'day of week, such as 0 8 * * MON-FRI.',
        [],
      ),
    );
    return [];
  });
  for (const [index, one] of valid.entries()) {
    for (const other of valid.slice(0, index)) {
      const time =
        runsAfter(other.recurrence, one.recurrence, distance.minutes - 1) ??
        runsAfter(one.recurrence, other.recurrence, distance.minutes - 1);
      if (!time) continue;
      problems.push(
        error(
          one.path,
          `${show(one.expression)} runs ${distance.clash} ${other.key} (${time}), ${distance.reason}; ` +
            'move one of them or merge them.',
          [other.path],
        ),
      );
      // One clash is enough to move it; a hundred equal schedules would make thousands of problems.
      break;
    }
  }
  return problems;
}

function checkTimeZone(path: string, timeZone: string): Problem[] {
  if (timeZones.has(timeZone)) return [];
  const renamed = renamedTimeZone(timeZone);
  if (renamed !== undefined) {
    return [error(path, `${show(timeZone)} is an old name of an IANA time zone; use ${renamed}.`, [])];
  }
  return [
    error(
      path,
      `${show(timeZone)} is not an IANA time zone; use one such as Etc/UTC or America/Los_Angeles.` +
        didYouMean(timeZone, [...timeZones]),
      [],
    ),
  ];
}
