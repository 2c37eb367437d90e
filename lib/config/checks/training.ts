import { findInstanceType, trainingImage, type InstanceType } from '../../catalog';
import { outputName } from '../../contract/outputs';
import { fleetZone } from '../fleet-zone';
import { error, warning, type Problem } from '../problem';
import type { FleetConfig, PlatformConfig, WorkstationConfig } from '../schema/platform';
import { show } from '../show';
import { checkCapacityBlockEvents } from './capacity-block-events';
import { checkFleetCapacity } from './fleet-capacity';
import {
  checkHasGpu,
  checkInstanceType,
  checkSpotPrice,
  useInAllZones,
  type InstanceTypeUse,
} from './instance-type';
import { checkScheduledActions } from './scheduled-actions';
import { checkSize } from './size';
import { checkUnique } from './unique';
import { checkRootVolume, checkVolume } from './volume';

/** Checks workstations and fleets against the catalog, and the schedules of fleets against each other. */
export function checkTraining(config: PlatformConfig): Problem[] {
  const { training } = config;
  const use = useInAllZones(config);
  const firstZone = use.zones[0]!;
  const workstations = Object.entries(training.workstations).flatMap(([key, workstation]) => {
    const path = `training.workstations.${key}`;
    const { instanceType, problems } = checkInstanceType(`${path}.instanceType`, workstation.instanceType, {
      ...use,
      zones: [workstation.zone ?? firstZone],
    });
    return [
      ...problems,
      ...checkHasGpu(`${path}.instanceType`, instanceType),
      ...checkImage(`${path}.instanceType`, instanceType),
      ...checkSpotPrice(path, workstation),
      ...checkRootVolume(`${path}.rootVolume`, workstation.rootVolume, trainingImage(instanceType)),
      ...(workstation.dataVolume ? checkVolume(`${path}.dataVolume`, workstation.dataVolume) : []),
      ...checkAddress(path, workstation),
    ];
  });
  const fleets = Object.entries(training.fleets).flatMap(([key, fleet]) => {
    const path = `training.fleets.${key}`;
    return [
      ...checkSize(path, fleet),
      ...checkFleetTypes(path, fleet, { ...use, zones: fleetZones(fleet, use.zones) }),
      ...checkSpotPrice(path, fleet),
      ...checkRootVolume(
        `${path}.rootVolume`,
        fleet.rootVolume,
        trainingImage(findInstanceType(fleet.instanceTypes[0]!)),
      ),
      ...checkScheduledActions(path, fleet),
    ];
  });
  return [
    ...workstations,
    ...fleets,
    ...checkCapacityBlockEvents(training.fleets),
    ...checkOutputNames('training.workstations', training.workstations),
    ...checkOutputNames('training.fleets', training.fleets),
  ];
}

function fleetZones(fleet: FleetConfig, zones: readonly string[]): readonly string[] {
  const only = fleetZone(fleet, zones);
  return only === undefined ? zones : [only];
}

function checkFleetTypes(path: string, fleet: FleetConfig, use: InstanceTypeUse): Problem[] {
  const findings = fleet.instanceTypes.map((name, index) =>
    checkInstanceType(`${path}.instanceTypes.${index}`, name, use),
  );
  const types = findings.map(({ instanceType }) => instanceType);
  return [
    ...findings.flatMap(({ problems }) => problems),
    ...types.flatMap((type, index) => checkHasGpu(`${path}.instanceTypes.${index}`, type)),
    ...types.flatMap((type, index) => checkImage(`${path}.instanceTypes.${index}`, type)),
    ...types.flatMap((type, index) => checkSameGpus(`${path}.instanceTypes.${index}`, type, types[0])),
    ...checkFleetCapacity(path, fleet, types),
  ];
}

/** A type that cannot be launched has a problem already. */
function checkImage(path: string, type: InstanceType | undefined): Problem[] {
  if (!type?.launchable || !type.driver) return [];
  const { description, supportEnded } = trainingImage(type);
  if (supportEnded === undefined) return [];
  const message = `${type.name} boots the ${description}, which has had no patches since ${supportEnded}; use a type with newer GPUs.`;
  return [warning(path, message, [])];
}

/** Instances of one distributed job have equal shares of it and wait for the slowest, so a fleet has one kind of GPUs. */
function checkSameGpus(
  path: string,
  type: InstanceType | undefined,
  first: InstanceType | undefined,
): Problem[] {
  if (!type?.gpu || !first?.gpu) return [];
  const { model, count, memoryGiB } = first.gpu;
  if (type.gpu.model === model && type.gpu.count === count && type.gpu.memoryGiB === memoryGiB) return [];
  const describe = ({ name, gpu }: InstanceType) =>
    `${name} (${gpu?.count} × ${gpu?.model}, ${gpu?.memoryGiB} GiB)`;
  return [
    error(
      path,
      `${describe(type)} differs from ${describe(first)}; use types with the same GPUs, or a second fleet.`,
    ),
  ];
}

function checkAddress(path: string, { access, addressName }: WorkstationConfig): Problem[] {
  if (addressName === undefined || access === 'elastic-ip') return [];
  return [
    error(
      `${path}.addressName`,
      `${show(addressName)} has no effect without an Elastic IP address; remove it or set access: elastic-ip.`,
      [`${path}.access`],
    ),
  ];
}

/** Output names have no hyphens, so gpu-1 and gpu1 would have the same. */
function checkOutputNames(path: string, entries: Readonly<Record<string, unknown>>): Problem[] {
  return checkUnique(
    Object.keys(entries).map((key) => [`${path}.${key}`, outputName('', key)]),
    { noun: 'ending of output names' },
  );
}
