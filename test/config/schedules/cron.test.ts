import { Cron } from 'croner';
import fc from 'fast-check';
import {
  CALENDAR_START,
  DAY_MINUTES,
  parseRecurrence,
  type Recurrence,
} from '../../../lib/config/schedules/cron';

test.each([
  ['', 'it needs five fields'],
  ['* * * *', 'it needs five fields'],
  ['0 8 * * * *', 'it needs five fields'],
  ['@daily', 'it needs five fields'],
  ['61 8 * * *', '"61" is no minute from 0 to 59'],
  ['0 24 * * *', '"24" is no hour from 0 to 23'],
  ['0 8 0 * *', '"0" is no day of the month from 1 to 31'],
  ['0 8 * 1,13 *', '"1,13" is no month from 1 to 12'],
  ['0 8 * * 8', '"8" is no day of the week from 0 to 7'],
  ['0 8 * * FRI-MON', '"FRI-MON" is no day of the week from 0 to 7'],
  ['*/61 * * * *', '"*/61" is no minute from 0 to 59'],
  ['*/0 * * * *', '"*/0" is no minute from 0 to 59'],
  ['0 8 * * FUNDAY', '"FUNDAY" is not a field of Unix cron'],
  ['0 8 JAN * *', '"JAN" is not a field of Unix cron'],
  ['0 8 L * *', '"L" is not a field of Unix cron'],
  ['0 8 ? * *', '"?" is not a field of Unix cron'],
  ['0 8 * * MON#2', '"MON#2" is not a field of Unix cron'],
  ['5/15 * * * *', '"5/15" is not a field of Unix cron'],
  ['0, * * * *', '"0," is not a field of Unix cron'],
  ['0 0 31 2 *', 'it never runs'],
])('%j is refused', (expression, reason) => {
  expect(parseRecurrence(expression)).toBe(reason);
});

const number = (first: number, last: number) => fc.integer({ min: first, max: last }).map(String);
const range = (first: number, last: number) =>
  fc
    .tuple(fc.integer({ min: first, max: last }), fc.integer({ min: first, max: last }))
    .map(([one, other]) => `${Math.min(one, other)}-${Math.max(one, other)}`);
const step = (first: number, last: number) =>
  fc
    .tuple(fc.oneof(fc.constant('*'), range(first, last)), fc.integer({ min: 1, max: last - first + 1 }))
    .map(([values, every]) => `${values}/${every}`);
const field = (first: number, last: number, ...names: string[]) =>
  fc.oneof(
    { weight: 2, arbitrary: fc.constant('*') },
    fc
      .array(
        fc.oneof(number(first, last), range(first, last), step(first, last), fc.constantFrom('*', ...names)),
        {
          minLength: 1,
          maxLength: 3,
        },
      )
      .map((items) => items.join(',')),
  );
const expression = fc
  .tuple(
    field(0, 59),
    field(0, 23),
    field(1, 31),
    field(1, 12, 'JAN', 'feb', 'OCT-DEC', 'JAN-JUN/2'),
    field(0, 6, '7', 'SUN', 'sat', 'MON-FRI', 'SAT-SUN', 'FRI-7', 'MON-SAT/2'),
  )
  .map((fields) => fields.join(' '));

/** The first runs, in minutes from the start of the calendar. */
function firstRuns({ days, minutes }: Recurrence, count: number): number[] {
  return days
    .slice(0, count)
    .flatMap((day) => minutes.map((minute) => day * DAY_MINUTES + minute))
    .slice(0, count);
}

test('runs match those of an independent implementation', () => {
  fc.assert(
    fc.property(expression, (text) => {
      const parsed = parseRecurrence(text);
      const before = new Date(Number(CALENDAR_START) - 60_000);
      const expected = new Cron(text, { timezone: 'UTC', mode: '5-part' }).nextRuns(8, before);
      const runs = typeof parsed === 'string' ? [] : firstRuns(parsed, expected.length);
      expect(runs.map((minute) => new Date(Number(CALENDAR_START) + minute * 60_000))).toEqual(
        expected.slice(0, runs.length),
      );
      expect(runs.length > 0).toBe(expected.length > 0);
    }),
    { numRuns: 60 },
  );
});
