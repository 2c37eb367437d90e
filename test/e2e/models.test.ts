import { execFile, execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accountEnvironment } from '../../cli/start/account-environment';
import { LocalPlatform } from './local-platform';

const project = join(__dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'ml-platform-models-'));
const programs = execFileSync(join(__dirname, 'aws-cli', 'environment.sh'), { encoding: 'utf8' }).trim();

interface Run {
  readonly exitCode: number;
  readonly output: string;
}

let platform: LocalPlatform;
let bucket: string;

beforeAll(async () => {
  platform = await LocalPlatform.open('dev');
  const templates = await platform.synthesize();
  await platform.deploy(templates, 'Storage', 'Identity');
  bucket = (await platform.outputs('Storage'))['ModelsBucket']!;
});

afterAll(async () => {
  await platform.close();
  rmSync(folder, { recursive: true });
});

/** `npm run models` as a user types it. */
const models = (...args: string[]) =>
  run('npm', ['run', '--silent', 'models', '--', ...args, '--environment', 'dev'], {});

/** The script of the loader, on an instance whose models are in a folder of this test. */
const load = (release: string, instance: string) =>
  run('bash', [join(project, 'lib', 'inference', 'model', 'load-model.sh')], {
    MODELS_BUCKET: bucket,
    MODEL_RELEASE: release,
    MODELS_FOLDER: join(folder, instance),
  });

function run(program: string, args: string[], variables: Record<string, string>): Promise<Run> {
  const env = {
    ...accountEnvironment(platform.endpoint, 'us-west-2'),
    // The CLI writes a setting into its configuration.
    HOME: folder,
    AWS_CONFIG_FILE: join(folder, 'config'),
    ...variables,
  };
  return new Promise((resolve) => {
    execFile(
      program,
      args,
      { cwd: project, env: { ...env, PATH: `${programs}:${process.env['PATH']}` } },
      (error, stdout, stderr) => {
        resolve({ exitCode: error ? Number(error.code) : 0, output: stdout + stderr });
      },
    );
  });
}

const put = (Key: string, Body: string | Buffer) =>
  platform.aws.s3.putObject({ Bucket: bucket, Key, Body, ContentLength: Buffer.byteLength(Body) });
const weights = randomBytes(9 * 1024 * 1024);

async function candidate(name: string, files: Record<string, string | Buffer>): Promise<string> {
  for (const [path, body] of Object.entries(files)) await put(`candidates/${name}/${path}`, body);
  return `s3://${bucket}/candidates/${name}/`;
}

/** Releases a model, and returns the folder of its release. */
async function released(source: string, name: string): Promise<string> {
  const { exitCode, output } = await models('promote', source, '--name', name);
  expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
  const [, digest] = /@sha256:([0-9a-f]{64})/.exec(output)!;
  return `releases/${name}/${digest}`;
}

test('a candidate is released by its content, and the record says by whom', async () => {
  const source = await candidate('run-1', {
    'config.json': '{}',
    'weights/a b.bin': weights,
    'empty.txt': '',
  });
  const release = await released(source, 'llm');
  const sums = await (
    await platform.aws.s3.getObject({ Bucket: bucket, Key: `${release}/SHA256SUMS` })
  ).Body!.transformToString();
  const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
  expect(sums).toBe(
    `${sha256('{}')}  config.json\n${sha256('')}  empty.txt\n${sha256(weights)}  weights/a b.bin\n`,
  );
  expect(release).toBe(`releases/llm/${sha256(sums)}`);
  const record = await platform.aws.s3.getObject({ Bucket: bucket, Key: `${release}/release.json` });
  expect(JSON.parse(await record.Body!.transformToString())).toMatchObject({
    source,
    promotedBy: expect.stringMatching(/^arn:aws:/),
    bytes: weights.length + 2,
    files: expect.arrayContaining([
      {
        path: 'weights/a b.bin',
        bytes: weights.length,
        sha256: sha256(weights),
        version: expect.any(String),
      },
    ]),
  });
  const again = await models('promote', source, '--name', 'llm');
  expect(again).toMatchObject({ exitCode: 0, output: expect.stringContaining('has been released before') });
  expect((await models('list')).output).toMatch(
    /llm@sha256:[0-9a-f]{64} +\d{4}-\d\d-\d\d \d\d:\d\d +0.0 +\S+/,
  );
});

