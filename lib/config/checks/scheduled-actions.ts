import { serviceLimits } from '../../catalog';
import { error, type Problem } from '../problem';
import type { FleetConfig } from '../schema/platform';
import { checkLimit } from './limit';
import { checkSchedules } from './schedules';
import { checkSize } from './size';

const distance = { minutes: 1, clash: 'at the same time as', reason: 'which Auto Scaling refuses' };

/** Checks the schedules of a fleet: their number, their sizes within those of the fleet, and their times. */
export function checkScheduledActions(path: string, fleet: FleetConfig): Problem[] {
  const entries = Object.entries(fleet.schedules);
  const tooMany = checkLimit(
    `${path}.schedules`,
    entries.length,
    serviceLimits.scheduledActions,
    'merge some of them, such as by 0 8 * * MON-FRI for five days',
  );
  return [
    ...tooMany,
    ...entries.flatMap(([name, schedule]) => [
      ...checkSize(`${path}.schedules.${name}`, schedule),
      ...checkWithinFleet(path, name, fleet),
    ]),
    // Comparing each with each takes long, and their number has to change anyway.
    ...checkSchedules(path, tooMany.length > 0 ? { ...fleet, schedules: {} } : fleet, distance),
  ];
}

/** Subnets, quotas and costs are counted with the sizes of the fleet. */
function checkWithinFleet(path: string, name: string, { min, max, schedules }: FleetConfig): Problem[] {
  // checkSize() reports min above max once instead of for each schedule.
  if (min > max) return [];
  const schedule = schedules[name]!;
  const at = `${path}.schedules.${name}`;
  const problem = (key: 'min' | 'max', message: string) =>
    error(`${at}.${key}`, `${schedule[key]} ${message}.`, [`${path}.${key}`]);
  return [
    ...(schedule.max > max
      ? [problem('max', `is larger than max of the fleet (${max}); lower it, or raise ${path}.max`)]
      : []),
    ...(schedule.min < min
      ? [problem('min', `is smaller than min of the fleet (${min}); raise it, or lower ${path}.min`)]
      : []),
  ];
}
