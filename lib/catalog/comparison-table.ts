import { familyOf, instanceTypePrices, instanceTypes, instanceTypeSource } from './instance-types';
import { type Gpu, type InstanceType } from './instance-type';
import { findOfferings, regionsWithOfferings } from './offerings';
import { markdownTable } from '../table/markdown-table';
import { leftColumns } from '../table/table';

type GpuInstanceType = InstanceType & { readonly gpu: Gpu };

/** The rows of the lesson's table, in its order. */
const lessonTypes = [
  'p3.2xlarge',
  'p3.8xlarge',
  'p3.16xlarge',
  'p4d.24xlarge',
  'g4dn.xlarge',
  'g4dn.12xlarge',
];

const columns = leftColumns(
  'Instance Type',
  'GPUs',
  'GPU Memory',
  'vCPUs',
  'RAM',
  'Network',
  'EFA',
  'Local disks',
  'Capacity Blocks',
  '$/h',
  'Best For',
);

/** The comparison of GPU instance types as a Markdown page: the lesson's six rows first. */
export function comparisonTable(): string {
  const { source, date, region } = instanceTypePrices;
  const withZones = regionsWithOfferings.filter((each) => findOfferings(each)?.zones.size);
  return [
    '<!-- Generated from lib/catalog by `npm run docs`. Change the catalog, not this file. -->',
    '',
    '# GPU instance types',
    '',
    `Types: ${instanceTypeSource}. Linux on-demand prices in ${region} of ${date} (${source}).`,
    'Network is the baseline. "Up to" types burst above it for a while. EFA is the number of devices.',
    'The first six rows are those of the lesson.',
    '',
    ...markdownTable(columns, gpuInstanceTypes().map(cells)),
    '',
    '## Types without a GPU',
    '',
    `All sizes of these families, except bare metal: ${cpuFamilies().join(', ')}.`,
    'Nodes and workstations need types of x86_64. The families with a g after the generation (m7g, t4g) are arm64.',
    '',
    '## Regions',
    '',
    `The catalog knows which zones sell each type in ${withZones.length} regions, and refuses a type where it is not sold. \`npm run catalog\` renews the data.`,
    '',
  ].join('\n');
}

function gpuInstanceTypes(): GpuInstanceType[] {
  const types = [...instanceTypes.values()].filter((type): type is GpuInstanceType => type.gpu !== undefined);
  const rank = ({ name }: InstanceType) =>
    lessonTypes.includes(name) ? lessonTypes.indexOf(name) : lessonTypes.length;
  return types.toSorted((a, b) => rank(a) - rank(b));
}

function cpuFamilies(): string[] {
  const types = [...instanceTypes.values()].filter(({ gpu }) => !gpu);
  return [...new Set(types.map(({ name }) => familyOf(name)))];
}

function cells({ name, gpu, vcpu, memoryGiB, networkGbps, usdPerHour, ...type }: GpuInstanceType): string[] {
  const price = usdPerHour?.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 4 });
  return [
    name,
    `${gpu.share ?? gpu.count}x ${gpu.model}`,
    `${gpu.count * gpu.memoryGiB} GiB`,
    `${vcpu}`,
    `${memoryGiB} GiB`,
    `${networkGbps} Gbps`,
    type.efaDevices > 0 ? `${type.efaDevices}` : '–',
    type.localDisks ? `${type.localDisks.count}x ${type.localDisks.gigabytes} GB` : '–',
    type.capacityBlocks ? 'yes' : '–',
    price === undefined ? '–' : `$${price}`,
    type.launchable ? (type.bestFor ?? '') : `${type.bestFor}; no longer launchable, use ${type.replacement}`,
  ];
}
