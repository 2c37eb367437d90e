import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
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
  ['twice.yaml', 'region: a\nregion: b', /YAML \("region" is given twice, at line 2, column 1\); correct/],
  [
    'twice-in-list.yaml',
    'network: { zones: [{ name: a,\n  name: b }] }',
    /"name" is given twice, at line 2, column 3/,
  ],
  ['twice-numbers.yaml', '{ 5: a, "5": b }', /"5" is given twice, at line 1, column 9/],
  ['twice.json', '{"region":"a","region":"b"}', /JSON \("region" is given twice, at line 1, column 15\)/],
  [
    'tab.yaml',
    'cluster:\n\tname: x',
    /YAML \(a tab indents the line, where only spaces may, at line 2, column 1\)/,
  ],
  [
    'comma.json',
    '{"region":"a",}',
    /JSON \(names and texts need double quotes, and comments .* are not allowed, at line 1, column 15\); correct the file, or write YAML into a \.yaml file\.$/,
  ],
  ['comment.json', '{\n  // ours\n  "region": "a"\n}', /JSON \(names .* at line 2, column 3\)/],
  ['quotes.json', "{'region': 'a'}", /JSON \(names and texts need double quotes/],
  ['half.json', '{"region":', /JSON \(names and texts need double quotes/],
  ['open.yaml', 'a: [1', /YAML \(a bracket is not closed, .* at line 1, column 6\)/],
  [
    'quote.yaml',
    'region: "a',
    /YAML \(a sign is missing: a colon after a name, a comma, or a closing bracket or quote/,
  ],
  ['word.yaml', 'region', /does not hold a map of settings/],
  ['line.yaml', 'region: a\ncluster', /YAML \(.*a colon after a name.* at line 2, column 1\)/],
  [
    'two-lines.yaml',
    'region: a\ncluster\nname: b',
    /YAML \(a name is not on one line with its colon, at line 2, column 1\)/,
  ],
  ['colon.yaml', 'network: { name: a: b }', /YAML \(/],
  [
    'colons.yaml',
    'region: a: b',
    /YAML \(a second colon or a list stands where one value belongs.* at line 1/,
  ],
  ['indent.yaml', 'cluster:\n    name: a\n  version: b', /YAML \(.*at line 3, column \d+\)/],
  ['at.yaml', 'region: @a', /YAML \(text that starts with this sign needs quotes, at line 1, column 9\)/],
  ['escape.yaml', 'region: "C:\\dir"', /YAML \(an unknown escape stands in double quotes, .* at line 1/],
  ['two.yaml', 'region: a\n---\nregion: b', /YAML \(a second document starts, at line 2, column 1\)/],
  [
    'alias.yaml',
    'region: *nowhere',
    /YAML \(no anchor &nowhere stands in front of this alias, at line 1, column 9\)/,
  ],
  [
    'early.yaml',
    'region: *r\ncluster: { name: &r a }',
    /YAML \(no anchor &r stands in front of this alias, at line 1/,
  ],
  [
    'loop.yaml',
    'tags: &a { b: *a }',
    /YAML \(an alias refers to the value that it is part of, at line 1, column 15\)/,
  ],
  ['merge-loop.yaml', 'tags: &a { <<: *a }', /YAML \(an alias refers to the value that it is part of/],
  ['merge-text.yaml', 'tags: { <<: x }', /YAML \(the value of << is not a map\)/],
  [
    'tag.yaml',
    'region: !region x',
    /YAML \(a tag, which is a word that starts with !, is unknown, .* at line 1, column 9\)/,
  ],
  [
    'directive.yaml',
    '%SETTINGS 1\n---\nregion: x',
    /YAML \(a line that starts with % is an unknown directive, at line 1/,
  ],
  ['set.yaml', 'tags: !!set { a }', /YAML \(tags is neither text, number, list nor map\)/],
  ['bytes.yaml', 'region: !!binary aGVsbG8=', /YAML \(region is neither text, number, list nor map\)/],
  [
    'date.yaml',
    '%YAML 1.1\n---\nregion: 2026-11-28',
    /YAML \(region is neither text, number, list nor map\)/,
  ],
  ['prototype.yaml', 'tags: { __proto__: { a: b } }', /__proto__ cannot be the name of a setting/],
  ['prototype.json', '{"__proto__":{"a":"b"}}', /__proto__ cannot be the name of a setting/],
  ['utf16-le.yaml', Buffer.from('\uFEFFregion: x', 'utf16le'), /is in UTF-16; save it in UTF-8/],
  ['utf16-be.yaml', Buffer.from('\uFEFFregion: x', 'utf16le').swap16(), /is in UTF-16; save it in UTF-8/],
  ['utf16-no-mark.yaml', Buffer.from('region: x', 'utf16le'), /is in UTF-16; save it in UTF-8/],
  ['utf16-no-mark.json', Buffer.from('{}', 'utf16le').swap16(), /is in UTF-16; save it in UTF-8/],
  [
    'latin1.yaml',
    Buffer.from('region: x\ntags: { Team: M\xfcnchen }', 'latin1'),
    /is not in UTF-8 \(line 2\); save it in UTF-8/,
  ],
  ['zero.yaml', 'region: x\nname: a\0b', /has a zero byte in line 2, .*; give a text file/],
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
  const list = `a: &a [${'x,'.repeat(40_000)}]\n`;
  const map = `a: &a { ${Array.from({ length: 9000 }, (_, index) => `k${index}: 1`).join(', ')} }\n`;
  for (const [name, text] of Object.entries({
    levels: ['a0: &a0 [x]', ...levels].join('\n'),
    list: `${list}b: [*a, *a]`,
    merged: `${map}b: [${'{ <<: *a }, '.repeat(20)}]`,
  })) {
    expect([name, report(write('bomb.yaml', text))]).toEqual([
      name,
      [expect.stringMatching(/YAML \(it has more than 50000 values, or its aliases/)],
    ]);
  }
  expect(report(write('many.yaml', `a: &a 1\nb: [${'*a,'.repeat(101)}]`))).toEqual([
    expect.stringMatching(/YAML \(it has more than 100 aliases\)/),
  ]);
});

test('settings of an anchor are merged by <<, and can be changed', () => {
  const { training } = loadConfig({
    configFile: write(
      'merge.yaml',
      'training: { fleets: { one: &one { clusterName: one, instanceTypes: [g5.xlarge], max: 2 }, two: { <<: *one, clusterName: two } } }',
    ),
  }).config;
  expect(training.fleets['two']).toEqual({ ...training.fleets['one'], clusterName: 'two' });
});

test('endless nesting is refused', () => {
  const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  for (const depth of [40, 800, 20_000, 100_000]) {
    const yaml = report(write('deep.yaml', `tags: ${nested(depth)}`));
    const json = report(write('deep.json', `{"tags":${nested(depth)}}`));
    expect([...yaml, ...json]).toEqual(
      yaml.concat(json).map(() => expect.stringMatching(/\(it is nested deeper than 40 levels/)),
    );
    expect([yaml, json].map(({ length }) => length)).toEqual([1, 1]);
  }
  expect(report(write('deep.yaml', `tags: ${nested(39)}`))).toEqual([expect.stringMatching(/is not a map/)]);
  expect(report(write('open.yaml', `tags: ${'['.repeat(100_000)}`))).toHaveLength(1);
});

test('a file is read up to 256 KiB', () => {
  const most = 256 * 1024;
  const comment = (bytes: number) => `region: mars\n#${'x'.repeat(bytes - 14)}`;
  expect(report(write('most.yaml', comment(most)))).toEqual([
    expect.stringMatching(/"mars" is not an AWS region/),
  ]);
  expect(report(write('more.yaml', comment(most + 1)))).toEqual([
    expect.stringMatching(
      /FILE is larger than 256 KiB; remove what is not a setting, or use a file for each environment\.$/,
    ),
  ]);
});

test('what is not an ordinary file is not opened', async () => {
  const pipe = join(folder, 'pipe.yaml');
  execFileSync('mkfifo', [pipe]);
  expect(report(pipe)).toEqual([expect.stringMatching(/FILE is a pipe; give the path of a readable/)]);
  const link = (name: string, target: string) => {
    symlinkSync(target, join(folder, name));
    return join(folder, name);
  };
  expect(report(link('to-pipe.yaml', pipe))).toEqual([expect.stringMatching(/FILE is a pipe; /)]);
  expect(report(link('device.yaml', '/dev/zero'))).toEqual([expect.stringMatching(/FILE is a device; give/)]);
  expect(report(link('dangling.yaml', 'gone.yaml'))).toEqual([
    expect.stringMatching(/FILE is a link to "gone\.yaml", which does not exist; give/),
  ]);
  expect(report(link('itself.yaml', 'itself.yaml'))).toEqual([
    expect.stringMatching(/FILE is a link that leads to itself; give/),
  ]);
  const socket = join(folder, 'socket.yaml');
  const server = createServer().listen(socket);
  await once(server, 'listening');
  expect(report(socket)).toEqual([expect.stringMatching(/FILE is a socket; give/)]);
  server.close();
});

test('a relative path is reported with its folder', () => {
  const here = JSON.stringify(process.cwd());
  expect(report('gone.yaml')).toEqual([
    `  config: "gone.yaml" does not exist in ${here}; give the path of a readable YAML or JSON file.`,
  ]);
  expect(report('~/gone.yaml')).toEqual([
    expect.stringMatching(/does not exist in ".*" \(the shell leaves ~ as it is here; write \$HOME\); give/),
  ]);
  expect(report('package.json/x.yaml')).toEqual([
    expect.stringMatching(/does not exist in ".*": a part of the path is a file; give/),
  ]);
  expect(report(`${'x'.repeat(300)}.yaml`)).toEqual([
    expect.stringMatching(/is longer than a path may be; give/),
  ]);
});

test('of thousands of problems, 50 are listed and all are counted', () => {
  const keys = Array.from({ length: 20_000 }, (_, index) => `"k${index}":1`);
  const problems = thrownBy(() => loadConfig({ configFile: write('keys.json', `{${keys.join(',')}}`) }));
  expect(problems.filter(({ severity }) => severity === 'error')).toHaveLength(20_000);
  const lines = linesOf(problems);
  expect(lines).toHaveLength(51);
  expect(lines.at(-1)).toBe('  and 19950 more; correct these first.');
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
