import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as catalog from '../../lib/catalog';
import { gpuFamilies } from '../../lib/catalog/gpu-families';
import { familyOf } from '../../lib/catalog/instance-types';

const types = [...catalog.instanceTypes.values()];
const gpuTypes = types.filter(({ gpu }) => gpu);
/** Names of the types of which something does not hold. */
const namesOf = (holds: (type: catalog.InstanceType) => boolean) =>
  types.filter((type) => !holds(type)).map(({ name }) => name);

test('have positive figures', () => {
  const figures = ({ vcpu, memoryGiB, networkGbps, ebsMBps, usdPerHour = 1, gpu }: catalog.InstanceType) =>
    [vcpu, memoryGiB, networkGbps, ebsMBps, usdPerHour, gpu?.count ?? 1, gpu?.memoryGiB ?? 1].every(
      (figure) => figure > 0,
    );
  expect(namesOf(figures)).toEqual([]);
});

test('have an adapter on every card where there are several, but for the first of P6-B300', () => {
  const missing = gpuTypes.filter(({ networkCards, efaDevices }) => networkCards !== Math.max(1, efaDevices));
  expect(missing.map(({ name, networkCards, efaDevices }) => [name, networkCards, efaDevices])).toEqual([
    ['p6-b300.48xlarge', 17, 16],
  ]);
});

test('have local disks where they have GPUs, but for P3 and G5g', () => {
  const without = gpuTypes.filter(({ localDisks }) => !localDisks).map(({ name }) => familyOf(name));
  expect([...new Set(without)]).toEqual(['p3', 'g5g']);
});

test('have a driver if and only if they have a GPU: every family is in the table', () => {
  expect(namesOf(({ gpu, driver }) => (gpu === undefined) === (driver === undefined))).toEqual([]);
  expect([...new Set(gpuTypes.map(({ name }) => familyOf(name)))]).toEqual(Object.keys(gpuFamilies));
});

test('need the proprietary driver if and only if the GPU is older than Turing', () => {
  const of = (fits: (type: catalog.InstanceType) => boolean) => gpuTypes.filter(fits).map(({ name }) => name);
  expect(of(({ driver }) => driver === 'proprietary')).toEqual(of(({ gpu }) => gpu?.model === 'V100'));
});

test('have a price, but for those that are sold in blocks only and the newest', () => {
  const unpriced = types
    .filter(({ usdPerHour }) => usdPerHour === undefined)
    .map(({ name }) => familyOf(name));
  expect([...new Set(unpriced)].toSorted()).toEqual(['p5e', 'r9g', 'r9gd', 't8i']);
});

test('need a replacement if and only if they cannot be launched', () => {
  expect(namesOf(({ launchable, replacement }) => launchable === (replacement === undefined))).toEqual([]);
  expect(namesOf(({ launchable }) => launchable)).toEqual(['p3.2xlarge', 'p3.8xlarge', 'p3.16xlarge']);
});

test.each(types.filter(({ launchable }) => !launchable))(
  '$name has a replacement that is at least as large and cheaper',
  (type) => {
    const replacement = catalog.findInstanceType(type.replacement ?? '');
    expect(replacement?.launchable).toBe(true);
    expect(replacement?.architecture).toBe(type.architecture);
    expect(replacement?.vcpu).toBeGreaterThanOrEqual(type.vcpu);
    expect(replacement?.memoryGiB).toBeGreaterThanOrEqual(type.memoryGiB);
    expect(replacement?.gpu?.count).toBe(type.gpu?.count);
    expect(replacement?.gpu?.memoryGiB).toBeGreaterThanOrEqual(type.gpu?.memoryGiB ?? 0);
    expect(replacement?.usdPerHour).toBeLessThan(type.usdPerHour ?? 0);
  },
);

test.each([
  ['p3.2xlarge', 1, 'V100', 16, 8, 61],
  ['p3.8xlarge', 4, 'V100', 64, 32, 244],
  ['p3.16xlarge', 8, 'V100', 128, 64, 488],
  ['p4d.24xlarge', 8, 'A100', 320, 96, 1152],
  ['g4dn.xlarge', 1, 'T4', 16, 4, 16],
  ['g4dn.12xlarge', 4, 'T4', 64, 48, 192],
])('%s is as in the lesson', (name, count, model, totalGpuMemoryGiB, vcpu, memoryGiB) => {
  expect(catalog.findInstanceType(name)).toMatchObject({
    gpu: { count, model, memoryGiB: totalGpuMemoryGiB / count },
    vcpu,
    memoryGiB,
  });
});

// Figures of AWS's pages of the families.
test.each([
  [
    'p5e.48xlarge',
    { gpu: { count: 8, model: 'H200', memoryGiB: 141 }, efaDevices: 32, capacityBlocks: true },
  ],
  ['p6-b200.48xlarge', { gpu: { count: 8, model: 'B200', memoryGiB: 180 }, networkGbps: 3200 }],
  ['p6-b300.48xlarge', { gpu: { count: 8, model: 'B300', memoryGiB: 268 }, networkGbps: 6400 }],
  ['g7e.12xlarge', { gpu: { count: 2, model: 'RTX PRO Server 6000', memoryGiB: 96 }, usdPerHour: 8.28608 }],
  ['g5.24xlarge', { gpu: { count: 4, model: 'A10G', memoryGiB: 24 }, vcpu: 96 }],
  ['g5g.16xlarge', { gpu: { count: 2, model: 'T4g', memoryGiB: 16 }, architecture: 'arm64' }],
  ['g6f.xlarge', { gpu: { count: 1, model: 'L4', memoryGiB: 3, share: 0.125 } }],
  ['g6e.48xlarge', { gpu: { count: 8, model: 'L40S', memoryGiB: 48 }, networkGbps: 400, networkCards: 4 }],
  ['m6i.4xlarge', { vcpu: 16, memoryGiB: 64, architecture: 'x86_64', usdPerHour: 0.768 }],
  ['r8g.2xlarge', { vcpu: 8, memoryGiB: 64, architecture: 'arm64' }],
])('%s is known', (name, facts) => {
  expect(catalog.findInstanceType(name)).toMatchObject(facts);
});

test('leave out bare metal, and are not found under a wrong name', () => {
  expect(types.filter(({ name }) => name.includes('metal'))).toEqual([]);
  expect(catalog.findInstanceType('g5.tiny')).toBeUndefined();
});

test('come from files that stay small', () => {
  const folder = join(__dirname, '../../lib/catalog/data');
  const bytes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
  expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(600_000);
});