test('a folder of this computer has the same version as a candidate with its content', async () => {
  const local = join(folder, 'model');
  mkdirSync(join(local, 'weights'), { recursive: true });
  writeFileSync(join(local, 'config.json'), '{}');
  writeFileSync(join(local, 'weights', 'big.bin'), weights);
  const fromHere = await released(local, 'same');
  const source = await candidate('run-2', { 'config.json': '{}', 'weights/big.bin': weights });
  expect(await released(source, 'same')).toBe(fromHere);
});

test.each([
  ['s3://elsewhere/candidates/run-1/', /is not a candidate of this platform; use a folder below s3:/],
  ['s3://BUCKET/releases/llm/', /is not a candidate of this platform/],
  ['s3://BUCKET/candidates/', /is not a candidate of this platform/],
  ['s3://BUCKET/candidates/no-such/', /There are no files in s3:/],
  ['./no-such-folder', /"\.\/no-such-folder" is not a folder; use a folder of this computer, or s3:/],
])('%s cannot be released', async (source, message) => {
  const { exitCode, output } = await models('promote', source.replace('BUCKET', bucket), '--name', 'llm');
  expect(output).toMatch(message);
  expect(output).not.toMatch(/ at .*:\d+:\d+/);
  expect(exitCode).toBe(1);
});

describe('on an instance', () => {
  test('a release is loaded once, checked, and readable for the user of the server', async () => {
    const release = await released(await candidate('run-3', { 'a/b.bin': weights, c: 'c' }), 'loaded');
    const digest = release.split('/')[2]!;
    const first = await load(release, 'instance');
    expect(first.output).toMatch(
      /^The model loaded@sha256:\w+ of \S+ was loaded in \d+ s and checked in \d+ s$/m,
    );
    expect(first.exitCode).toBe(0);
    const file = join(folder, 'instance', digest, 'files', 'a', 'b.bin');
    expect(readFileSync(file).equals(weights)).toBe(true);
    expect(statSync(file).mode & 0o004).toBe(0o004);
    const second = await load(release, 'instance');
    expect(second).toMatchObject({ exitCode: 0, output: expect.stringContaining('is on this instance') });
  });

  test('two tasks that start at the same moment both get it', async () => {
    const release = await released(await candidate('run-4', { 'b.bin': weights }), 'both');
    const runs = await Promise.all([load(release, 'shared'), load(release, 'shared')]);
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(readdirSync(join(folder, 'shared'))).toEqual([release.split('/')[2]]);
  });

  test('the two last releases are kept, and older ones removed', async () => {
    const releases = await Promise.all(
      ['one', 'two', 'three'].map(async (text) =>
        released(await candidate(`kept-${text}`, { text }), 'kept'),
      ),
    );
    for (const [index, release] of releases.entries()) {
      await load(release, 'full');
      const path = join(folder, 'full', release.split('/')[2]!);
      utimesSync(path, index, index);
    }
    expect(readdirSync(join(folder, 'full')).sort()).toEqual(
      releases
        .slice(1)
        .map((release) => release.split('/')[2])
        .sort(),
    );
  });

  test.each<[string, (release: string) => Promise<unknown>, RegExp]>([
    ['a changed file', (release) => put(`${release}/files/b.bin`, 'other'), /b\.bin: FAILED/],
    [
      'a file too many',
      (release) => put(`${release}/files/evil.py`, 'x'),
      /its files are not those of its SHA256SUMS/,
    ],
    [
      'a missing file',
      (release) => platform.aws.s3.deleteObject({ Bucket: bucket, Key: `${release}/files/b.bin` }),
      /its files are not those of its SHA256SUMS/,
    ],
    [
      'other checksums',
      (release) => put(`${release}/SHA256SUMS`, 'x  b.bin\n'),
      /its SHA256SUMS has the digest/,
    ],
    [
      'no checksums',
      (release) => platform.aws.s3.deleteObject({ Bucket: bucket, Key: `${release}/SHA256SUMS` }),
      /there is no s3:\/\/.*\/SHA256SUMS/,
    ],
  ])('%s fails the task with one line, and leaves nothing', async (name, change, message) => {
    const model = name.replaceAll(' ', '-');
    const release = await released(await candidate(model, { 'b.bin': model, 'c.bin': 'c' }), model);
    await change(release);
    const { exitCode, output } = await load(release, model);
    expect(exitCode).toBe(1);
    const lines = output.split('\n').filter((line) => line.startsWith('The model'));
    expect(lines).toEqual([expect.stringMatching(message)]);
    expect(lines[0]).toMatch(new RegExp(`^The model ${model}@sha256:[0-9a-f]{64} cannot be served: `));
    expect(readdirSync(join(folder, model))).toEqual([]);
  });
});
