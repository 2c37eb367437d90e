import {
  gcpMachineTypePrices,
  gpuMachineTypes,
  type GpuMachineType,
} from '../../../catalog/gcp-machine-types';
import { error, warning, type Problem } from '../../problem';
import { didYouMean } from '../../spelling';
import { dataDiskName, fleetName, instanceName } from '../../gcp/names';
import { isZoneOf } from '../../gcp/node-machines';
import type { GcpConfig, GpuConfig, TrainingVmConfig } from '../../schema/gcp';

/** GPUs that an N1 machine can have: https://cloud.google.com/compute/docs/gpus#n1-gpus, 2026-11. */
const acceleratorCounts: Readonly<Record<string, readonly number[]>> = {
  'nvidia-tesla-v100': [1, 2, 4, 8],
  'nvidia-tesla-t4': [1, 2, 4],
};

/**
 * Most vCPUs of an N1 machine with that many of the GPUs; beyond it, Compute Engine asks for more GPUs.
 *
 * https://cloud.google.com/compute/docs/gpus#n1-gpus, 2026-11.
 */
const mostVcpu: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  'nvidia-tesla-v100': { 1: 12, 2: 24, 4: 48, 8: 96 },
  'nvidia-tesla-t4': { 1: 48, 2: 48, 4: 96 },
};

/** A disk cannot be smaller than its image: https://cloud.google.com/deep-learning-vm/docs/cli */
const deepLearningImage = { project: 'deeplearning-platform-release', smallestDiskGb: 50 };

type Machine = Pick<TrainingVmConfig, 'machineType' | 'gpu' | 'image' | 'bootDiskGb'>;

/** Checks the training instances and the machines of fleets against the catalog and the rules of Compute Engine. */
export function checkMachines(gcp: GcpConfig): Problem[] {
  const vms = Object.entries(gcp.trainingVms).map(([key, vm]) => ({
    path: `gcp.trainingVms.${key}`,
    key,
    vm,
  }));
  const fleets = Object.entries(gcp.fleets).map(([key, fleet]) => ({
    path: `gcp.fleets.${key}`,
    key,
    fleet,
  }));
  const machines: readonly (readonly [path: string, machine: Machine])[] = [
    ...vms.map(({ path, vm }) => [path, vm] as const),
    ...fleets.map(({ path, fleet }) => [path, fleet] as const),
  ];
  return [
    ...checkZone(gcp),
    ...checkState(gcp),
    ...checkSecureBoot(gcp),
    ...machines.flatMap(([path, machine]) => [
      ...checkMachine(gcp, path, machine),
      ...checkBootDisk(gcp, path, machine),
    ]),
    // A fleet and an instance of one name would be told apart by nobody, and by no log.
    ...checkUnique([
      ...fleets.map(({ path, key }) => [path, fleetName(key)] as const),
      ...vms.map(({ path, key, vm }) => [`${path}.name`, instanceName(key, vm)] as const),
    ]),
    ...checkUnique(
      vms
        .filter(({ vm }) => vm.dataDisk)
        .map(({ path, key, vm }) => [`${path}.dataDisk.name`, dataDiskName(key, vm)] as const),
    ),
  ];
}

function checkZone(gcp: GcpConfig): Problem[] {
  if (isZoneOf(gcp.zone, gcp.region)) return [];
  return [
    error(
      'gcp.zone',
      `"${gcp.zone}" is not a zone of ${gcp.region}; use one such as ${gcp.region}-a, or change gcp.region.`,
    ),
  ];
}

function checkState({ state }: GcpConfig): Problem[] {
  // The file is relative to cdk.out/gcp, and people delete cdk.out.
  if (state.backend === 'gcs' || /^(\/|\.\.\/\.\.\/)/.test(state.path)) return [];
  return [
    error(
      'gcp.state.path',
      `"${state.path}" is inside the output of cdk synth; use a path that starts with ../../ or /.`,
    ),
  ];
}

function checkSecureBoot({ secureBoot, shieldedVm }: GcpConfig): Problem[] {
  if (!secureBoot || shieldedVm) return [];
  return [
    error('gcp.secureBoot', 'true needs gcp.shieldedVm; set shieldedVm to true or secureBoot to false.'),
  ];
}

