import fc from 'fast-check';
import { meanSize } from '../../lib/cost/mean-size';

test('the mean size of office hours', () => {
  const schedules = [
    { recurrence: '0 8 * * MON-FRI', desired: 4 },
    { recurrence: '0 20 * * *', desired: 0 },
  ];
  // 4 instances for 12 hours on 5 of 7 days.
  expect(meanSize(9, schedules)).toBeCloseTo((4 * 12 * 5) / (24 * 7), 10);
});

test('the size from before the week applies when the week starts', () => {
  const schedules = [
    { recurrence: '0 0 * * WED', desired: 7 },
    { recurrence: '0 0 * * SAT', desired: 0 },
  ];
  expect(meanSize(1, schedules)).toBeCloseTo((7 * 3) / 7, 10);
});

test('without schedules the size stays', () => {
  expect(meanSize(3, [])).toBe(3);
});

test('the mean lies between the sizes', () => {
  const hour = fc.integer({ min: 0, max: 23 });
  fc.assert(
    fc.property(hour, hour, fc.nat(20), fc.nat(20), (up, down, many, few) => {
      const mean = meanSize(0, [
        { recurrence: `0 ${up} * * *`, desired: many },
        { recurrence: `30 ${down} * * *`, desired: few },
      ]);
      return mean >= Math.min(many, few) - 1e-9 && mean <= Math.max(many, few) + 1e-9;
    }),
    { numRuns: 50 },
  );
});

test('a schedule that Auto Scaling would refuse changes nothing', () => {
  expect(meanSize(2, [{ recurrence: '0 0 31 2 *', desired: 9 }])).toBe(2);
});
