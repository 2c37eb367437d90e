import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig, parseConfig, type ConfigError, type ConfigSelection } from '../../lib/config';
import { production } from '../../lib/config/environments/production';
import { merge } from '../../lib/config/merge';
import { readSelection } from '../../lib/config/selection';
import { errorPaths, linesOf, problemsOf, thrownBy, withoutOpenDecisions } from './problems';

test('schema problems and semantic problems are reported together, schema first, none twice', () => {
  const problems = problemsOf({
    regio: 'eu-west-1',
    region: 'eu-west-9',
    network: {
      zones: [
        { name: 'a', publicCidr: '10.0.1.0/24', privateCidr: '10.0.1.0/25' },
        { name: 'b', publicCidr: 'x', privateCidr: '11.0.0.0/24' },
      ],
    },
    training: { fleets: { default: { min: 20, spotMaxPriceUsd: -1 } } },
    cluster: { nodeGroups: { gpu: { min: 5, max: 2, colour: 'red' } }, version: 1.35 },
  });
  const paths = errorPaths(problems);
  expect(paths).toEqual([
    'network.zones.1.publicCidr',
    'training.fleets.default.spotMaxPriceUsd',
    'cluster.version',
    'cluster.nodeGroups.gpu.colour',
    'regio',
    'region',
    'network.zones.1.privateCidr',
    'network.zones.0.privateCidr',
    'training.fleets.default.max',
    'cluster.nodeGroups.gpu.max',
  ]);
  expect(linesOf(problems)).toHaveLength(paths.length);
});

test('a new entry with a wrong setting is checked too', () => {
  const problems = problemsOf({
    training: { fleets: { second: { clusterName: 'x', instanceTypes: ['g5.13xlarge'], max: 'ten' } } },
  });
  expect(errorPaths(problems)).toEqual([
    'training.fleets.second.max',
    'training.fleets.second.instanceTypes.0',
  ]);
});

describe('a problem that follows from another is not reported:', () => {
  test.each([
    ['subnets outside of an unreadable VPC', { network: { cidr: '10.1.0.0' } }, ['network.cidr']],
    ['zones of an unreadable region', { region: 5, network: { zones: zonesOf('eu-west-1') } }, ['region']],
    [
      'a size against an unreadable bound',
      { training: { fleets: { default: { max: 'x', desired: 50 } } } },
      ['training.fleets.default.max'],
    ],
    [
      'services against an unreadable instance type',
      { inference: { capacity: { instanceType: 5 }, services: { model: { cpuUnits: 9000 } } } },
      ['inference.capacity.instanceType'],
    ],
  ])('%s', (_, overlay, paths) => {
    expect(errorPaths(problemsOf(overlay))).toEqual(paths);
  });

  function zonesOf(region: string) {
    return ['a', 'b'].map((letter, index) => ({
      name: `${region}${letter}`,
      publicCidr: `10.0.${index}.0/24`,
      privateCidr: `10.0.${10 + index}.0/24`,
    }));
  }
});

test('without an environment, defaults apply and the rest is checked', () => {
  const input = merge(production, {
    region: 'eu-west-9',
    protectData: 'yes',
    observability: { emails: [5] },
  });
  expect(errorPaths(thrownBy(() => parseConfig(input)))).toEqual([
    'protectData',
    'observability.emails.0',
    'region',
  ]);
});

test('an input that is not a map is one problem', () => {
  expect(thrownBy(() => parseConfig('x', undefined, production))).toEqual([
    { path: '', message: '"x" is not a map; write a map.', severity: 'error' },
  ]);
});

test('the input is not changed', () => {
  const input = merge(production, { region: 'x', training: 5, cluster: { colour: 'red' } });
  const before = structuredClone(input);
  expect(() => parseConfig(input, undefined, production)).toThrow();
  expect(input).toEqual(before);
});

