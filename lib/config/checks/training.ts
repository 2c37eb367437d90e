import type { InstanceType } from '../../catalog';
import { parseRecurrence, runsTogether } from '../../training/recurrence';
import { error, type Problem } from '../problem';
import type { FleetConfig, PlatformConfig } from '../schema/platform';
import { didYouMean } from '../spelling';
import { checkHasGpu, checkInstanceType, checkSpotPrice } from './instance-type';
import { checkSize } from './size';

/** Checks workstations and fleets against the catalog, and the schedules of fleets against each other. */
export function checkTraining({ training, historical }: PlatformConfig): Problem[] {
  const workstations = Object.entries(training.workstations).flatMap(([key, workstation]) => {
    const path = `training.workstations.${key}`;
    const { instanceType, problems } = checkInstanceType(
      `${path}.instanceType`,
      workstation.instanceType,
      historical,
    );
    return [
      ...problems,
      ...checkHasGpu(`${path}.instanceType`, instanceType),
      ...checkSpotPrice(path, workstation),
    ];
  });
  const fleets = Object.entries(training.fleets).flatMap(([key, fleet]) => {
    const path = `training.fleets.${key}`;
    return [
      ...checkSize(path, fleet),
      ...checkFleetTypes(path, fleet, historical),
      ...checkSpotPrice(path, fleet),
      ...checkSchedules(path, fleet),
    ];
  });
  return [...workstations, ...fleets, ...checkGroupNames(training.fleets)];
}

function checkFleetTypes(path: string, fleet: FleetConfig, historical: boolean): Problem[] {
  const findings = fleet.instanceTypes.map((name, index) =>
    checkInstanceType(`${path}.instanceTypes.${index}`, name, historical),
  );
  const types = findings.map(({ instanceType }) => instanceType);
  return [
    ...findings.flatMap(({ problems }) => problems),
    ...types.flatMap((type, index) => checkHasGpu(`${path}.instanceTypes.${index}`, type)),
    ...types.flatMap((type, index) => checkSameGpus(`${path}.instanceTypes.${index}`, type, types[0])),
  ];
}

/** Machines of one distributed job wait for the slowest, so a fleet has one model and number of GPUs. */
function checkSameGpus(
  path: string,
  type: InstanceType | undefined,
  first: InstanceType | undefined,
): Problem[] {
  if (!type?.gpu || !first?.gpu) return [];
  if (type.gpu.model === first.gpu.model && type.gpu.count === first.gpu.count) return [];
  const describe = ({ name, gpu }: InstanceType) => `${name} (${gpu?.count} × ${gpu?.model})`;
  return [
    error(
      path,
      `${describe(type)} differs from ${describe(first)}; use types with the same GPUs, or a second fleet.`,
    ),
  ];
}

function checkSchedules(path: string, fleet: FleetConfig): Problem[] {
  const entries = Object.entries(fleet.schedules);
  const zoneIsKnown = isTimeZone(fleet.timeZone);
  const problems: Problem[] = zoneIsKnown
    ? []
    : [
        error(
          `${path}.timeZone`,
          `"${fleet.timeZone}" is not an IANA time zone; use one such as Etc/UTC or America/Los_Angeles.` +
            didYouMean(fleet.timeZone, Intl.supportedValuesOf('timeZone')),
        ),
      ];
  const parsed = entries.map(([key, schedule]) => {
    const schedulePath = `${path}.schedules.${key}`;
    problems.push(...checkSize(schedulePath, schedule));
    const recurrence = parseRecurrence(schedule.recurrence);
    if (typeof recurrence !== 'string') return { key, schedulePath, recurrence };
    problems.push(
      error(
        `${schedulePath}.recurrence`,
        `"${schedule.recurrence}" is not a cron expression (${recurrence}); write minute, hour, day of month, month and ` +
          'day of week, such as 0 8 * * MON-FRI.',
      ),
    );
    return undefined;
  });
  const valid = parsed.filter((entry) => entry !== undefined);
  for (const [index, entry] of valid.entries()) {
    for (const other of valid.slice(0, index)) {
      const together = runsTogether(entry.recurrence, other.recurrence);
      if (!together) continue;
      problems.push(
        error(
          `${entry.schedulePath}.recurrence`,
          `runs at the same time as ${other.key} (${together}), which Auto Scaling refuses; move one of them or merge them.`,
        ),
      );
    }
  }
  return problems;
}

function checkGroupNames(fleets: Record<string, FleetConfig>): Problem[] {
  const entries = Object.entries(fleets);
  return entries.flatMap(([key, { groupName }], index) =>
    groupName !== undefined && entries.slice(0, index).some(([, other]) => other.groupName === groupName)
      ? [error(`training.fleets.${key}.groupName`, `"${groupName}" names another fleet too; choose another.`)]
      : [],
  );
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
