import { DAY_MINUTES, parseRecurrence, type Recurrence } from '../config/schedules/cron';
import type { ScheduledSize } from '../template/instance-group';

const DAYS = 28;

/**
 * Mean number of instances of a group over four weeks, if only the schedules change its size.
 *
 * @param initial - Size of a group without schedules.
 * @param schedules - Schedules; invalid ones are ignored.
 */
export function meanSize(initial: number, schedules: readonly ScheduledSize[]): number {
  const changes = schedules
    .flatMap(({ recurrence, desired }) => {
      const parsed = parseRecurrence(recurrence);
      return typeof parsed === 'string' ? [] : runs(parsed).map((minute) => ({ minute, desired }));
    })
    .sort((one, other) => one.minute - other.minute);
  if (changes.length === 0) return initial;
  const end = DAYS * DAY_MINUTES;
  // The four weeks repeat, so the size before the first change is the size after the last.
  let size = changes.at(-1)!.desired;
  let since = 0;
  let instanceMinutes = 0;
  for (const { minute, desired } of [...changes, { minute: end, desired: 0 }]) {
    instanceMinutes += size * (minute - since);
    size = desired;
    since = minute;
  }
  return instanceMinutes / end;
}

/** All runs of the four weeks, in minutes from their start. */
function runs({ days, minutes }: Recurrence): number[] {
  return days
    .filter((day) => day < DAYS)
    .flatMap((day) => minutes.map((minute) => day * DAY_MINUTES + minute));
}
