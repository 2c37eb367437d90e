import { parseRecurrence, runsTogether } from '../../../lib/config/schedules/recurrence';

const cron = (expression: string) => {
  const parsed = parseRecurrence(expression);
  if (typeof parsed === 'string') throw new Error(parsed);
  return parsed;
};

test.each(['', '* * * *', '0 8 * * * *', '@daily', '61 8 * * *', '0 8 * * FUNDAY', '0 0 31 2 *'])(
  '%j is refused with a reason',
  (expression) => {
    expect(parseRecurrence(expression)).toEqual(expect.any(String));
  },
);

test.each([
  ['0 8 * * MON-FRI', '0 8 * * *', '2026-01-05 08:00'],
  ['0 8 1 * *', '0 8 * * SUN', '2026-02-01 08:00'],
  ['* * * * *', '30 3 * * SAT', '2026-01-10 03:30'],
  ['30 3 * * SAT', '* * * * *', '2026-01-10 03:30'],
])('%s and %s meet at %s', (one, other, time) => {
  expect(runsTogether(cron(one), cron(other))).toBe(time);
});

test.each([
  ['0 8 * * MON-FRI', '0 20 * * *'],
  ['0 8 * * MON-FRI', '0 8 * * SAT,SUN'],
  ['0 8 1-7 1 *', '0 8 1-7 2 *'],
])('%s and %s never meet', (one, other) => {
  expect(runsTogether(cron(one), cron(other))).toBeUndefined();
});
