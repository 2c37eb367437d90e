import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as catalog from '../../lib/catalog';

const types = [...catalog.instanceTypes.values()];
const gpuTypes = types.filter(({ gpu }) => gpu);

describe('comparison table', () => {
  test('is what docs/instance-types.md says', () => {
    const page = join(__dirname, '../../docs/instance-types.md');
    expect(readFileSync(page, 'utf8')).toBe(catalog.comparisonTable());
  });

  test('starts with the rows of the lesson and lists every GPU type once', () => {
    const names = [...catalog.comparisonTable().matchAll(/^\| ([\w-]+\.\w+) \|/gm)].map(([, name]) => name);
    expect(names.slice(0, 6)).toEqual([
      'p3.2xlarge',
      'p3.8xlarge',
      'p3.16xlarge',
      'p4d.24xlarge',
      'g4dn.xlarge',
      'g4dn.12xlarge',
    ]);
    expect(names.toSorted()).toEqual(gpuTypes.map(({ name }) => name).toSorted());
  });

  test('says what can no longer be launched', () => {
    const unavailable = catalog.comparisonTable().match(/^.*no longer launchable.*$/gm) ?? [];
    expect(unavailable).toHaveLength(3);
    expect(unavailable.every((line) => line.startsWith('| p3.'))).toBe(true);
  });
});

describe('EKS versions', () => {
  test('run from old to new, with support that ends in the same order', () => {
    const minors = catalog.eksVersions.map(({ version }) => Number(version.split('.')[1]));
    expect(minors).toEqual(minors.toSorted((a, b) => a - b));
    const ends = catalog.eksVersions.map(({ standardSupportEnds }) => standardSupportEnds);
    expect(ends).toEqual(ends.toSorted());
  });

  test.each(catalog.eksVersions)('$version has a year of extended support', (entry) => {
    const { standardSupportEnds, extendedSupportEnds } = entry;
    const year = Number(standardSupportEnds.slice(0, 4)) + 1;
    expect(extendedSupportEnds).toBe(`${year}${standardSupportEnds.slice(4)}`);
  });

  test.each(catalog.eksVersions)('$version has a cluster-autoscaler of its own minor version', (entry) => {
    expect(entry.clusterAutoscaler.imageTag).toMatch(
      new RegExp(`^v${entry.version.replace('.', '\\.')}\\.\\d+$`),
    );
  });

  test.each(catalog.eksVersions.filter(({ kubectlLayer }) => kubectlLayer))(
    '$version has its kubectl layer installed',
    ({ version, kubectlLayer }) => {
      expect(kubectlLayer).toBe(`v${version.split('.')[1]}`);
      expect(() => require.resolve(`@aws-cdk/lambda-layer-kubectl-${kubectlLayer}`)).not.toThrow();
    },
  );

  test('are found by name', () => {
    expect(catalog.findEksVersion('1.35')?.standardSupportEnds).toBe('2027-03-27');
    expect(catalog.findEksVersion('1.27')).toBeUndefined();
  });
});

describe('machine images', () => {
  test('exist for the driver of every GPU type, on its architecture', () => {
    // Training refuses other processors.
    for (const { driver, architecture } of gpuTypes.filter((type) => type.architecture !== 'arm64')) {
      expect(driver && catalog.deepLearningImages[driver].architecture).toBe(architecture);
    }
  });

  test('of EKS nodes are named by version, architecture and variant', () => {
    const image = catalog.eksNodeImage({
      kubernetesVersion: '1.35',
      architecture: 'x86_64',
      variant: 'nvidia',
    });
    expect(image.parameterName).toBe(
      '/aws/service/eks/optimized-ami/1.35/amazon-linux-2023/x86_64/nvidia/recommended/image_id',
    );
  });
});

describe('quotas', () => {
  test('have distinct codes, and a page of AWS as their source', () => {
    expect(new Set(catalog.allQuotas.map(({ code }) => code)).size).toBe(catalog.allQuotas.length);
    for (const { code, source } of catalog.allQuotas) {
      expect(code).toMatch(/^L-[0-9A-F]{8}$/);
      expect(source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
    }
  });

  test('count the vCPUs of every type on both markets, but for P6 on the spot market', () => {
    const without = (market: 'on-demand' | 'spot') =>
      types.filter(({ name }) => !catalog.vcpuQuota(name, market)).map(({ name }) => name);
    expect(without('on-demand')).toEqual([]);
    expect(without('spot')).toEqual(['p6-b200.48xlarge', 'p6-b300.48xlarge']);
    for (const { name } of types) {
      expect(catalog.vcpuQuota(name, 'on-demand')?.name).toMatch(/^Running On-Demand/);
      expect(catalog.vcpuQuota(name, 'spot')?.name ?? 'Spot Instance Requests').toMatch(
        /Spot Instance Requests$/,
      );
    }
  });

  test.each([
    ['g4dn.xlarge', 'on-demand', 'L-DB2E81BA'],
    ['g6e.xlarge', 'spot', 'L-3819A6DF'],
    ['p5en.48xlarge', 'on-demand', 'L-417A185B'],
    ['p5en.48xlarge', 'spot', 'L-C4BD4855'],
    ['p4d.24xlarge', 'spot', 'L-7212CCBC'],
    ['m7i.large', 'on-demand', 'L-1216C47A'],
    ['t3a.small', 'spot', 'L-34B43A08'],
    ['trn1.2xlarge', 'on-demand', undefined],
    ['p6-b200.48xlarge', 'spot', undefined],
  ] as const)('of %s (%s) is %s', (name, market, code) => {
    expect(catalog.vcpuQuota(name, market)?.code).toBe(code);
  });
});

describe('service prices', () => {
  const groups = Object.values(catalog).filter((value) => typeof value === 'object' && 'usd' in value);

  test('are positive, dated and sourced', () => {
    expect(groups.length).toBeGreaterThan(5);
    for (const { source, date, usd } of groups) {
      expect(source).toMatch(/^https:\/\/aws\.amazon\.com\//);
      expect(date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      for (const price of Object.values(usd)) expect(price).toBeGreaterThan(0);
    }
  });

  test('put an EKS control plane at $73 a month', () => {
    expect(catalog.eksPrices.usd.controlPlaneHourStandardSupport * catalog.HOURS_PER_MONTH).toBeCloseTo(73);
  });
});
