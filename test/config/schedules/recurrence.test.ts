import { parseRecurrence } from '../../../lib/config/schedules/cron';
import { runsAfter } from '../../../lib/config/schedules/recurrence';

const cron = (expression: string) => {
  const parsed = parseRecurrence(expression);
  if (typeof parsed === 'string') throw new Error(parsed);
  return parsed;
};

test.each([
  ['0 8 * * MON-FRI', '0 8 * * *', 0, '2026-01-05 08:00'],
  ['0 8 1 * *', '0 8 * * SUN', 0, '2026-02-01 08:00'],
  ['* * * * *', '30 3 * * SAT', 0, '2026-01-10 03:30'],
  ['30 3 * * SAT', '* * * * *', 0, '2026-01-10 03:30'],
  // A leap day on a Monday is further away than the next hundred runs of either.
  ['0 8 29 2 *', '0 8 29 FEB *', 0, '2028-02-29 08:00'],
  ['0 8 * * *', '0 9 * * *', 60, '2026-01-05 09:00'],
  ['59 23 * * SUN', '0 0 * * MON', 1, '2026-01-12 00:00'],
  ['59 23 28 2 *', '0 0 29 2 *', 1, '2028-02-29 00:00'],
])('after %s, %s runs within %d minutes at %s', (one, other, minutes, time) => {
  expect(runsAfter(cron(one), cron(other), minutes)).toBe(time);
});

test.each([
  ['0 8 * * MON-FRI', '0 20 * * *', 0],
  ['0 8 * * MON-FRI', '0 8 * * SAT,SUN', 0],
  ['0 8 1-7 1 *', '0 8 1-7 2 *', 0],
  ['1-59/2 * * * *', '*/2 * * * *', 0],
  ['0 9 * * *', '0 8 * * *', 60],
  ['0 8 * * *', '0 9 * * *', 59],
  ['59 23 * * MON', '0 0 * * MON', 1],
])('after %s, %s never runs within %d minutes', (one, other, minutes) => {
  expect(runsAfter(cron(one), cron(other), minutes)).toBeUndefined();
});
