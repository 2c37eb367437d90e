import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serviceLimits } from '../../lib/catalog';
import { parseConfig } from '../../lib/config';
import { environments } from '../../lib/config/environments';
import { configurationReference } from '../../lib/config/reference';
import { gcpPricePage } from '../../lib/pages/google-prices';
import { quotaPage } from '../../lib/pages/aws-quotas';
import { limitsPage } from '../../lib/pages/service-limits';
import { scaleFromZeroPage } from '../../lib/pages/scale-from-zero';
import { Template } from '../../lib/template/template';
import { build, environmentNames, STACKS } from '../synthesized';

const page = read('configuration.md');

function read(name: string): string {
  return readFileSync(join(__dirname, '..', '..', 'docs', name), 'utf8');
}

test('docs/configuration.md is the schema; npm run docs writes it', () => {
  expect(page).toBe(configurationReference());
});

test('docs/gcp-prices.md is the catalog and the environments; npm run docs writes it', () => {
  expect(read('gcp-prices.md')).toBe(gcpPricePage());
});

test('docs/aws-quotas.md is the catalog and the environments; npm run docs writes it', () => {
  const synthesized = environmentNames.map((name) => ({
    name,
    region: parseConfig(environments[name]).config.region,
    templates: STACKS.map((stack) => new Template(build(name).json(stack))),
  }));
  expect(read('aws-quotas.md')).toBe(quotaPage(synthesized));
});

test('docs/limits.md is the catalog; npm run docs writes it', () => {
  expect(read('limits.md')).toBe(limitsPage());
});

test('settings of docs/limits.md are in docs/configuration.md', () => {
  const paths = [...page.matchAll(/^\| `([^`]+)` \|/gm)].map(([, path]) => path!);
  const bounded = Object.values(serviceLimits).flatMap(({ settings }) => settings);
  const known = (setting: string) =>
    setting === '*' ||
    paths.some(
      (path) => [path, `${path}[]`].includes(setting) || path.replace('[]', '').startsWith(`${setting}.`),
    );
  expect(bounded.filter((setting) => !known(setting))).toEqual([]);
});

test('docs/scale-from-zero.md is the catalog and the environments; npm run docs writes it', () => {
  expect(read('scale-from-zero.md')).toBe(scaleFromZeroPage());
});

test('every setting has a description', () => {
  const silent = page.split('\n').filter((line) => /^\| `.*\|\s*\|$/.test(line));
  expect(silent).toEqual([]);
});

test('settings of every depth are listed', () => {
  for (const path of [
    'region',
    'network.zones[].publicCidr',
    'training.fleets.<name>.schedules.<name>.recurrence',
  ]) {
    expect(page).toContain(`| \`${path}\` |`);
  }
});