describe('the command line:', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ml-platform-config-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('names, environment, file and settings are reported together', () => {
    const selection = readSelection({
      enviroment: 'dev',
      environment: 'devl',
      config: 'missing.yaml',
      region: '',
    });
    const problems = thrownBy(() => loadConfig(selection));
    expect(linesOf(problems)).toEqual([
      '  -c enviroment: is not a setting here; use environment, region, clusterName, config. Did you mean "environment"?',
      '  -c region: is empty; write -c region=VALUE.',
      '  environment: "devl" is not an environment; use lesson, dev, production. Did you mean "dev"?',
      `  config: "missing.yaml" does not exist in ${JSON.stringify(process.cwd())}; give the path of a readable YAML or JSON file.`,
    ]);
  });

  test('settings in a file are checked although the command line is wrong', () => {
    const file = join(folder, 'overlay.yaml');
    writeFileSync(file, 'observability: { monthlyBudgetUsd: 0 }');
    const selection = readSelection({ regoin: 'x', config: file, clusterName: 'a b', region: 'us-west-9' });
    expect(errorPaths(thrownBy(() => loadConfig(selection)))).toEqual([
      '-c regoin',
      'cluster.name',
      'observability.monthlyBudgetUsd',
      'region',
    ]);
  });

  test('the account of the credentials must be that of the environment', () => {
    const file = join(folder, 'account.yaml');
    writeFileSync(file, 'account: "111122223333"');
    const load = (credentialsAccount?: string) => loadConfig({ configFile: file, credentialsAccount });
    expect(withoutOpenDecisions(thrownBy(() => load('444455556666')))).toMatchObject([
      {
        path: 'account',
        message: expect.stringMatching(/belongs to 111122223333, .* for 444455556666; choose/),
      },
    ]);
    expect(load('111122223333').config.account).toBe('111122223333');
    expect(load().config.account).toBe('111122223333');
  });

  test('context of the CDK is left alone', () => {
    const written = { 'acknowledged-issue-numbers': [34892], 'cli-telemetry': false };
    const cached = { 'availability-zones:account=111122223333:region=us-west-2': [] };
    expect(readSelection({ '@aws-cdk/core:x': true, 'aws:cdk:y': 1, ...cached, ...written })).toEqual({
      problems: [],
    });
  });

  test.each([
    ['Environment', 'dev', /use environment, region, .* Did you mean "environment"\?$/],
    ['cluster-name', 'x', /Did you mean "clusterName"\?$/],
    ['env', 'dev', /Did you mean "environment"\?$/],
    ['stage', 'dev', /is not a setting here; use environment, region, clusterName, config\.$/],
    ['training.region', 'x', /is not a setting here/],
    ['ml-platform:environment', 'dev', /is not a setting here/],
    ['ml-platform/region', 'x', /is not a setting here/],
    ['environment', '', /is empty; write -c environment=VALUE\.$/],
    ['environment', true, /true is not text; write -c environment=VALUE\.$/],
    ['region', { name: 'x' }, /is not text; write -c region=VALUE\.$/],
  ])('context %s=%j is refused, from the command line and from cdk.json', (name, value, message) => {
    expect(readSelection({ [name]: value }).problems).toEqual([
      { path: `-c ${name}`, severity: 'error', message: expect.stringMatching(message) },
    ]);
  });

  test('the platform that the settings describe is known although they are wrong', () => {
    const target = (selection: ConfigSelection) => {
      try {
        return loadConfig(selection);
      } catch (cause) {
        return (cause as ConfigError).target;
      }
    };
    const file = join(folder, 'staging.yaml');
    writeFileSync(file, 'environment: staging\naccount: "111122223333"\nregoin: x');
    expect(target({ configFile: file, region: 'us-east-1' })).toEqual({
      environment: 'staging',
      account: '111122223333',
      region: 'us-east-1',
    });
    expect(target({ environment: 'dev', region: 'a\nb' })).toBeUndefined();
    expect(target({ environment: 'prod' })).toBeUndefined();
    expect(target({ configFile: 'missing.yaml' })).toBeUndefined();
  });
});
