import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../lib/config';
import { linesOf, thrownBy } from './problems';

const folder = mkdtempSync(join(tmpdir(), 'ml-platform-overlay-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string | Buffer): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** Message about the file, without its name. */
function report(file: string): string[] {
  return linesOf(thrownBy(() => loadConfig({ configFile: file }))).map((line) =>
    line.replaceAll(/"[^"]*ml-platform-overlay-[^"]*"/g, 'FILE'),
  );
}

test('a file in YAML and the same in JSON are equal', () => {
  const settings = {
    region: 'eu-central-1',
    training: { fleets: { default: { max: 4, schedules: null } }, workstations: { default: null } },
    observability: { emails: ['a@b.de'], monthlyBudgetUsd: 12.5 },
  };
  const yaml = `
region: eu-central-1
training:
  fleets: { default: { max: 4, schedules: } }
  workstations: { default: ~ }
observability:
  emails: [a@b.de]
  monthlyBudgetUsd: 12.5
`;
  const load = (configFile: string) => loadConfig({ configFile });
  const expected = load(write('a.json', JSON.stringify(settings)));
  expect(expected.config).toMatchObject({
    region: 'eu-central-1',
    observability: { monthlyBudgetUsd: 12.5 },
  });
  expect(load(write('a.yaml', yaml))).toEqual(expected);
  expect(load(write('a.yml', yaml))).toEqual(expected);
  expect(load(write('A.YML', `---\n${yaml}...\n`))).toEqual(expected);
  expect(load(write('bom.json', `\uFEFF${JSON.stringify(settings)}`))).toEqual(expected);
  expect(load(write('bom.yaml', `\uFEFF${yaml}`))).toEqual(expected);
  expect(load(write('crlf.yaml', yaml.replaceAll('\n', '\r\n')))).toEqual(expected);
});

test('the command line wins over the file', () => {
  const configFile = write('both.yaml', 'region: eu-central-1\ncluster: { name: one }');
  const { config } = loadConfig({ configFile, region: 'us-east-2', clusterName: 'two' });
  expect(config).toMatchObject({ region: 'us-east-2', cluster: { name: 'two' } });
});

test('an alias has the value of its anchor', () => {
  const configFile = write('alias.yaml', 'tags: { Team: &team vision }\nnetwork: { name: *team }');
  expect(loadConfig({ configFile }).config.network.name).toBe('vision');
});

test.each([
  ['empty.yaml', '', /is empty; write a setting/],
  ['empty.json', ' \n', /is empty; write a setting/],
  ['comment.yaml', '# nothing', /is empty; write a setting/],
  ['null.json', 'null', /is empty; write a setting/],
  ['list.yaml', '- region: eu-central-1', /does not hold a map of settings; start it/],
  ['text.yaml', 'eu-central-1', /does not hold a map of settings/],
  ['number.json', '5', /does not hold a map of settings/],
  [
    'twice.yaml',
    'region: a\nregion: b',
    /is not valid YAML \(Map keys must be unique at line 2, column 1\); correct/,
  ],
  ['twice.json', '{"region":"a","region":"b"}', /is not valid JSON \(Map keys must be unique at line 1/],
  ['tab.yaml', 'cluster:\n\tname: x', /is not valid YAML \(Tabs are not allowed as indentation at line 2/],
  ['comma.json', '{"region":"a",}', /is not valid JSON \(.+\); correct the file\.$/],
  ['open.yaml', 'a: [1', /is not valid YAML \(/],
  ['two.yaml', 'region: a\n---\nregion: b', /is not valid YAML \(Source contains multiple documents/],
  ['alias.yaml', 'region: *nowhere', /is not valid YAML \(Unresolved alias/],
  [
    'loop.yaml',
    'tags: &a { b: *a }',
    /is not valid YAML \(an alias refers to the value that it is part of\)/,
  ],
  ['tag.yaml', 'region: !region x', /is not valid YAML \(Unresolved tag: !region at line 1/],
  ['set.yaml', 'tags: !!set { a }', /is not valid YAML \(a setting is neither text, number, list nor map\)/],
  ['bytes.yaml', 'region: !!binary aGVsbG8=', /neither text, number, list nor map/],
  ['prototype.yaml', 'tags: { __proto__: { a: b } }', /__proto__ cannot be the name of a setting/],
  ['prototype.json', '{"__proto__":{"a":"b"}}', /__proto__ cannot be the name of a setting/],
  ['binary.yaml', Buffer.from([0xff, 0xfe, 0, 1, 2]), /config: FILE /],
  ['settings.toml', 'region = "x"', /is not a configuration file; give a .yaml, .yml or .json file/],
  ['settings', 'region: x', /is not a configuration file/],
])('%s with %j is one problem of the file', (name, text, message) => {
  const lines = report(write(name, text));
  expect(lines).toEqual([expect.stringMatching(message)]);
  expect(lines[0]).toMatch(/^ {2}config: FILE .+\.$/);
});

test('aliases that would fill the memory are refused', () => {
  const levels = Array.from(
    { length: 30 },
    (_, index) => `a${index + 1}: &a${index + 1} [*a${index}, *a${index}]`,
  );
  const file = write('bomb.yaml', ['a0: &a0 [x]', ...levels].join('\n'));
  expect(report(file)).toEqual([expect.stringMatching(/is not valid YAML \(Excessive alias count/)]);
});

test('endless nesting is refused', () => {
  expect(report(write('deep.yaml', `tags: ${'['.repeat(20_000)}${']'.repeat(20_000)}`))).toHaveLength(1);
  expect(report(write('deep.json', `{"tags":${'['.repeat(20_000)}${']'.repeat(20_000)}}`))).toHaveLength(1);
});

test('a missing file, an unreadable file and a folder are refused', () => {
  expect(report(join(folder, 'missing.yaml'))).toEqual([expect.stringMatching(/does not exist; give/)]);
  mkdirSync(join(folder, 'folder.yaml'));
  expect(report(join(folder, 'folder.yaml'))).toEqual([expect.stringMatching(/is a folder; give/)]);
  const secret = write('secret.yaml', 'region: x');
  chmodSync(secret, 0);
  // Root can read every file.
  const reason = process.getuid?.() === 0 ? /"x" is not an AWS region/ : /is not readable; give/;
  expect(report(secret)).toEqual([expect.stringMatching(reason)]);
  expect(report(`${folder}/\0.yaml`)).toEqual([expect.stringMatching(/cannot be read/)]);
});

test('names that YAML does not read as text stay names', () => {
  expect(report(write('keys.yaml', '5: x\n? [a, b]\n: y\ntrue: z'))).toEqual([
    expect.stringMatching(/^ {2}5: is not a setting/),
    expect.stringMatching(/^ {2}"\[ a, b \]": is not a setting/),
    expect.stringMatching(/^ {2}true: is not a setting/),
  ]);
});

test('a long or unusual value is shown shortened and on one line', () => {
  const [line] = report(write('long.yaml', `region: "${'x'.repeat(100_000)}"`));
  expect(line!.length).toBeLessThan(200);
  const lines = report(write('strange.yaml', 'region: "a\\n  fake: line\\e[31m\\u2028"\n"k\\ney": 1'));
  expect(lines).toEqual([
    expect.stringMatching(/^ {2}"k\\ney": is not a setting/),
    expect.stringMatching(/^ {2}region: "a\\n {2}fake: line\\u001b\[31m\\u2028" is not an AWS region/),
  ]);
});
