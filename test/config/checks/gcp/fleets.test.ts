import { merge } from '../../../../lib/config/merge';
import { checkFleets } from '../../../../lib/config/checks/gcp/fleets';
import { devGcp, lessonGcp, productionGcp } from '../../../../lib/config/environments/gcp';
import { gcpSchema } from '../../../../lib/config/schema/gcp';

const schedule = { schedule: '0 8 * * MON-FRI', durationMinutes: 600, instances: 2 };
const fleet = { machineType: 'a2-highgpu-1g', bootDiskGb: 100, max: 4 };
const withFleet = (settings: object) => merge(devGcp, { fleets: { x: { ...fleet, ...settings } } });
const withSchedule = (settings: object, others: object = {}) =>
  withFleet({ ...others, schedules: { day: { ...schedule, ...settings } } });
const check = (input: unknown) => checkFleets(gcpSchema.parse(input));

test.each(Object.entries({ lessonGcp, productionGcp, devGcp }))('%s is without problems', (_, input) => {
  expect(check(input)).toEqual([]);
});

test.each([
  ['min above max', withFleet({ min: 5 }), 'max', /^4 is smaller than min \(5\); raise max or lower min/],
  [
    'more instances than max',
    withSchedule({ instances: 5 }),
    'schedules.day.instances',
    /^5 is more than max \(4\)/,
  ],
  [
    'a schedule of four fields',
    withSchedule({ schedule: '0 8 * *' }),
    'schedules.day.schedule',
    /"0 8 \* \*" is not a cron expression \(it needs five fields\).*such as 0 8 \* \* MON-FRI/,
  ],
  [
    'a schedule that never runs',
    withSchedule({ schedule: '0 8 30 2 *' }),
    'schedules.day.schedule',
    /it never runs/,
  ],
  [
    'signs of another dialect',
    withSchedule({ schedule: '0 8 L * *' }),
    'schedules.day.schedule',
    /"L" is not a field of Unix cron/,
  ],
  [
    'an unknown time zone',
    withSchedule({ timeZone: 'Europe/Berlni' }),
    'schedules.day.timeZone',
    /is not an IANA time zone.*Did you mean "Europe\/Berlin"\?/,
  ],
  [
    'a schedule with more than one start a day',
    withSchedule({ schedule: '0 8,20 * * *' }),
    'schedules.day.schedule',
    /^"0 8,20 \* \* \*" for 600 minutes starts at more than one time of day; use one number/,
  ],
  [
    'a day of the month whose end is on the next one',
    withSchedule({ schedule: '0 20 1 * *' }),
    'schedules.day.schedule',
    /ends on the next day, and has a day of the month or a month; use days of the week/,
  ],
  [
    'steps between days whose end is on the next one',
    withSchedule({ schedule: '0 20 * * */2' }),
    'schedules.day.schedule',
    /ends on the next day, and its days of the week are no list or range/,
  ],
  [
    'a schedule without an end',
    withSchedule({ schedule: '0 8 * * *', durationMinutes: 1440 }),
    'schedules.day.durationMinutes',
    /^1440 lasts until "0 8 \* \* \*" starts again.*use min/,
  ],
  [
    'schedules that overlap',
    withFleet({ schedules: { day: schedule, noon: { ...schedule, schedule: '0 12 * * SUN,MON' } } }),
    'schedules.noon.schedule',
    /^starts when day has not ended before \(2029-01-01 12:00 UTC\)/,
  ],
  [
    'a schedule that starts when another ends',
    withFleet({ schedules: { day: schedule, evening: { ...schedule, schedule: '0 18 * * FRI' } } }),
    'schedules.evening.schedule',
    /^starts when day has not ended before \(2029-01-05 18:00 UTC\)/,
  ],
  [
    'schedules that overlap in another time zone',
    withFleet({
      schedules: { day: schedule, tokyo: { ...schedule, schedule: '0 8 1 * *', timeZone: 'Asia/Tokyo' } },
    }),
    'schedules.day.schedule',
    /^starts when tokyo has not ended before \(2029-02-01 08:00 UTC\)/,
  ],
])('finds %s', (_, input, setting, message) => {
  expect(check(input)).toEqual([
    expect.objectContaining({
      path: `gcp.fleets.x.${setting}`,
      message: expect.stringMatching(message) as string,
      severity: 'error',
    }),
  ]);
});

test.each([
  [
    'a schedule that changes nothing',
    withSchedule({}, { min: 2 }),
    'schedules.day.instances',
    /^2 changes nothing, as the fleet always has 2/,
  ],
])('warns of %s', (_, input, setting, message) => {
  expect(check(input)).toEqual([
    expect.objectContaining({
      path: `gcp.fleets.x.${setting}`,
      message: expect.stringMatching(message) as string,
      severity: 'warning',
    }),
  ]);
});

test('takes schedules of which one is over before the next starts', () => {
  const night = { ...schedule, schedule: '30 18 * * MON-FRI', durationMinutes: 800 };
  const saturday = { ...schedule, schedule: '0 8 * * SAT', durationMinutes: 1440 };

  expect(check(withFleet({ schedules: { day: schedule, night, saturday } }))).toEqual([]);
});

test.each([
  ['schedules.day.durationMinutes', { durationMinutes: 4 }],
  ['schedules.day.durationMinutes', { durationMinutes: 1441 }],
  ['schedules.day.instances', { instances: 0 }],
])('refuses a bad value of %s', (path, settings) => {
  const { error } = gcpSchema.safeParse(withSchedule(settings));

  expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([`fleets.x.${path}`]);
});

test('refuses what would let a GPU migrate, or a Spot machine restart', () => {
  const { error } = gcpSchema.safeParse(withFleet({ scheduling: { on_host_maintenance: 'MIGRATE' } }));

  expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual(['fleets.x']);
});
