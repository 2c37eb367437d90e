import * as catalog from '../../lib/catalog';

describe('GCP machine types', () => {
  test.each(catalog.gcpMachineTypes)('$name is offered and cheaper on spot', (type) => {
    expect(type.zones.length).toBeGreaterThan(0);
    expect(type.spotUsdPerHour).toBeGreaterThan(0);
    expect(type.spotUsdPerHour).toBeLessThan(type.usdPerHour);
  });

  test('include their GPU, except N1', () => {
    for (const { name, gpu } of catalog.gpuMachineTypes) expect(gpu.bundled).toBe(!name.startsWith('n1-'));
  });

  test('without a GPU are E2 and N2', () => {
    for (const { name, gpu } of catalog.cpuMachineTypes) {
      expect(gpu).toBeUndefined();
      expect(name).toMatch(/^(e2|n2)-/);
    }
  });

  test('are found by name, and by accelerator where the machine type does not decide it', () => {
    expect(catalog.findGcpMachineType('a2-highgpu-1g')?.gpu?.model).toBe('A100');
    expect(catalog.findGcpMachineType('n1-standard-8', 'nvidia-tesla-v100')?.gpu?.model).toBe('V100');
    expect(catalog.findGcpMachineType('n1-standard-8', 'nvidia-tesla-t4')?.gpu?.model).toBe('T4');
    expect(catalog.findGcpMachineType('n1-standard-8')).toBeUndefined();
    expect(catalog.findGcpMachineType('n2-standard-8')).toMatchObject({ vcpu: 8, memoryGiB: 32 });
    expect(catalog.findGcpMachineType('n2-standard-8', 'nvidia-tesla-t4')).toBeUndefined();
    expect(catalog.findGcpMachineType('a2-highgpu-1g', 'nvidia-l4')).toBeUndefined();
  });
});

describe('GCP prices', () => {
  const groups = Object.entries(catalog.gcpPrices);

  test.each(groups)('of %s are positive, dated and sourced', (_, { source, date, usd }) => {
    expect(source).toMatch(/^https:\/\/cloud\.google\.com\//);
    expect(date).toMatch(/^\d{4}-\d{2}$/);
    for (const price of Object.values(usd)) expect(price).toBeGreaterThan(0);
  });

  test('are all in the table', () => {
    const rows = catalog.gcpServicePriceTable().match(/^\| .*\|$/gm) ?? [];
    expect(rows).toHaveLength(2 + groups.flatMap(([, { usd }]) => Object.keys(usd)).length);
  });

  test('of a colder class are lower', () => {
    const { standardGbMonth, nearlineGbMonth, coldlineGbMonth, archiveGbMonth } =
      catalog.gcpPrices.bucket.usd;
    const prices = [archiveGbMonth, coldlineGbMonth, nearlineGbMonth, standardGbMonth];
    expect(prices).toEqual(prices.toSorted((one, other) => one - other));
  });
});

describe('AWS types with the same GPUs', () => {
  const counterpart = (name: string, acceleratorType?: string) =>
    catalog.awsCounterpart(catalog.findGcpMachineType(name, acceleratorType)!)?.name;

  test('are the nearest in vCPUs', () => {
    expect(counterpart('a2-highgpu-8g')).toBe('p4d.24xlarge');
    expect(counterpart('n1-standard-8', 'nvidia-tesla-t4')).toBe('g4dn.2xlarge');
    expect(counterpart('g2-standard-4')).toBe('g6.xlarge');
  });

  test('do not exist for every machine type', () => {
    expect(counterpart('a2-highgpu-1g')).toBeUndefined();
    expect(counterpart('n2-standard-8')).toBeUndefined();
  });

  test('are marked if they cannot be launched', () => {
    expect(catalog.gcpMachineTypeTable()).toMatch(/V100.*p3\.2xlarge.*no longer launchable/);
  });
});
