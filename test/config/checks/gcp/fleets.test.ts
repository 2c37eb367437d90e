import { merge } from '../../../../lib/config/merge';
import { checkFleet } from '../../../../lib/config/checks/gcp/fleets';
import { devGcp, lessonGcp, productionGcp } from '../../../../lib/config/environments/gcp';
import { gcpSchema } from '../../../../lib/config/schema/gcp';

const up = { recurrence: '0 8 * * MON-FRI', desired: 2 };
const down = { recurrence: '0 20 * * *', desired: 0 };
const fleet = { machineType: 'a2-highgpu-1g', bootDiskGb: 100, max: 4 };
const withFleet = (settings: object) => merge(devGcp, { fleets: { x: { ...fleet, ...settings } } });
const withSchedules = (schedules: object) => withFleet({ schedules: { up, down, ...schedules } });
const check = (input: unknown) =>
  Object.entries(gcpSchema.parse(input).fleets).flatMap(([key, fleet]) =>
    checkFleet(`gcp.fleets.${key}`, fleet),
  );

test.each(Object.entries({ lessonGcp, productionGcp, devGcp }))('%s is without problems', (_, input) => {
  expect(check(input)).toEqual([]);
});

test.each([
  [
    'min above max, without a problem for each schedule',
    withFleet({ min: 5, schedules: { down: { ...down, desired: 5 } } }),
    'max',
    /^4 is smaller than min \(5\); raise max or lower min/,
  ],
  [
    'more instances than max',
    withSchedules({ up: { ...up, desired: 5 } }),
    'schedules.up.desired',
    /^5 is outside min to max \(0 to 4\); choose a size between them/,
  ],
  [
    'less instances than min',
    withFleet({ min: 1, schedules: { up, down, later: { ...down, recurrence: '0 21 * * *', desired: 1 } } }),
    'schedules.down.desired',
    /^0 is outside min to max \(1 to 4\)/,
  ],
  [
    'a schedule of four fields',
    withSchedules({ up: { ...up, recurrence: '0 8 * *' } }),
    'schedules.up.recurrence',
    /"0 8 \* \*" is not a cron expression \(it needs five fields\).*such as 0 8 \* \* MON-FRI/,
  ],
  [
    'a schedule that never runs',
    withSchedules({ up: { ...up, recurrence: '0 8 30 2 *' } }),
    'schedules.up.recurrence',
    /it never runs/,
  ],
  [
    'signs of another dialect',
    withSchedules({ up: { ...up, recurrence: '0 8 L * *' } }),
    'schedules.up.recurrence',
    /"L" is not a field of Unix cron/,
  ],
  [
    'an unknown time zone',
    withFleet({ timeZone: 'Europe/Berlni' }),
    'timeZone',
    /is not an IANA time zone.*Did you mean "Europe\/Berlin"\?/,
  ],
  [
    'a fleet that is raised and never lowered',
    withFleet({ schedules: { up, less: { recurrence: '0 20 * * *', desired: 1 } } }),
    'schedules',
    /^raise the fleet to 2 \(up\) and never lower it to min \(0\), so its GPUs .* cost .*; add an entry with desired: 0, or raise min/,
  ],
  [
    'schedules that run at the same time',
    withSchedules({ lunch: { recurrence: '0 8 1 * *', desired: 0 } }),
    'schedules.lunch.recurrence',
    /^"0 8 1 \* \*" runs less than 5 minutes from up \(2026-04-01 08:00\), so that .* could undo the other; move one/,
  ],
  [
    'a schedule that runs before a failed call of another is over',
    withSchedules({ late: { recurrence: '56 7 * * SUN,MON', desired: 0 } }),
    'schedules.late.recurrence',
    /^"56 7 .* runs less than 5 minutes from up \(2026-01-05 08:00\)/,
  ],
  [
    'a schedule that does so after midnight',
    withSchedules({
      midnight: { recurrence: '58 23 31 12 *', desired: 0 },
      party: { recurrence: '2 0 1 1 *', desired: 1 },
    }),
    'schedules.party.recurrence',
    /^"2 0 1 1 \*" runs less than 5 minutes from midnight \(2027-01-01 00:02\)/,
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
  ['that only lower a fleet, which users raise', { down }],
  ['five minutes apart', { up, down, late: { recurrence: '55 7 * * *', desired: 0 } }],
  ['with more than one run a day', { up: { ...up, recurrence: '0 8,13-15 * * *' }, down }],
  [
    'of instances that run past midnight',
    { up: { ...up, recurrence: '0 22 1 * *' }, down: { ...down, recurrence: '0 6 2 * *' } },
  ],
])('accepts schedules %s', (_, schedules) => {
  expect(check(withFleet({ schedules }))).toEqual([]);
});

test('comparing 126 schedules takes less than three seconds', () => {
  const schedules = Object.fromEntries(
    Array.from({ length: 126 }, (_, index) => [
      `at-${index}`,
      { recurrence: `0 8 ${(index % 28) + 1} ${(index % 12) + 1} *`, desired: 0 },
    ]),
  );
  const start = process.cpuUsage();

  check(withFleet({ schedules }));

  expect(process.cpuUsage(start).user / 1e6).toBeLessThan(3);
});

test('refuses settings that let a GPU migrate, or a Spot instance restart', () => {
  const { error } = gcpSchema.safeParse(withFleet({ scheduling: { on_host_maintenance: 'MIGRATE' } }));

  expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual(['fleets.x']);
});