function checkMachine(gcp: GcpConfig, path: string, { machineType, gpu }: Machine): Problem[] {
  const sameName = gpuMachineTypes.filter(({ name }) => name === machineType);
  const bundled = sameName.find((type) => type.gpu.bundled);
  if (sameName.length === 0) {
    const names = [...new Set(gpuMachineTypes.map(({ name }) => name))];
    const allowed = `use ${names.join(', ')}, or add it to lib/catalog/gcp-machine-types.ts`;
    return [
      error(
        `${path}.machineType`,
        `"${machineType}" is not a machine type with a GPU that the catalog knows; ${allowed}.${didYouMean(machineType, names)}`,
      ),
    ];
  }
  if (bundled !== undefined) {
    const { count, model } = bundled.gpu;
    return [
      ...(gpu === undefined
        ? []
        : [
            error(
              `${path}.gpu`,
              `"${gpu.acceleratorType}" cannot be attached: ${machineType} brings ${count} ${model}; remove gpu.`,
            ),
          ]),
      ...checkOffering(gcp, path, bundled),
    ];
  }
  const accelerators = sameName.map((type) => type.gpu.acceleratorType);
  if (gpu === undefined) {
    return [
      error(
        `${path}.gpu`,
        `is missing: ${machineType} has no GPU of its own; add acceleratorType ${accelerators.join(' or ')}.`,
      ),
    ];
  }
  const type = sameName.find((each) => each.gpu.acceleratorType === gpu.acceleratorType);
  if (type === undefined) {
    return [
      error(
        `${path}.gpu.acceleratorType`,
        `"${gpu.acceleratorType}" does not go with ${machineType}; use ${accelerators.join(' or ')}.` +
          didYouMean(gpu.acceleratorType, accelerators),
      ),
    ];
  }
  return [...checkCount(path, gpu, type.vcpu), ...checkOffering(gcp, path, type)];
}

/**
 * Checks the number of GPUs of an N1 machine: which numbers there are, and how many vCPUs may go with them.
 *
 * @param vcpu - vCPUs of the machine type.
 */
export function checkCount(path: string, { acceleratorType, count }: GpuConfig, vcpu: number): Problem[] {
  const allowed = acceleratorCounts[acceleratorType];
  if (allowed !== undefined && !allowed.includes(count)) {
    return [
      error(
        `${path}.gpu.count`,
        `${count} is not a number of ${acceleratorType} that a machine can have; use ${allowed.join(', ')}.`,
      ),
    ];
  }
  const most = mostVcpu[acceleratorType];
  if (most === undefined || vcpu <= (most[count] ?? vcpu)) return [];
  const enough = Object.keys(most).filter((other) => vcpu <= (most[Number(other)] ?? 0));
  return [
    error(
      `${path}.gpu.count`,
      `${count} ${acceleratorType} take at most ${most[count]} vCPUs and the machine has ${vcpu}; use ${enough.join(' or ')}, or a smaller machine type.`,
    ),
  ];
}

function checkOffering(gcp: GcpConfig, path: string, { gpu, name, zones }: GpuMachineType): Problem[] {
  if (!isZoneOf(gcp.zone, gcp.region) || zones.includes(gcp.zone)) return [];
  const setting = `${path}.machineType`;
  // The catalog lists the zones of one region only.
  if (gcp.region !== gcpMachineTypePrices.region) {
    const command = `gcloud compute accelerator-types list --filter="zone:${gcp.zone}"`;
    return [
      warning(
        setting,
        `"${name}": the catalog cannot tell whether ${gcp.zone} has its ${gpu.model}; see ${command}.`,
      ),
    ];
  }
  return [
    error(
      setting,
      `"${name}" with ${gpu.model} is not offered in ${gcp.zone}; set gcp.zone to ${zones.join(' or ')}.`,
    ),
  ];
}

function checkBootDisk(gcp: GcpConfig, path: string, { bootDiskGb, image = gcp.image }: Machine): Problem[] {
  const { project, smallestDiskGb } = deepLearningImage;
  if (image.project !== project || bootDiskGb >= smallestDiskGb) return [];
  return [
    error(
      `${path}.bootDiskGb`,
      `${bootDiskGb} is smaller than the image ${image.family}; use at least ${smallestDiskGb}.`,
    ),
  ];
}

function checkUnique(names: readonly (readonly [path: string, name: string])[]): Problem[] {
  return names.flatMap(([path, name], index) => {
    const first = names.findIndex(([, other]) => other === name);
    return first === index
      ? []
      : [error(path, `"${name}" is also ${names[first]?.[0]}; give one of them another name.`)];
  });
}
