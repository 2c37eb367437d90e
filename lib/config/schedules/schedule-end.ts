import type { GcpFleetConfig } from '../schema/gcp';

type Schedule = Pick<GcpFleetConfig['schedules'][string], 'schedule' | 'durationMinutes'>;

const minutesPerDay = 24 * 60;
const dayNames = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** When a schedule ends, or why that cannot be said and what to do about it. */
export type ScheduleEnd = { readonly recurrence: string } | { readonly refused: string };

/**
 * The end of a schedule as a cron expression in its time zone.
 *
 * One expression says all the ends if there is one start a day at a fixed time. An end after midnight is on the next day:
 * a day of the week has one, a day of the month may not.
 *
 * @param schedule - A valid cron expression, and at most 24 hours.
 */
export function scheduleEnd({ schedule, durationMinutes }: Schedule): ScheduleEnd {
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = ''] = schedule.trim().split(/\s+/);
  if (![minute, hour].every((field) => /^\d+$/.test(field))) {
    return { refused: 'starts at more than one time of day; use one number each for minute and hour' };
  }
  const end = Number(hour) * 60 + Number(minute) + durationMinutes;
  const time = `${end % 60} ${Math.floor((end % minutesPerDay) / 60)}`;
  if (end < minutesPerDay) return { recurrence: `${time} ${dayOfMonth} ${month} ${dayOfWeek}`.toUpperCase() };
  if (dayOfMonth !== '*' || month !== '*') {
    return {
      refused:
        'ends on the next day, and has a day of the month or a month; use days of the week, or end it before midnight',
    };
  }
  const next = nextDays(dayOfWeek.toUpperCase());
  if (next === undefined) {
    return {
      refused:
        'ends on the next day, and its days of the week are no list or range such as MON-FRI; write them as one',
    };
  }
  return { recurrence: `${time} * * ${next}` };
}

/** The days after those of a field; nothing for a field with steps. */
function nextDays(field: string): string | undefined {
  if (field === '*') return field;
  const days = new Set<number>();
  for (const item of field.split(',')) {
    const [first = '', last = first] = item.split('-');
    const from = dayNumber(first);
    const to = dayNumber(last);
    if (from === undefined || to === undefined) return undefined;
    // SAT-SUN ends in the next week.
    for (let day = from; day <= (to < from ? to + 7 : to); day++) days.add((day + 1) % 7);
  }
  if (days.size === 7) return '*';
  return [...days]
    .sort((one, other) => one - other)
    .map((day) => dayNames[day])
    .join(',');
}

/** Days are numbered from Sunday, which is 0 and 7. */
function dayNumber(day: string): number | undefined {
  if (/^[0-7]$/.test(day)) return Number(day);
  const number = dayNames.indexOf(day);
  return number < 0 ? undefined : number;
}
