import { scheduleEnd } from '../../../lib/config/schedules/schedule-end';

test.each([
  ['0 8 * * MON-FRI', 720, '0 20 * * MON-FRI'],
  ['30  7 1,15 jan *', 45, '15 8 1,15 JAN *'],
  ['0 8 * * */2', 60, '0 9 * * */2'],
  ['0 22 * * *', 119, '59 23 * * *'],
  // Past midnight.
  ['0 22 * * *', 120, '0 0 * * *'],
  ['0 22 * * mon-fri', 480, '0 6 * * TUE,WED,THU,FRI,SAT'],
  ['0 22 * * SAT', 480, '0 6 * * SUN'],
  ['0 22 * * 0,5-7', 480, '0 6 * * SUN,MON,SAT'],
  ['0 22 * * SAT-SUN', 480, '0 6 * * SUN,MON'],
  ['0 22 * * 0-6', 480, '0 6 * * *'],
  ['59 23 * * FRI', 1440, '59 23 * * SAT'],
])('%s for %d minutes ends at %s', (schedule, durationMinutes, recurrence) => {
  expect(scheduleEnd({ schedule, durationMinutes })).toEqual({ recurrence });
});

test.each([
  ['*/5 8 * * *', 60, /one number each for minute and hour/],
  ['0 * * * *', 10, /one number each for minute and hour/],
  ['0 8-10 * * *', 10, /one number each for minute and hour/],
  ['0 22 31 * *', 120, /day of the month or a month/],
  ['0 22 * DEC *', 120, /day of the month or a month/],
  ['0 22 * * MON-FRI/2', 120, /no list or range such as MON-FRI/],
  ['0 22 * * *,MON', 120, /no list or range such as MON-FRI/],
])('%s for %d minutes has no end that one expression says', (schedule, durationMinutes, refused) => {
  expect(scheduleEnd({ schedule, durationMinutes })).toEqual({
    refused: expect.stringMatching(refused) as string,
  });
});
