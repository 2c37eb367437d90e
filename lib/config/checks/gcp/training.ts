import { dataDiskName, fleetName, instanceName } from '../../gcp/names';
import { error, type Problem } from '../../problem';
import type { GcpConfig, TrainingVmConfig } from '../../schema/gcp';
import { checkUnique, type GivenValue } from '../unique';
import { checkFleet } from './fleets';
import { checkMachineType, checkOffered } from './machine-type';

/** A disk cannot be smaller than its image: https://cloud.google.com/deep-learning-vm/docs/cli */
const deepLearningImage = { project: 'deeplearning-platform-release', smallestDiskGb: 50 };

type Instance = Pick<TrainingVmConfig, 'machineType' | 'gpu' | 'image' | 'bootDiskGb'>;

/** Checks training instances and fleets against the catalog and the rules of Compute Engine, and schedules of fleets. */
export function checkGcpTraining(gcp: GcpConfig): Problem[] {
  const vms = Object.entries(gcp.trainingVms);
  const fleets = Object.entries(gcp.fleets);
  return [
    ...vms.flatMap(([key, vm]) => checkInstance(gcp, `gcp.trainingVms.${key}`, vm)),
    ...fleets.flatMap(([key, fleet]) => [
      ...checkInstance(gcp, `gcp.fleets.${key}`, fleet),
      ...checkFleet(`gcp.fleets.${key}`, fleet),
    ]),
    // Logs could not distinguish a fleet and an instance of the same name.
    ...checkUnique([
      ...fleets.map(([key]): GivenValue => [`gcp.fleets.${key}`, fleetName(key)]),
      ...vms.map(([key, vm]): GivenValue => [`gcp.trainingVms.${key}.name`, instanceName(key, vm)]),
    ]),
    ...checkUnique(
      vms
        .filter(([, { dataDisk }]) => dataDisk)
        .map(([key, vm]) => [`gcp.trainingVms.${key}.dataDisk.name`, dataDiskName(key, vm)]),
    ),
  ];
}

function checkInstance(gcp: GcpConfig, path: string, instance: Instance): Problem[] {
  const { problems, type } = checkMachineType(path, instance, true);
  return [
    ...problems,
    ...(type ? checkOffered(path, type, gcp, ['gcp.zone', gcp.zone]) : []),
    ...checkBootDisk(gcp, path, instance),
  ];
}

function checkBootDisk(gcp: GcpConfig, path: string, { bootDiskGb, image = gcp.image }: Instance): Problem[] {
  const { project, smallestDiskGb } = deepLearningImage;
  if (image.project !== project || bootDiskGb >= smallestDiskGb) return [];
  return [
    error(
      `${path}.bootDiskGb`,
      `${bootDiskGb} is smaller than the image ${image.family}; use at least ${smallestDiskGb}.`,
    ),
  ];
}
