import { minutesBetweenSchedules } from '../../gcp/fleet-schedules';
import { error, type Problem } from '../../problem';
import type { GcpFleetConfig } from '../../schema/gcp';
import { checkSchedules } from '../schedules';
import { checkSize } from '../size';

const distance = {
  minutes: minutesBetweenSchedules,
  clash: `less than ${minutesBetweenSchedules} minutes from`,
  reason: 'so that a call of one that is repeated could undo the other',
};

/** Checks the sizes and the schedules of a fleet. */
export function checkFleet(path: string, fleet: GcpFleetConfig): Problem[] {
  return [
    ...checkSize(path, fleet),
    ...checkScheduledSizes(path, fleet),
    ...checkSchedules(path, fleet, distance),
    ...checkLowering(path, fleet),
  ];
}

function checkScheduledSizes(path: string, { min, max, schedules }: GcpFleetConfig): Problem[] {
  // checkFleet() reports min above max once instead of for each schedule.
  if (min > max) return [];
  return Object.entries(schedules).flatMap(([name, { desired }]) =>
    checkSize(path, { min, max, desired }, `${path}.schedules.${name}`),
  );
}

/** On Google Cloud, only schedules and users scale a fleet in; until then its GPUs are billed. */
function checkLowering(path: string, { min, schedules }: GcpFleetConfig): Problem[] {
  const entries = Object.entries(schedules);
  const raising = entries.find(([, { desired }]) => desired > min);
  if (!raising || entries.some(([, { desired }]) => desired <= min)) return [];
  const [name, { desired }] = raising;
  return [
    error(
      `${path}.schedules`,
      `raise the fleet to ${desired} (${name}) and never lower it to min (${min}), so its GPUs would run and cost until ` +
        `a user resizes it; add an entry with desired: ${min}, or raise min.`,
      [`${path}.min`],
    ),
  ];
}
