import {
  gcpMachineTypePrices,
  gcpMachineTypes,
  gpuMachineTypes,
  type GcpMachineType,
} from '../../../catalog/gcp-machine-types';
import { isZoneOf } from '../../gcp/node-pools';
import { error, warning, type Problem } from '../../problem';
import type { GcpConfig, GpuConfig } from '../../schema/gcp';
import { didYouMean } from '../../spelling';

/** GPUs that an N1 instance can have: https://cloud.google.com/compute/docs/gpus#n1-gpus, 2026-11. */
const acceleratorCounts: Readonly<Record<string, readonly number[]>> = {
  'nvidia-tesla-v100': [1, 2, 4, 8],
  'nvidia-tesla-t4': [1, 2, 4],
};

/**
 * Maximum vCPUs of an N1 instance by number of GPUs; more vCPUs require more GPUs.
 *
 * https://cloud.google.com/compute/docs/gpus#n1-gpus, 2026-11.
 */
const mostVcpu: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  'nvidia-tesla-v100': { 1: 12, 2: 24, 4: 48, 8: 96 },
  'nvidia-tesla-t4': { 1: 48, 2: 48, 4: 96 },
};

/** Machine type and attached GPUs, as configured for a VM, a fleet or a node pool. */
interface MachineTypeConfig {
  readonly machineType: string;
  readonly gpu?: GpuConfig | undefined;
}

/** Catalog entry of a machine type with its GPUs, or the reasons why it cannot be used. */
export interface MachineTypeFinding {
  readonly type?: GcpMachineType;
  readonly problems: readonly Problem[];
}

/**
 * Looks up a machine type with its GPUs.
 *
 * @param path - Path of the map with `machineType` and `gpu`.
 * @param needsGpu - Whether a machine type without a GPU is refused.
 */
export function checkMachineType(
  path: string,
  { gpu, machineType }: MachineTypeConfig,
  needsGpu: boolean,
): MachineTypeFinding {
  const known: readonly GcpMachineType[] = needsGpu ? gpuMachineTypes : gcpMachineTypes;
  const sameName = known.filter(({ name }) => name === machineType);
  if (sameName.length === 0) {
    const allowed = names(known);
    const kind = needsGpu ? 'a machine type with a GPU' : 'a machine type';
    return refused(
      `${path}.machineType`,
      `"${machineType}" is not ${kind} in the catalog; use ${allowed.join(', ')}, or add it to lib/catalog/gcp-machine-types.ts.` +
        didYouMean(machineType, allowed),
    );
  }
  const accelerators = sameName.flatMap((each) => (each.gpu ? [each.gpu.acceleratorType] : []));
  if (gpu === undefined) {
    const type = sameName.find((each) => each.gpu === undefined || each.gpu.bundled);
    if (type) return { type, problems: [] };
    const other = needsGpu ? '' : ', or use a machine type such as n2-standard-8';
    return refused(
      `${path}.gpu`,
      `is missing: the catalog lists ${machineType} with GPUs only; add acceleratorType ${accelerators.join(' or ')}${other}.`,
    );
  }
  const type = sameName.find(
    (each) => !each.gpu?.bundled && each.gpu?.acceleratorType === gpu.acceleratorType,
  );
  if (type) return { type, problems: checkCount(path, gpu, type.vcpu) };
  return { problems: [wrongGpu(path, machineType, gpu, sameName, accelerators)] };
}

function wrongGpu(
  path: string,
  machineType: string,
  { acceleratorType }: GpuConfig,
  types: readonly GcpMachineType[],
  allowed: readonly string[],
): Problem {
  const bundled = types.find(({ gpu }) => gpu?.bundled)?.gpu;
  if (bundled) {
    return error(
      `${path}.gpu`,
      `"${acceleratorType}" cannot be attached: ${machineType} brings ${bundled.count} ${bundled.model}; remove gpu.`,
    );
  }
  if (allowed.length === 0) {
    const others = gpuMachineTypes.filter(({ gpu }) => gpu.acceleratorType === acceleratorType);
    const fix = others.length > 0 ? `remove gpu, or use ${names(others).join(' or ')}` : 'remove gpu';
    return error(
      `${path}.gpu`,
      `"${acceleratorType}" cannot be attached: ${machineType} takes no GPU; ${fix}.`,
    );
  }
  return error(
    `${path}.gpu.acceleratorType`,
    `"${acceleratorType}" does not go with ${machineType}; use ${allowed.join(' or ')}.` +
      didYouMean(acceleratorType, allowed),
  );
}

/**
 * Checks the number of GPUs of an N1 instance, and its vCPUs against the maximum for that number.
 *
 * @param vcpu - vCPUs of the machine type.
 */
export function checkCount(path: string, { acceleratorType, count }: GpuConfig, vcpu: number): Problem[] {
  const allowed = acceleratorCounts[acceleratorType];
  if (allowed !== undefined && !allowed.includes(count)) {
    return [
      error(
        `${path}.gpu.count`,
        `${count} is not a number of ${acceleratorType} that an instance can have; use ${allowed.join(', ')}.`,
      ),
    ];
  }
  const most = mostVcpu[acceleratorType];
  if (most === undefined || vcpu <= (most[count] ?? vcpu)) return [];
  const enough = Object.keys(most).filter((other) => vcpu <= (most[Number(other)] ?? 0));
  return [
    error(
      `${path}.gpu.count`,
      `${count} ${acceleratorType} take at most ${most[count]} vCPUs and the machine type has ${vcpu}; use ${enough.join(' or ')}, or a smaller machine type.`,
    ),
  ];
}

/**
 * Checks that zones offer a machine type. The catalog has the zones of one region only; in others, GPUs may be missing.
 *
 * @param path - Path of the map with `machineType`.
 * @param zones - Setting that gives the location of the instances, and its value.
 */
export function checkOffered(
  path: string,
  { gpu, name, zones: offered }: GcpMachineType,
  { region }: GcpConfig,
  [setting, zones]: readonly [setting: string, zones: string | readonly string[]],
): Problem[] {
  const without = [zones].flat().filter((zone) => isZoneOf(zone, region) && !offered.includes(zone));
  if (without.length === 0) return [];
  const described = gpu ? `"${name}" with ${gpu.model}` : `"${name}"`;
  if (region === gcpMachineTypePrices.region) {
    const others = offered.join(typeof zones === 'string' ? ' or ' : ', ');
    return [
      error(
        `${path}.machineType`,
        `${described} is not offered in ${without.join(', ')}; set ${setting} to ${others}.`,
        [setting],
      ),
    ];
  }
  if (!gpu) return [];
  return [
    warning(
      `${path}.machineType`,
      `${described}: the catalog does not list whether ${without.join(', ')} has it; see gcloud compute accelerator-types list --filter="zone:(${without.join(' ')})".`,
      [setting],
    ),
  ];
}

function refused(path: string, message: string): MachineTypeFinding {
  return { problems: [error(path, message)] };
}

function names(types: readonly GcpMachineType[]): string[] {
  return [...new Set(types.map(({ name }) => name))];
}
