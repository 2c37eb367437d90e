import { show } from '../show';

const DAY_MS = 24 * 3_600_000;

/** Minutes of a day. */
export const DAY_MINUTES = 24 * 60;

/** Start of the calendar: a fixed Monday, so that results do not depend on the current date. */
export const CALENDAR_START = new Date('2026-01-05T00:00:00Z');

/** Days of 28 years, the period after which dates and days of the week repeat. */
const CALENDAR = Array.from({ length: 28 * 365 + 7 }, (_, index) => {
  const date = new Date(Number(CALENDAR_START) + index * DAY_MS);
  return { month: date.getUTCMonth() + 1, dayOfMonth: date.getUTCDate(), dayOfWeek: date.getUTCDay() };
});

/** The times of a cron expression, in the time zone of its schedule. */
export interface Recurrence {
  /** Minutes of the day at which it runs, in order. */
  readonly minutes: readonly number[];
  /** Indexes of the days on which it runs in the 28 years from {@link CALENDAR_START}, in order. */
  readonly days: readonly number[];
  /** One byte for each day of these years: 1 if it runs. */
  readonly runsOn: Uint8Array;
}

interface Field {
  readonly name: string;
  readonly first: number;
  readonly last: number;
  /** Names of values, the first of them for `first`. */
  readonly names?: readonly string[];
}

const MINUTE: Field = { name: 'minute', first: 0, last: 59 };
const HOUR: Field = { name: 'hour', first: 0, last: 23 };
const DAY_OF_MONTH: Field = { name: 'day of the month', first: 1, last: 31 };
const MONTH: Field = {
  name: 'month',
  first: 1,
  last: 12,
  names: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
};
/** Sunday is both 0 and 7, so a range can end with it. */
const DAY_OF_WEEK: Field = {
  name: 'day of the week',
  first: 0,
  last: 7,
  names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'],
};

/**
 * Parses a Unix cron expression, as accepted by Auto Scaling and Cloud Scheduler. Both refuse symbols of other dialects
 * (L, W, # and ?), seconds and shorthands.
 *
 * @returns The reason as text if the expression is invalid or never runs.
 */
export function parseRecurrence(expression: string): Recurrence | string {
  const fields = expression.trim().split(/\s+/);
  if (fields.length !== 5) return 'it needs five fields';
  try {
    return recurrence(fields as [string, string, string, string, string]);
  } catch (cause) {
    if (cause instanceof FieldError) return cause.message;
    throw cause;
  }
}

/** An invalid field; the message is the reason. */
class FieldError extends Error {}

function recurrence([minute, hour, dayOfMonth, month, dayOfWeek]: [string, string, string, string, string]):
  Recurrence | string {
  const minutes = parseField(MINUTE, minute);
  const hours = parseField(HOUR, hour);
  const daysOfMonth = new Set(parseField(DAY_OF_MONTH, dayOfMonth));
  const months = new Set(parseField(MONTH, month));
  const daysOfWeek = new Set(parseField(DAY_OF_WEEK, dayOfWeek).map((day) => day % 7));
  // If both day fields are restricted, a match of either one is enough: https://man7.org/linux/man-pages/man5/crontab.5.html
  const isEither = dayOfMonth !== '*' && dayOfWeek !== '*';
  const runsOn = new Uint8Array(CALENDAR.length);
  const days: number[] = [];
  for (const [day, date] of CALENDAR.entries()) {
    if (!months.has(date.month)) continue;
    const ofMonth = daysOfMonth.has(date.dayOfMonth);
    const ofWeek = daysOfWeek.has(date.dayOfWeek);
    if (!(isEither ? ofMonth || ofWeek : ofMonth && ofWeek)) continue;
    runsOn[day] = 1;
    days.push(day);
  }
  if (days.length === 0) return 'it never runs';
  return { minutes: hours.flatMap((each) => minutes.map((past) => each * 60 + past)), days, runsOn };
}

const ITEM = /^(?:\*|(\w+)(?:-(\w+))?)(?:\/(\d+))?$/;

/** Values of a field, in order. */
function parseField(field: Field, text: string): number[] {
  const values = text.split(',').flatMap((item) => {
    const [, from, to, step] = ITEM.exec(item) ?? [];
    // A step needs a range, because cron programs interpret 5/15 differently.
    if (!ITEM.test(item) || (step !== undefined && from !== undefined && to === undefined)) {
      throw new FieldError(`${show(text)} is not a field of Unix cron`);
    }
    const first = from === undefined ? field.first : parseValue(field, from, text);
    const last = to === undefined ? (from === undefined ? field.last : first) : parseEnd(field, to, text);
    const every = Number(step ?? 1);
    if (last < first || every < 1 || every > field.last - field.first + 1) throw notIn(field, text);
    return Array.from(
      { length: Math.floor((last - first) / every) + 1 },
      (_, index) => first + index * every,
    );
  });
  return [...new Set(values)].sort((one, other) => one - other);
}

/** The end of a range of days may be SUN, as in SAT-SUN. */
function parseEnd(field: Field, value: string, text: string): number {
  const end = parseValue(field, value, text);
  return field === DAY_OF_WEEK && value.toUpperCase() === 'SUN' ? field.last : end;
}

function parseValue(field: Field, value: string, text: string): number {
  const index = field.names?.indexOf(value.toUpperCase()) ?? -1;
  if (index >= 0) return field.first + index;
  if (!/^\d+$/.test(value)) throw new FieldError(`${show(text)} is not a field of Unix cron`);
  const number = Number(value);
  if (number < field.first || number > field.last) throw notIn(field, text);
  return number;
}

function notIn({ name, first, last }: Field, text: string): FieldError {
  return new FieldError(`${show(text)} is no ${name} from ${first} to ${last}`);
}
