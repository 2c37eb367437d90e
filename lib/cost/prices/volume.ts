import { volumePrices } from '../../catalog';
import type { Volume } from '../../template/launch';
import type { CostItem } from '../cost-item';
import { MissingPrice, type Pricer } from './pricer';

/** IOPS and MiB/s that the price of a gp3 volume includes. */
const FREE_IOPS = 3000;
const FREE_THROUGHPUT = 125;

/** Volumes of one kind. */
export function volumes({ size, type, iops, throughput }: Volume, quantity: number): CostItem {
  if (type !== 'gp3') throw new MissingPrice(`EBS volume of type ${type}`);
  const { gp3GbMonth, gp3IopsMonth, gp3MbPerSecondMonth } = volumePrices.usd;
  return {
    what: `gp3 volume of ${size} GiB`,
    quantity,
    usdPerMonth:
      size * gp3GbMonth +
      ((iops ?? FREE_IOPS) - FREE_IOPS) * gp3IopsMonth +
      ((throughput ?? FREE_THROUGHPUT) - FREE_THROUGHPUT) * gp3MbPerSecondMonth,
  };
}

/** A standalone volume. */
export const volume: Pricer = ({ properties }) => {
  const {
    Size = 0,
    VolumeType = 'gp2',
    Iops,
    Throughput,
  } = properties as {
    Size?: number;
    VolumeType?: string;
    Iops?: number;
    Throughput?: number;
  };
  return [volumes({ size: Size, type: VolumeType, iops: Iops, throughput: Throughput }, 1)];
};
