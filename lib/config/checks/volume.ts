import { serviceLimits, type MachineImageParameter } from '../../catalog';
import { error, type Problem } from '../problem';
import type { VolumeConfig } from '../schema/platform';

/** Checks the IOPS of a volume against its size, and its throughput against its IOPS. */
export function checkVolume(path: string, { sizeGiB, iops, throughputMiBps }: VolumeConfig): Problem[] {
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
            `${path}.iops`,
            `${iops} is more than ${sizeGiB} GiB can have (${mostIops}); lower it or raise sizeGiB.`,
            [`${path}.sizeGiB`],
          ),
        ]),
    ...(throughputMiBps <= mostThroughput
      ? []
      : [
          error(
            `${path}.throughputMiBps`,
            `${throughputMiBps} needs ${throughputMiBps / mibpsPerIops} iops and there are ${iops}; lower it or raise iops.`,
            [`${path}.iops`],
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
