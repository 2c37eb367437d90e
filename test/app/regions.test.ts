import { createPlatformApp } from '../../lib/app';
import { parseConfig } from '../../lib/config';
import { production } from '../../lib/config/environments/production';
import { merge } from '../../lib/config/merge';
import { quietly } from '../setup/quiet';
import { appProps } from '../fast-app';

/** Synthesizes a configuration as a user does. Findings of the rules, of the platform and of the CDK, are thrown. */
function synthesize(overlay: object): void {
  const loaded = parseConfig(merge(production, overlay), undefined, production);
  const props = appProps();
  const context = { ...props.context, 'aws:cdk:disable-asset-staging': true, 'aws:cdk:bundling-stacks': [] };
  quietly(() => createPlatformApp(loaded, undefined, { ...props, context }).app.synth());
}

const zones = (...names: string[]) => ({
  zones: names.map((name, index) => ({
    name,
    publicCidr: `10.0.${index}.0/24`,
    privateCidr: `10.0.${10 + index}.0/24`,
  })),
});

test.each([
  ['without budgets', { region: 'eu-north-1' }],
  ['without a zone b', { region: 'ap-northeast-1', network: zones('a', 'c') }],
  ['that the catalog does not know', { region: 'mx-central-1' }],
  ['of GovCloud', { region: 'us-gov-west-1' }],
])('the templates of a region %s pass every rule', (_, overlay) => {
  expect(() => synthesize(overlay)).not.toThrow();
});

test('volumes as large and fast as EBS has them pass every rule', () => {
  const volume = { sizeGiB: 65_536, iops: 80_000, throughputMiBps: 2000 };
  const overlay = {
    training: {
      fleets: { default: { rootVolume: volume } },
      workstations: { default: { dataVolume: volume } },
    },
    inference: { capacity: { volumeGiB: 65_536 } },
  };
  expect(() => synthesize(overlay)).not.toThrow();
});
