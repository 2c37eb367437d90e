import fc from 'fast-check';
import { meanScheduledSize, parseRecurrence, runsTogether } from '../../../lib/config/schedules/recurrence';

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

test('the mean size of office hours', () => {
  const schedules = [
    { recurrence: '0 8 * * MON-FRI', desired: 4 },
    { recurrence: '0 20 * * *', desired: 0 },
  ];
  // 4 machines for 12 hours on 5 of 7 days.
  expect(meanScheduledSize(9, schedules)).toBeCloseTo((4 * 12 * 5) / (24 * 7), 10);
});

test('what was set before the week is still so when it starts', () => {
  const schedules = [
    { recurrence: '0 0 * * WED', desired: 7 },
    { recurrence: '0 0 * * SAT', desired: 0 },
  ];
  expect(meanScheduledSize(1, schedules)).toBeCloseTo((7 * 3) / 7, 10);
});

test('without schedules the size stays', () => {
  expect(meanScheduledSize(3, [])).toBe(3);
});

test('the mean lies between the sizes', () => {
  const hour = fc.integer({ min: 0, max: 23 });
  fc.assert(
    fc.property(hour, hour, fc.nat(20), fc.nat(20), (up, down, many, few) => {
      const mean = meanScheduledSize(0, [
        { recurrence: `0 ${up} * * *`, desired: many },
        { recurrence: `30 ${down} * * *`, desired: few },
      ]);
      return mean >= Math.min(many, few) - 1e-9 && mean <= Math.max(many, few) + 1e-9;
    }),
    { numRuns: 50 },
  );
});
