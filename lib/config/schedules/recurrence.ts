import { CALENDAR_START, DAY_MINUTES, type Recurrence } from './cron';

const MINUTE_MS = 60_000;

/**
 * The first time at which a schedule runs at the same time as another, or shortly after it. Both use the same time
 * zone.
 *
 * @param minutes - Maximum minutes between both, less than a day; 0 for the same time only.
 * @returns The time of `later`, such as `2026-01-05 08:00`; undefined if they are never that close.
 */
export function runsAfter(earlier: Recurrence, later: Recurrence, minutes: number): string | undefined {
  const onSameDay = firstMinuteAfter(earlier, later, minutes, 0);
  const onNextDay = firstMinuteAfter(earlier, later, minutes, DAY_MINUTES);
  if (onSameDay === undefined && onNextDay === undefined) return undefined;
  const { runsOn } = later;
  for (const day of earlier.days) {
    if (onSameDay !== undefined && runsOn[day]) return timeText(day, onSameDay);
    if (onNextDay !== undefined && runsOn[(day + 1) % runsOn.length]) return timeText(day + 1, onNextDay);
  }
  return undefined;
}

/** The first minute of the day of `later` that is close enough to a run of `earlier`. */
function firstMinuteAfter(
  { minutes: starts }: Recurrence,
  later: Recurrence,
  minutes: number,
  back: number,
): number | undefined {
  let index = -1;
  return later.minutes.find((minute) => {
    while (index + 1 < starts.length && starts[index + 1]! <= minute + back) index++;
    return index >= 0 && minute + back - starts[index]! <= minutes;
  });
}

function timeText(day: number, minute: number): string {
  const time = new Date(Number(CALENDAR_START) + (day * DAY_MINUTES + minute) * MINUTE_MS);
  return time.toISOString().slice(0, 16).replace('T', ' ');
}
