import { gcpMachineTypePrices, gcpMachineTypes, type GcpMachineType } from './gcp-machine-types';
import { gcpPrices, type GcpPriceGroup } from './gcp-prices';
import { instanceTypes } from './instance-types';
import { type InstanceType } from './instance-type';
import { markdownTable } from '../table/markdown-table';
import { leftColumns } from '../table/table';

const columns = leftColumns(
  'Machine type',
  'GPUs',
  'GPU Memory',
  'vCPUs',
  'RAM',
  'Zones',
  '$/h',
  'Spot $/h',
  'On AWS',
);

/** Markdown table of the machine types, each with the AWS type that has the same GPUs. */
export function gcpMachineTypeTable(): string {
  const { source, commit, region } = gcpMachineTypePrices;
  return [
    `Prices in ${region} (${source}, commit ${commit}), with the GPUs. Google changes spot prices up to once a day.`,
    'An N1 type has a row for every GPU it is listed with. "On AWS" is the type with the same GPUs and the nearest number of vCPUs, with its on-demand price in us-west-2.',
    '',
    ...markdownTable(columns, gcpMachineTypes.map(cells)),
    '',
  ].join('\n');
}

/** Markdown table of all prices other than those of instances. */
export function gcpServicePriceTable(): string {
  const groups: Readonly<Record<string, GcpPriceGroup<Record<string, number>>>> = gcpPrices;
  return [
    ...markdownTable(
      leftColumns('Service', 'What', 'USD', 'Source'),
      Object.entries(groups).flatMap(([service, { usd, source, date }]) =>
        Object.entries(usd).map(([what, price], index) => [
          index === 0 ? service : '',
          what,
          `${price}`,
          index === 0 ? `${source}; ${date}` : '',
        ]),
      ),
    ),
    '',
  ].join('\n');
}

/** The EC2 type with a price and the same GPUs as a machine type, or nothing where AWS sells none. */
export function awsCounterpart({ gpu, vcpu }: GcpMachineType): InstanceType | undefined {
  if (gpu === undefined) return undefined;
  const distance = (type: InstanceType) => Math.abs(type.vcpu - vcpu);
  return [...instanceTypes.values()]
    .filter(
      ({ gpu: other, usdPerHour }) =>
        usdPerHour !== undefined &&
        other !== undefined &&
        other.model === gpu.model &&
        other.count === gpu.count &&
        other.memoryGiB === gpu.memoryGiB,
    )
    .toSorted((one, other) => distance(one) - distance(other))[0];
}

function cells(type: GcpMachineType): string[] {
  const { name, gpu, vcpu, memoryGiB, zones, usdPerHour, spotUsdPerHour } = type;
  const counterpart = awsCounterpart(type);
  return [
    name,
    gpu ? `${gpu.count}x ${gpu.model}` : '–',
    gpu ? `${gpu.count * gpu.memoryGiB} GiB` : '–',
    `${vcpu}`,
    `${memoryGiB} GiB`,
    zones.map((zone) => zone.slice(-1)).join(', '),
    hourly(usdPerHour),
    hourly(spotUsdPerHour),
    counterpart?.usdPerHour !== undefined
      ? `${counterpart.name}, ${hourly(counterpart.usdPerHour)}${counterpart.launchable ? '' : '; no longer launchable'}`
      : '–',
  ];
}

function hourly(usd: number): string {
  return `$${usd.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 4 })}`;
}
