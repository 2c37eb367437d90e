import { parseRecurrence } from '../schedules/cron';
import { runsAfter } from '../schedules/recurrence';
import { isTimeZone } from '../schedules/time-zone';
import { error, type Problem } from '../problem';
import { show } from '../show';
import { didYouMean } from '../spelling';

/** The settings of a fleet, on either cloud, that say when its size changes. */
interface ScheduledFleet {
  readonly timeZone: string;
  readonly schedules: Readonly<Record<string, { readonly recurrence: string }>>;
}

/** The distance that two schedules of a fleet must keep. */
export interface Distance {
  /** They are this many minutes apart at least; 1 where only the same time is refused. */
  readonly minutes: number;
  /** How they run where they are too close, in the words of the message: `at the same time as`. */
  readonly clash: string;
  /** Reason, in the words of the message: `which Auto Scaling refuses`. */
  readonly reason: string;
}

/** Checks the schedules of a fleet: their time zone, each for itself, and that no two run too close to each other. */
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
    }
  }
  return problems;
}

function checkTimeZone(path: string, timeZone: string): Problem[] {
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
