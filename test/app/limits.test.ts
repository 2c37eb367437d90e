import type { App } from 'aws-cdk-lib';
import { createPlatformApp, synthesize as synthesizeApp } from '../../lib/app';
import { ConfigError, parseConfig } from '../../lib/config';
import { BOUNDARY } from '../../lib/config/cdk-context';
import { production } from '../../lib/config/environments/production';
import { merge } from '../../lib/config/merge';
import { quietly } from '../setup/quiet';
import { appProps, fastSynth } from '../fast-app';
import { build, STACKS } from '../synthesized';

/** Zones with room for hundreds of instances. */
const network = {
  zones: [
    { name: 'a', publicCidr: '10.0.0.0/24', privateCidr: '10.0.64.0/18' },
    { name: 'b', publicCidr: '10.0.1.0/24', privateCidr: '10.0.128.0/18' },
  ],
};

/** As many entries of a kind, in place of those of the environment. */
function entries<Entry>(count: number, entry: (index: number) => Entry): Record<string, Entry | null> {
  const own = Array.from({ length: count }, (_, index) => [`e${index}`, entry(index)] as const);
  return { default: null, ...Object.fromEntries(own) };
}

const fastContext = () => ({ ...appProps().context, 'aws:cdk:bundling-stacks': [] });

test('a stack with more resources than CloudFormation allows is refused with its map and how many fit', () => {
  const group = { instanceTypes: ['g6.xlarge'], min: 0, max: 1, labels: { 'nvidia.com/gpu': 'true' } };
  const overlay = { network, cluster: { nodeGroups: entries(260, () => group) } };
  const create = () =>
    createPlatformApp(parseConfig(merge(production, overlay)), undefined, {
      ...appProps(),
      context: fastContext(),
    });
  expect(create).toThrow(ConfigError);
  expect(create).toThrow(
    /cluster\.nodeGroups: has 263 entries, and about 2\d\d fit: stack ml-platform-production-cluster would have \d{3} resources, and AWS CloudFormation takes 500; move/,
  );
});

describe('a template that is too large is refused with its map:', () => {
  const fleets = (count: number) =>
    entries(count, () => ({ clusterName: 'x', instanceTypes: ['g5.xlarge'], max: 1 }));

  function refusal(overlay: object): string {
    const created = createPlatformApp(parseConfig(merge(production, overlay)), undefined, {
      ...appProps(),
      context: { ...fastContext(), 'aws:cdk:disable-asset-staging': true },
    });
    // The validation of the CDK prints a warning of its own.
    const app = { synth: () => fastSynth(created.app) } as App;
    try {
      synthesizeApp({ ...created, app });
      return '';
    } catch (cause) {
      if (!(cause instanceof ConfigError)) throw cause;
      return cause.message;
    }
  }

  test('as many fleets fit as it says', () => {
    const refused = refusal({ network, training: { fleets: fleets(60) } });
    expect(refused).toMatch(
      /training\.fleets: has 60 entries, and about \d+ fit: stack ml-platform-production-training would have a template of \d{7} bytes, and AWS CloudFormation takes 1000000; move/,
    );
    const fitting = Number(/about (\d+) fit/.exec(refused)?.[1]);
    expect(refusal({ network, training: { fleets: fleets(fitting) } })).toBe('');
    expect(refusal({ network, training: { fleets: fleets(fitting + 1) } })).toMatch(/training\.fleets: has/);
  });
});

test('a resource type that the region lacks is named, with its stack', () => {
  const { config } = parseConfig(production);
  const context = { ...appProps().context, 'aws:cdk:bundling-stacks': [] };
  // The checks of the configuration name the setting before; this is for every other type.
  const loaded = { config: { ...config, region: 'eu-north-1' }, warnings: [] };
  const create = () => createPlatformApp(loaded, undefined, { ...appProps(), context });
  expect(create).toThrow(ConfigError);
  expect(create).toThrow(
    /observability: stack ml-platform-production-observability needs AWS::Budgets::Budget, which CloudFormation lacks in eu-north-1; leave out/,
  );
});

test('a boundary with the account in its name is refused where no account is known', () => {
  const props = appProps();
  const context = { ...props.context, [BOUNDARY]: { name: 'team-${AWS::AccountId}' } };
  const create = () => createPlatformApp(parseConfig(production), undefined, { ...props, context });
  expect(create).toThrow(ConfigError);
  expect(create).toThrow(/has \$\{AWS::AccountId\}, and the account is not known; set account/);
});

test('a known account changes no logical id', () => {
  const known = build('production', { account: '111122223333' });
  const unknown = build('production');
  for (const stack of STACKS) {
    expect(Object.keys(known.json(stack).Resources)).toEqual(Object.keys(unknown.json(stack).Resources));
  }
  // The CLI asks AWS for what is missing, and fails without credentials.
  expect(known.assembly.manifest.missing ?? []).toEqual([]);
});

test('references that are exports have the same acknowledgements', () => {
  // The fallback in a region that does not support Fn::GetStackOutput yet.
  const props = appProps();
  const context = { ...props.context, '@aws-cdk/core:defaultCrossStackReferences': 'strong' };
  const { assembly, platform, checks } = quietly(() => {
    const created = createPlatformApp(parseConfig(production), undefined, {
      ...props,
      context,
      // Only the rules of the platform matter here; the validation of the CDK runs on every environment elsewhere.
      builtinCloudFormationValidation: false,
    });
    return { ...created, assembly: created.app.synth() };
  });
  expect(assembly.getStackArtifact('Training').template).toMention('Fn::ImportValue');
  for (const stack of platform.stacks) {
    const { found, acknowledged } = checks.count(stack);
    expect(acknowledged).toBe(found);
  }
});
