import { RegionInfo } from 'aws-cdk-lib/region-info';
import { findOfferings, regionsWithOfferings } from '../../lib/catalog';
import { ConfigError, parseConfig, type LoadedConfig, type Problem } from '../../lib/config';
import { environments } from '../../lib/config/environments';
import { merge } from '../../lib/config/merge';
import { named } from './bad-input/bad-input';
import {
  environmentNames,
  errorPaths,
  problemsOf,
  withoutOpenDecisions,
  type EnvironmentName,
} from './problems';

const regions = RegionInfo.regions.map(({ name }) => name);

function load(overlay: object, environment: EnvironmentName = 'production'): LoadedConfig {
  const base = environments[environment];
  const loaded = parseConfig(merge(base, overlay), undefined, base);
  return { ...loaded, warnings: withoutOpenDecisions(loaded.warnings) };
}

const lines = (problems: readonly Problem[]) => problems.map(({ path, message }) => `${path}: ${message}`);

/** Problems of an environment in a region; its warnings if there are none. */
function outcome(region: string, environment: EnvironmentName): readonly Problem[] {
  try {
    return load({ region }, environment).warnings;
  } catch (cause) {
    if (!(cause instanceof ConfigError)) throw cause;
    return cause.problems;
  }
}

test('every region with offerings is one of AWS', () => {
  expect(regionsWithOfferings.filter((region) => !regions.includes(region))).toEqual([]);
});

describe.each(environmentNames)('%s', (environment) => {
  test.each(regions)('in %s loads, or is refused with settings, values and fixes', (region) => {
    const problems = outcome(region, environment);
    const zones = [...(findOfferings(region)?.zones.keys() ?? [])].map((zone) => zone.slice(-1));
    const hasZones = zones.length === 0 || (zones.includes('a') && zones.includes('b'));
    expect(errorPaths(problems).includes('network.zones.1.name')).toBe(!hasZones);
    for (const line of lines(problems.filter(({ severity }) => severity === 'error'))) {
      expect(line).toMatch(
        /^((network|training|cluster|inference|observability|region)[\w.-]*: .*(not sold in|does not exist|EKS takes no subnet).*; use |registries\.[\w.-]+: is missing.*; copy )/,
      );
    }
  });
});

describe('a region without budgets', () => {
  // Its first zone does not sell g5, which the fleet of the environment has.
  const north = {
    region: 'eu-north-1',
    training: { fleets: { default: { instanceTypes: ['g6.12xlarge'] } } },
  };

  test('leaves out that of the environment, and says so', () => {
    const { config, warnings } = load(north);
    expect(config.observability.monthlyBudgetUsd).toBeUndefined();
    expect(lines(warnings)).toEqual([
      expect.stringMatching(
        /^observability.monthlyBudgetUsd: CloudFormation has no AWS::Budgets::Budget in eu-north-1, .*aws budgets create-budget/,
      ),
    ]);
  });

  test('is quiet where null says that there is none', () => {
    expect(load({ ...north, observability: { monthlyBudgetUsd: null } }).warnings).toEqual([]);
  });

  test('is silent on settings that come from a mistake in the region', () => {
    const overlay = { region: 5, observability: { monthlyBudgetUsd: 500 } };
    expect(errorPaths(problemsOf(overlay))).toEqual(['region']);
  });
});

test('a budget can be left out anywhere', () => {
  const { config, warnings } = load({ observability: { monthlyBudgetUsd: null } });
  expect(config.observability.monthlyBudgetUsd).toBeUndefined();
  expect(warnings).toEqual([]);
});

