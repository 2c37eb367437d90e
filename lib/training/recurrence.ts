import { Cron } from 'croner';

/** A fixed week that starts on a Monday, so that results do not depend on today. */
const REFERENCE = new Date('2026-01-05T00:00:00Z');

/** Parses a cron expression of five fields, as Auto Scaling takes them; returns the reason when it is not one. */
export function parseRecurrence(expression: string): Cron | string {
  // croner knows shorthands and seconds; Auto Scaling knows neither.
  if (expression.trim().split(/\s+/).length !== 5) return 'it needs five fields';
  try {
    const cron = new Cron(expression, { timezone: 'UTC', mode: '5-part' });
    return cron.nextRun(REFERENCE) ? cron : 'it never runs';
  } catch (cause) {
    return (cause as Error).message;
  }
}

/** A time at which both run, for example `2026-01-05 08:00`, among the next 500 runs of each. */
export function runsTogether(one: Cron, other: Cron): string | undefined {
  const times = new Set(other.nextRuns(500, REFERENCE).map(Number));
  const time = one.nextRuns(500, REFERENCE).find((run) => times.has(Number(run)));
  return time?.toISOString().slice(0, 16).replace('T', ' ');
}

/** A size that a schedule sets. */
interface ScheduledSize {
  readonly recurrence: string;
  readonly desired: number;
}

/**
 * Mean number of machines over four weeks, when only the schedules change the size.
 *
 * @param initial - Size where there is no schedule.
 * @param schedules - Valid schedules.
 */
export function meanScheduledSize(initial: number, schedules: readonly ScheduledSize[]): number {
  const end = new Date(REFERENCE.getTime() + 28 * 24 * 3_600_000);
  const changes = schedules
    .flatMap(({ recurrence, desired }) => {
      const cron = parseRecurrence(recurrence);
      if (typeof cron === 'string') return [];
      return cron
        .nextRuns(5000, REFERENCE)
        .filter((time) => time < end)
        .map((time) => ({ time, desired }));
    })
    .sort((one, other) => Number(one.time) - Number(other.time));
  if (changes.length === 0) return initial;
  // The weeks repeat, so the size before the first change is the size after the last.
  let size = changes.at(-1)!.desired;
  let since = REFERENCE;
  let machineMilliseconds = 0;
  for (const { time, desired } of [...changes, { time: end, desired: 0 }]) {
    machineMilliseconds += size * (Number(time) - Number(since));
    size = desired;
    since = time;
  }
  return machineMilliseconds / (Number(end) - Number(REFERENCE));
}
