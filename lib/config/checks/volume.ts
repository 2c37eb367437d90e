import { serviceLimits, type MachineImageParameter } from '../../catalog';
import { error, type Problem } from '../problem';
import type { VolumeConfig } from '../schema/platform';

/** Names of the settings of a volume in its map. */
type VolumeSettings = Readonly<Record<'sizeGiB' | 'iops' | 'throughputMiBps', string>>;

/** Checks a volume that is a map of its own. */
export function checkVolume(path: string, volume: VolumeConfig): Problem[] {
  return checkVolumeSpeed(path, volume, {
    sizeGiB: 'sizeGiB',
    iops: 'iops',
    throughputMiBps: 'throughputMiBps',
  });
}

/** Checks the IOPS of a volume against its size, and its throughput against its IOPS. */
export function checkVolumeSpeed(
  path: string,
  { sizeGiB, iops, throughputMiBps }: VolumeConfig,
  names: VolumeSettings,
): Problem[] {
  const mibpsPerIops = serviceLimits.volumeMiBpsPerIops.value;
  const mostIops = Math.max(
    serviceLimits.volumeIopsLeast.value,
    sizeGiB * serviceLimits.volumeIopsPerGiB.value,
  );
  const mostThroughput = iops * mibpsPerIops;
  return [
    ...(iops <= mostIops
      ? []
      : [
          error(
            `${path}.${names.iops}`,
            `${iops} is more than ${sizeGiB} GiB can have (${mostIops}); lower it or raise ${names.sizeGiB}.`,
            [`${path}.${names.sizeGiB}`],
          ),
        ]),
    ...(throughputMiBps <= mostThroughput
      ? []
      : [
          error(
            `${path}.${names.throughputMiBps}`,
            `${throughputMiBps} needs ${throughputMiBps / mibpsPerIops} ${names.iops} and there are ${iops}; lower it or raise ${names.iops}.`,
            [`${path}.${names.iops}`],
          ),
        ]),
  ];
}

/** Checks a root volume: beside its speed, that the image of the instance fits into it. */
export function checkRootVolume(path: string, volume: VolumeConfig, image: MachineImageParameter): Problem[] {
  const { snapshotGiB = 0 } = image;
  return [
    ...checkVolume(path, volume),
    ...(volume.sizeGiB >= snapshotGiB
      ? []
      : [
          error(
            `${path}.sizeGiB`,
            `${volume.sizeGiB} is smaller than the machine image (${snapshotGiB} GiB), so no instance would launch; raise it to ${snapshotGiB} or more.`,
          ),
        ]),
  ];
}