describe('what the catalog cannot know is a warning:', () => {
  test('zones and types of a region without data', () => {
    const { warnings } = load({ region: 'mx-central-1', observability: { monthlyBudgetUsd: null } });
    expect(lines(warnings)).toEqual([
      expect.stringMatching(
        /^region: the catalog does not know the zones of mx-central-1, nor the instance types that they sell; compare/,
      ),
    ]);
  });

  test('a type that an old price list lacks', () => {
    const registries = {
      'nvcr.io': 'mirror.example.cn/nvidia',
      'registry.k8s.io': 'mirror.example.cn/kubernetes',
      'kubernetes.github.io': 'oci://mirror.example.cn/charts',
      'nvidia.github.io': 'oci://mirror.example.cn/charts',
    };
    const { warnings } = load({ region: 'cn-north-1', registries });
    expect(lines(warnings)).toContainEqual(
      expect.stringMatching(
        /^training.workstations.default.instanceType: g6e.xlarge is not in the prices of cn-north-1 of 2024-11-06; make sure .*use "g5.xlarge"/,
      ),
    );
  });

  test('the zone of a type where accounts have letters of their own', () => {
    const overlay = {
      training: { fleets: { b: { clusterName: 'b', instanceTypes: ['p5en.48xlarge'], max: 1, zone: 'b' } } },
    };
    expect(lines(load(overlay).warnings)).toEqual([
      'training.fleets.b.instanceTypes.0: p5en.48xlarge is not sold in us-west-2b (the letters may be others in an account from before November 2025); use "us-west-2a", "us-west-2c" or "us-west-2d", or another type.',
    ]);
  });

  test('one of several zones that does not sell a type', () => {
    const overlay = {
      training: { fleets: { b: { clusterName: 'b', instanceTypes: ['p5en.48xlarge'], max: 1 } } },
    };
    expect(lines(load(overlay).warnings)).toEqual([
      expect.stringMatching(
        /^training.fleets.b.instanceTypes.0: p5en.48xlarge is not sold in us-west-2b, so its instances run in us-west-2a only/,
      ),
    ]);
  });

  test('a third letter of us-west-1, of which an account has two zones', () => {
    const problems = problemsOf({ region: 'us-west-1', network: named('a', 'c') });
    expect(problems).toContainEqual(
      expect.objectContaining({
        path: 'network.zones.1.name',
        severity: 'warning',
        message: expect.stringMatching(
          /us-west-1 has us-west-1a and us-west-1b in new accounts; use us-west-1c only where/,
        ),
      }),
    );
  });
});

test('types of the newer families are taken', () => {
  const fleet = (type: string, market: string) => ({
    clusterName: type,
    instanceTypes: [type],
    max: 2,
    market,
  });
  const overlay = {
    network: named('a', 'c'),
    training: {
      fleets: {
        h200: fleet('p5e.48xlarge', 'on-demand'),
        b200: fleet('p6-b200.48xlarge', 'on-demand'),
        b300: fleet('p6-b300.48xlarge', 'on-demand'),
        g7e: fleet('g7e.12xlarge', 'spot'),
        g5s: { ...fleet('g5.16xlarge', 'spot'), instanceTypes: ['g5.16xlarge', 'g5.8xlarge'] },
        g524: fleet('g5.24xlarge', 'spot'),
      },
    },
    cluster: { nodeGroups: { cpu: { instanceTypes: ['m6i.4xlarge'] } } },
  };
  expect(errorPaths(problemsOf(overlay))).toEqual([]);
});

test('a type whose image gets no patches is a warning', () => {
  const overlay = {
    region: 'us-east-1',
    network: named('b', 'c'),
    training: { fleets: { v: { clusterName: 'v', instanceTypes: ['p3dn.24xlarge'], max: 1 } } },
  };
  expect(lines(load(overlay).warnings)).toContainEqual(
    expect.stringMatching(/^training.fleets.v.instanceTypes.0: p3dn.24xlarge boots .* since 2026-06-30; use/),
  );
});

test('a volume may be as large and fast as EBS has them', () => {
  const rootVolume = { sizeGiB: 20_000, iops: 80_000, throughputMiBps: 2000 };
  const overlay = {
    training: {
      fleets: { default: { rootVolume } },
      workstations: { default: { dataVolume: { sizeGiB: 65_536 } } },
    },
    inference: { capacity: { volumeGiB: 65_536 } },
    cluster: { nodeGroups: { gpu: { volumeGiB: 65_536 } } },
  };
  expect(load(overlay).config.training.fleets['default']?.rootVolume).toEqual(rootVolume);
});
