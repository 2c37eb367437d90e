import { configurationReference } from '../../lib/config/reference';

const lines = configurationReference().split('\n');
const row = (setting: string) =>
  lines
    .find((line) => line.startsWith(`| \`${setting}\` |`))
    ?.split(' | ')
    .slice(1, 3);

test('every section has a description and settings', () => {
  const titles = lines.flatMap((line, index) => (line.startsWith('## ') ? [index] : []));

  expect(titles.length).toBeGreaterThan(10);
  for (const index of titles) {
    expect(lines[index + 2]).toMatch(/^[A-Z].*\.$/);
    expect(lines[index + 6]).toMatch(/^\| `/);
  }
});

test('every setting has a type and a default', () => {
  const settings = lines.filter((line) => line.startsWith('| `'));

  expect(settings.filter((line) => !/^\| `[^`]+` \| [^|]+ \| [^|]+ \| /.test(line))).toEqual([]);
});

test.each([
  ['network.nat', '`gateway-per-zone`', 'the default of the schema'],
  ['training.fleets.<name>.rootVolume.sizeGiB', '`500`', 'the default of the section around it'],
  ['network.flowLogs.logGroupName', 'generated', 'the default that the description names'],
  ['region', '`us-west-2`', 'the value of all environments'],
  ['cluster.version', '`1.35` / `1.35` / `1.28`', 'the value of each environment'],
  ['inference.services.<name>.route.priority', '`100` / - / `100`', 'a dash where there is no value'],
  ['cluster.nodeGroups.<name>.max', '`10`, `20` / `3`, `2` / `10`, `20`', 'the values of all entries'],
  ['training.fleets.<name>.idle', 'it is never scaled in', 'the default of a map that turns something on'],
  ['gcp.budget.billingAccount', 'required', 'a word where nothing has a value'],
])('the default of %s is %s: %s', (setting, value) => {
  expect(row(setting)?.[1]).toBe(value);
});

test('alternatives are listed with the value that chooses them', () => {
  expect(row('gcp.state.backend')).toEqual(['`gcs`, `local`', '`gcs`']);
  expect(lines.find((line) => line.startsWith('| `gcp.state.path`'))).toContain('With backend `local`: File');
});
