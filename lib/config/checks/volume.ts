import type { MachineImageParameter } from '../../catalog';
import { error, type Problem } from '../problem';
import type { VolumeConfig } from '../schema/platform';

/** Limits of gp3 volumes: https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html */
const FREE_IOPS = 3000;
const IOPS_PER_GIB = 500;
const IOPS_PER_MIBPS = 4;

/** Checks the IOPS of a volume against its size, and its throughput against its IOPS. */
export function checkVolume(path: string, { sizeGiB, iops, throughputMiBps }: VolumeConfig): Problem[] {
  const mostIops = Math.max(FREE_IOPS, sizeGiB * IOPS_PER_GIB);
  const mostThroughput = iops / IOPS_PER_MIBPS;
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
            `${throughputMiBps} needs ${throughputMiBps * IOPS_PER_MIBPS} iops and there are ${iops}; lower it or raise iops.`,
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
