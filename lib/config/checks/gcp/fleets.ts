import { Cron } from 'croner';
import { checkTimeZone, parseUnixRecurrence } from '../schedules';
import { error, warning, type Problem } from '../../problem';
import { show } from '../../show';
import { scheduleEnd } from '../../schedules/schedule-end';
import type { GcpConfig, GcpFleetConfig } from '../../schema/gcp';
import { checkSize } from '../size';

type Schedule = GcpFleetConfig['schedules'][string];
type Recurrence = Exclude<ReturnType<typeof parseUnixRecurrence>, string>;

/** Checks the sizes and the schedules of fleets. */
export function checkFleets(gcp: GcpConfig): Problem[] {
  return Object.entries(gcp.fleets).flatMap(([key, fleet]) => {
    const path = `gcp.fleets.${key}`;
    return [
      ...checkSize(path, fleet),
      ...Object.entries(fleet.schedules).flatMap(([name, schedule]) =>
        checkSchedule(`${path}.schedules.${name}`, schedule, fleet, path),
      ),
      ...checkOverlaps(`${path}.schedules`, fleet),
    ];
  });
}

function checkSchedule(
  path: string,
  schedule: Schedule,
  { min, max }: GcpFleetConfig,
  fleetPath: string,
): Problem[] {
  return [
    ...checkTimeZone(`${path}.timeZone`, schedule.timeZone),
    ...checkInstances(`${path}.instances`, schedule, { min, max }, fleetPath),
    ...checkRecurrence(path, schedule),
  ];
}

function checkInstances(
  path: string,
  { instances }: Schedule,
  { min, max }: Pick<GcpFleetConfig, 'min' | 'max'>,
  fleetPath: string,
): Problem[] {
  if (instances > max) {
    return [
      error(path, `${instances} is more than max (${max}); lower it or raise max.`, [`${fleetPath}.max`]),
    ];
  }
  if (instances > min) return [];
  return [
    warning(
      path,
      `${instances} changes nothing, as the fleet always has ${min}; use more than min, or remove the schedule.`,
      [`${fleetPath}.min`],
    ),
  ];
}

function checkRecurrence(path: string, { durationMinutes, schedule }: Schedule): Problem[] {
  const recurrence = parseUnixRecurrence(schedule);
  if (typeof recurrence === 'string') {
    return [
      error(
        `${path}.schedule`,
        `${show(schedule)} is not a cron expression (${recurrence}); write minute, hour, day of month, month and day of week, ` +
          'such as 0 8 * * MON-FRI.',
      ),
    ];
  }
  const end = scheduleEnd({ durationMinutes, schedule });
  if ('refused' in end) {
    return [
      error(`${path}.schedule`, `${show(schedule)} for ${durationMinutes} minutes ${end.refused}.`, [
        `${path}.durationMinutes`,
      ]),
    ];
  }
  if (shortestGapMinutes(recurrence) > durationMinutes) return [];
  return [
    error(
      `${path}.durationMinutes`,
      `${durationMinutes} lasts until ${show(schedule)} starts again, when end and start would set the size at one time; ` +
        'shorten it, or use min for machines that always run.',
      [`${path}.schedule`],
    ),
  ];
}

/** A fixed Monday, so that results do not depend on today. */
const reference = new Date('2029-01-01T00:00:00Z');

/** How many starts of a schedule are looked at: a month of a daily one. Each takes time at every synth. */
const comparedStarts = 32;

/** What was found in this process: the same schedule may be that of many fleets. */
const gaps = new Map<string, number>();

/** Shortest time between two starts, in minutes. */
function shortestGapMinutes(recurrence: Recurrence): number {
  const pattern = recurrence.getPattern() ?? '';
  let shortest = gaps.get(pattern);
  if (shortest === undefined) {
    const starts = recurrence.nextRuns(comparedStarts, reference).map(Number);
    shortest = Math.min(...starts.slice(1).map((start, index) => (start - starts[index]!) / 60_000));
    gaps.set(pattern, shortest);
  }
  return shortest;
}

/** A time from start to end of a schedule, in milliseconds. */
interface Period {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Checks that one schedule is over before the next begins: the end of either would take the machines of the other, and an
 * end at the time of a start could come after it.
 */
function checkOverlaps(path: string, { schedules }: GcpFleetConfig): Problem[] {
  const valid = Object.entries(schedules).filter(([, { durationMinutes, schedule, timeZone }]) => {
    const known =
      checkTimeZone('', timeZone).length === 0 && typeof parseUnixRecurrence(schedule) !== 'string';
    return known && 'recurrence' in scheduleEnd({ durationMinutes, schedule });
  });
  if (valid.length < 2) return [];
  const horizon = new Date(Number(reference) + comparedDays(valid.map(([, each]) => each)) * 86_400_000);
  const periods = valid
    .flatMap(([name, schedule]) => periodsOf(name, schedule, horizon))
    .sort((one, other) => one.start - other.start);
  const problems = new Map<string, Problem>();
  let longest: Period | undefined;
  for (const period of periods) {
    if (longest && longest.name !== period.name && period.start <= longest.end) {
      const pair = [longest.name, period.name].sort().join(' ');
      if (!problems.has(pair)) problems.set(pair, overlap(path, longest, period));
    }
    if (!longest || period.end > longest.end) longest = period;
  }
  return [...problems.values()];
}

function overlap(path: string, earlier: Period, later: Period): Problem {
  const time = new Date(later.start).toISOString().slice(0, 16).replace('T', ' ');
  return error(
    `${path}.${later.name}.schedule`,
    `starts when ${earlier.name} has not ended before (${time} UTC): the end of one would remove the machines of the other; ` +
      'move it, or put it into a fleet of its own.',
    [`${path}.${earlier.name}`],
  );
}

/** Two weeks show everything of schedules by days of the week in one time zone; other pairs may meet once a year. */
function comparedDays(schedules: readonly Schedule[]): number {
  const isWeekly = schedules.every(({ schedule }) => /^\S+\s+\S+\s+\*\s+\*\s/.test(schedule.trim()));
  return isWeekly && new Set(schedules.map(({ timeZone }) => timeZone)).size === 1 ? 14 : 400;
}

function periodsOf(name: string, { durationMinutes, schedule, timeZone }: Schedule, until: Date): Period[] {
  const recurrence = new Cron(schedule, { timezone: timeZone, mode: '5-part' });
  const periods: Period[] = [];
  for (let run = recurrence.nextRun(reference); run && run < until; run = recurrence.nextRun(run)) {
    periods.push({ name, start: Number(run), end: Number(run) + durationMinutes * 60_000 });
  }
  return periods;
}
