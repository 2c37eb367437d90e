import { gcpMachineTypePrices, gcpMachineTypes, type GcpMachineType } from '../../catalog/gcp-machine-types';
import { error, warning, type Problem } from '../../config/problem';
import { didYouMean } from '../../config/spelling';
import { dataDiskName, instanceName } from '../names';
import type { GcpConfig, TrainingVmConfig } from '../schema';

/** GPUs that an N1 machine can have: https://cloud.google.com/compute/docs/gpus#n1-gpus, 2026-11. */
const acceleratorCounts: Readonly<Record<string, readonly number[]>> = {
  'nvidia-tesla-v100': [1, 2, 4, 8],
  'nvidia-tesla-t4': [1, 2, 4],
};

/** A disk cannot be smaller than its image: https://cloud.google.com/deep-learning-vm/docs/cli */
const deepLearningImage = { project: 'deeplearning-platform-release', smallestDiskGb: 50 };

/** Finds what the schema cannot see: settings that contradict each other, the catalog, or the rules of Google Cloud. */
export function checkMachines(gcp: GcpConfig): Problem[] {
  const vms = Object.entries(gcp.trainingVms);
  return [
    ...checkZone(gcp),
    ...checkState(gcp),
    ...checkSecureBoot(gcp),
    ...vms.flatMap(([key, vm]) => [...checkMachine(gcp, key, vm), ...checkBootDisk(gcp, key, vm)]),
    ...checkUnique(vms.map(([key, vm]) => [vmPath(key, 'name'), instanceName(key, vm)])),
    ...checkUnique(
      vms
        .filter(([, { dataDisk }]) => dataDisk)
        .map(([key, vm]) => [vmPath(key, 'dataDisk.name'), dataDiskName(key, vm)]),
    ),
  ];
}

function vmPath(key: string, setting: string): string {
  return `gcp.trainingVms.${key}.${setting}`;
}

function isInRegion({ zone, region }: GcpConfig): boolean {
  return zone.slice(0, -2) === region;
}

function checkZone(gcp: GcpConfig): Problem[] {
  if (isInRegion(gcp)) return [];
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

function checkMachine(gcp: GcpConfig, key: string, { machineType, gpu }: TrainingVmConfig): Problem[] {
  const sameName = gcpMachineTypes.filter(({ name }) => name === machineType);
  const bundled = sameName.find((type) => type.gpu.bundled);
  if (sameName.length === 0) {
    const names = [...new Set(gcpMachineTypes.map(({ name }) => name))];
    const allowed = `use ${names.join(', ')}, or add it to lib/catalog/gcp-machine-types.ts`;
    return [
      error(
        vmPath(key, 'machineType'),
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
              vmPath(key, 'gpu'),
              `"${gpu.acceleratorType}" cannot be attached: ${machineType} brings ${count} ${model}; remove gpu.`,
            ),
          ]),
      ...checkOffering(gcp, key, bundled),
    ];
  }
  const accelerators = sameName.map((type) => type.gpu.acceleratorType);
  if (gpu === undefined) {
    return [
      error(
        vmPath(key, 'gpu'),
        `is missing: ${machineType} has no GPU of its own; add acceleratorType ${accelerators.join(' or ')}.`,
      ),
    ];
  }
  const type = sameName.find((each) => each.gpu.acceleratorType === gpu.acceleratorType);
  if (type === undefined) {
    return [
      error(
        vmPath(key, 'gpu.acceleratorType'),
        `"${gpu.acceleratorType}" does not go with ${machineType}; use ${accelerators.join(' or ')}.` +
          didYouMean(gpu.acceleratorType, accelerators),
      ),
    ];
  }
  return [...checkCount(key, gpu), ...checkOffering(gcp, key, type)];
}

function checkCount(
  key: string,
  { acceleratorType, count }: NonNullable<TrainingVmConfig['gpu']>,
): Problem[] {
  const allowed = acceleratorCounts[acceleratorType];
  if (allowed === undefined || allowed.includes(count)) return [];
  return [
    error(
      vmPath(key, 'gpu.count'),
      `${count} is not a number of ${acceleratorType} that a machine can have; use ${allowed.join(', ')}.`,
    ),
  ];
}

function checkOffering(gcp: GcpConfig, key: string, { gpu, name, zones }: GcpMachineType): Problem[] {
  if (!isInRegion(gcp) || zones.includes(gcp.zone)) return [];
  const path = vmPath(key, 'machineType');
  // The catalog lists the zones of one region only.
  if (gcp.region !== gcpMachineTypePrices.region) {
    const command = `gcloud compute accelerator-types list --filter="zone:${gcp.zone}"`;
    return [
      warning(
        path,
        `"${name}": the catalog cannot tell whether ${gcp.zone} has its ${gpu.model}; see ${command}.`,
      ),
    ];
  }
  return [
    error(
      path,
      `"${name}" with ${gpu.model} is not offered in ${gcp.zone}; set gcp.zone to ${zones.join(' or ')}.`,
    ),
  ];
}

function checkBootDisk(
  gcp: GcpConfig,
  key: string,
  { bootDiskGb, image = gcp.image }: TrainingVmConfig,
): Problem[] {
  const { project, smallestDiskGb } = deepLearningImage;
  if (image.project !== project || bootDiskGb >= smallestDiskGb) return [];
  return [
    error(
      vmPath(key, 'bootDiskGb'),
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
