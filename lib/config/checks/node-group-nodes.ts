import { mostPods, reservedByImage, type InstanceType } from '../../catalog';
import { error, warning, type Problem } from '../problem';
import type { NodeGroupConfig } from '../schema/platform';
import { show } from '../show';
import { checkVolumeSpeed } from './volume';

/** Throughput below which parallel pulls of images are slower than usual ones, in MiB/s. */
const FAST_PULL_MIBPS = 600;

/** vCPUs of the smallest type that gains from parallel pulls: those of a 2xlarge. */
const FAST_PULL_VCPUS = 8;

type Types = readonly [InstanceType, ...InstanceType[]];

/**
 * Checks the settings of a group's nodes against their types: disks, pods, what the kubelet keeps, and their image.
 *
 * @param types - Types of the group; undefined if the catalog lacks one.
 */
export function checkNodes(path: string, group: NodeGroupConfig, types: Types | undefined): Problem[] {
  const { volumeGiB: sizeGiB, volumeIops: iops, volumeThroughputMiBps: throughputMiBps } = group;
  const names = { sizeGiB: 'volumeGiB', iops: 'volumeIops', throughputMiBps: 'volumeThroughputMiBps' };
  return [
    ...checkVolumeSpeed(path, { sizeGiB, iops, throughputMiBps }, names),
    ...checkImage(path, group),
    ...checkUpdate(path, group),
    ...(types
      ? [
          ...checkLocalDisks(path, group, types),
          ...checkFastPull(path, group, types),
          ...checkMaxPods(path, group, types),
          ...checkReserved(path, group, types),
        ]
      : []),
  ];
}

function checkLocalDisks(path: string, { localDisks }: NodeGroupConfig, types: Types): Problem[] {
  if (localDisks !== 'raid0') return [];
  return types.flatMap(({ name, localDisks: disks }, index) =>
    disks
      ? []
      : [
          error(
            `${path}.instanceTypes.${index}`,
            `${name} has no local disks for localDisks: raid0; use a type with instance store, such as one whose family ends in d, or set localDisks: unused.`,
            [`${path}.localDisks`],
          ),
        ],
  );
}

/**
 * https://awslabs.github.io/amazon-eks-ami/nodeadm/doc/api/#feature and
 * https://github.com/awslabs/soci-snapshotter/blob/main/docs/parallel-mode.md, read 2026-11-28
 */
function checkFastPull(path: string, group: NodeGroupConfig, types: Types): Problem[] {
  if (!group.fastImagePull) return [];
  const at = `${path}.fastImagePull`;
  const [{ name, vcpu }] = types;
  const { localDisks, volumeThroughputMiBps: throughput } = group;
  return [
    ...(vcpu < FAST_PULL_VCPUS
      ? [
          error(
            at,
            `true gains nothing on ${name} with ${vcpu} vCPU; use a type with ${FAST_PULL_VCPUS} or more (2xlarge), or remove it.`,
            [`${path}.instanceTypes`],
          ),
        ]
      : []),
    ...(localDisks === 'unused' && throughput < FAST_PULL_MIBPS
      ? [
          error(
            at,
            `true makes pulls slower with ${throughput} MiB/s of disk; set volumeThroughputMiBps to ${FAST_PULL_MIBPS} or more, such as 1000 with volumeIops: 4000, or remove it.`,
            [`${path}.volumeThroughputMiBps`],
          ),
        ]
      : []),
  ];
}

/** https://docs.aws.amazon.com/eks/latest/userguide/choosing-instance-type.html */
function checkMaxPods(path: string, { maxPods }: NodeGroupConfig, types: Types): Problem[] {
  const most = mostPods(types);
  if (maxPods === undefined || maxPods <= most) return [];
  const fewest = types.toSorted((one, other) => one.maxPods - other.maxPods)[0]!;
  const reason =
    fewest.maxPods > most
      ? `EKS allows ${most} on a node with ${fewest.vcpu} vCPU`
      : `the addresses of ${fewest.name} allow ${most}, without prefix delegation, which this platform does not set up`;
  return [
    error(`${path}.maxPods`, `${maxPods} is too many: ${reason}; use ${most} or fewer, or a larger type.`, [
      `${path}.instanceTypes`,
    ]),
  ];
}

/** A kubelet that keeps less than the image computes leaves it to luck that the node stays up. */
function checkReserved(
  path: string,
  { kubeletReserved, volumeGiB }: NodeGroupConfig,
  types: Types,
): Problem[] {
  if (!kubeletReserved) return [];
  const byImage = reservedByImage(types);
  const [{ name, vcpu, memoryGiB }] = types;
  const whole = { cpuMillicores: vcpu * 1000, memoryMiB: memoryGiB * 1024, diskGiB: volumeGiB };
  const units = { cpuMillicores: 'm of CPU', memoryMiB: ' MiB of memory', diskGiB: ' GiB of disk' };
  return (['cpuMillicores', 'memoryMiB', 'diskGiB'] as const).flatMap((key) => {
    const kept = kubeletReserved[key];
    if (kept === undefined) return [];
    const at = `${path}.kubeletReserved.${key}`;
    const dependsOn = [`${path}.instanceTypes`, `${path}.volumeGiB`];
    if (kept > whole[key] / 2) {
      const message = `${kept} is more than half of the ${whole[key]}${units[key]} of ${name}; use ${Math.floor(whole[key] / 2)} or less.`;
      return [error(at, message, dependsOn)];
    }
    if (kept >= byImage[key]) return [];
    const message = `${kept} is less than the ${byImage[key]}${units[key]} that the image keeps on ${name}, so pods may take what the kubelet needs; use ${byImage[key]} or more unless you have measured it.`;
    return [warning(at, message, dependsOn)];
  });
}

function checkImage(path: string, { amiFamily, customImage }: NodeGroupConfig): Problem[] {
  if (!customImage || amiFamily === 'al2023') return [];
  return [
    error(
      `${path}.customImage`,
      `${show(customImage.parameter)} cannot be used with amiFamily: ${amiFamily}: this platform writes the complete configuration of a node for Amazon Linux 2023 only; set amiFamily: al2023 or remove it.`,
      [`${path}.amiFamily`],
    ),
  ];
}

function checkUpdate(path: string, { update }: NodeGroupConfig): Problem[] {
  if (update?.maxUnavailable === undefined || update.maxUnavailablePercentage === undefined) return [];
  return [
    error(
      `${path}.update.maxUnavailablePercentage`,
      `${update.maxUnavailablePercentage} cannot be combined with maxUnavailable (${update.maxUnavailable}); remove one of the two.`,
      [`${path}.update.maxUnavailable`],
    ),
  ];
}
