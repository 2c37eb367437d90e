import type { Cron } from 'croner';
import { parseRecurrence } from '../config/schedules/recurrence';
import type { ScheduledSize } from '../template/instance-group';

/** Four fixed weeks that start on a Monday, so that results do not depend on today. */
const START = new Date('2026-01-05T00:00:00Z');
const END = new Date('2026-02-02T00:00:00Z');

/**
 * Mean number of instances of a group over four weeks, when only the schedules change its size.
 *
 * @param initial - Size of a group without schedules.
 * @param schedules - Schedules; those that Auto Scaling would refuse are left out.
 */
export function meanSize(initial: number, schedules: readonly ScheduledSize[]): number {
  const changes = schedules
    .flatMap(({ recurrence, desired }) => {
      const cron = parseRecurrence(recurrence);
      return typeof cron === 'string' ? [] : runs(cron).map((time) => ({ time, desired }));
    })
    .sort((one, other) => Number(one.time) - Number(other.time));
  if (changes.length === 0) return initial;
  // The weeks repeat, so the size before the first change is the size after the last.
  let size = changes.at(-1)!.desired;
  let since = START;
  let instanceMilliseconds = 0;
  for (const { time, desired } of [...changes, { time: END, desired: 0 }]) {
    instanceMilliseconds += size * (Number(time) - Number(since));
    size = desired;
    since = time;
  }
  return instanceMilliseconds / (Number(END) - Number(START));
}

/** A schedule that runs more often over four weeks than once in ten minutes is cut off: each run costs time at synth. */
const MOST_RUNS = 4032;

function runs(cron: Cron): Date[] {
  const times: Date[] = [];
  for (let run = cron.nextRun(START); run && run < END && times.length < MOST_RUNS; run = cron.nextRun(run))
    times.push(run);
  return times;
}
