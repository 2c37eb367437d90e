import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../../lib/config';
import { readArguments } from '../../../cli/train/arguments';
import { runVerb } from '../../../cli/train/run-command';
import { awsError, MemoryAccount } from './memory-account';

const code = mkdtempSync(join(tmpdir(), 'ml-platform-incomplete-'));
for (const name of ['launch.py', 'train.py']) writeFileSync(join(code, name), '');
afterAll(() => rmSync(code, { recursive: true }));

const { config } = loadConfig();
const LOCK = 'jobs/fleet-default.json';

let account: MemoryAccount;
beforeEach(() => (account = new MemoryAccount()));

/** Runs a command; its output and its message, if it fails. */
async function train(...args: string[]): Promise<string> {
  const place = account.workplace();
  const given = readArguments(args, { help: () => {}, hint: () => {} })!;
  const message = await runVerb(place, given, config).then(
    () => [],
    ({ name, message }: Error) => [`${name}: ${message}`],
  );
  return [...place.lines, ...message].join('\n');
}

async function start(name: string): Promise<string> {
  const text = await train('start', '--fleet', 'default', '--code', code, '--name', name, '--detach');
  return /Job (\S+) runs/.exec(text)?.[1] ?? text;
}

function change(key: string, text: string): void {
  account.objects.set(key, text);
}

function record(job: string): Record<string, unknown> {
  return JSON.parse(String(account.objects.get(`jobs/${job}/job.json`))) as Record<string, unknown>;
}

describe('a start takes a fleet whose lock', () => {
  test('names a job with an outcome', async () => {
    const job = await start('one');
    change(`jobs/${job}/job.json`, JSON.stringify({ ...record(job), outcome: 'stopped' }));
    expect(await start('two')).toMatch(/^two-/);
  });

  test('names a job without a record, and removes its association', async () => {
    const job = await start('one');
    account.objects.delete(`jobs/${job}/job.json`);
    const successor = await start('two');
    expect(account.associations.map(({ AssociationName }) => AssociationName)).toEqual([
      `ml-training-${successor}`,
    ]);
  });

  test.each(['', '{', '{"job": 3}', 'null', '[]'])('is %j', async (text) => {
    change(LOCK, text);
    expect(await start('two')).toMatch(/^two-/);
  });

  test('names a job of a group that does not exist any more', async () => {
    const job = await start('one');
    change(`jobs/${job}/job.json`, JSON.stringify({ ...record(job), group: 'removed' }));
    account.groupNames = ['group'];
    expect(await start('two')).toMatch(/^two-/);
    expect(record(job)).toMatchObject({ outcome: 'stopped' });
  });
});

test('a lock that cannot be read belongs to the job of the fleet that has not ended', async () => {
  const job = await start('one');
  change(LOCK, '{');
  expect(await start('two')).toMatch(new RegExp(`Fleet default has had job ${job} since`));
  await train('stop', job);
  expect(account.objects.has(LOCK)).toBe(false);
});

test('a lock of a job whose record cannot be read is kept, and stop frees it', async () => {
  const job = await start('one');
  change(`jobs/${job}/job.json`, 'not JSON');
  expect(await start('two')).toContain(
    `UserError: Fleet default has job ${job}, whose record cannot be read. npm run train -- stop ${job} frees`,
  );
  for (const verb of ['follow', 'resume']) {
    expect(await train(verb, job)).toContain(`UserError: The record of job ${job}, s3://`);
  }
  expect(await train('list')).toMatch(new RegExp(`${job} +\\? +incomplete`));
  expect(await train('stop', job)).toContain('Check the desired capacity of group group.');
  expect([account.objects.has(LOCK), account.associations]).toEqual([false, []]);
});

test('stop completes a release whose last call failed, and follow does as well', async () => {
  for (const verb of ['stop', 'follow']) {
    const job = await start(verb);
    const lock = String(account.objects.get(LOCK));
    await train('stop', job);
    change(LOCK, lock);
    expect(await train(verb, job)).toContain(`Job ${job} has been stopped`);
    expect(account.objects.has(LOCK)).toBe(false);
  }
});

test('a job without its fleet, or without its association, is incomplete', async () => {
  const job = await start('one');
  account.objects.delete(LOCK);
  expect(await train('list')).toMatch(
    new RegExp(`${job} +default +incomplete .*\n.*npm run train -- stop ${job}`),
  );
  account.associations = [];
  expect(await train('follow', job)).toContain(`UserError: Job ${job} is incomplete`);
  expect(await train('stop', job)).toContain(`Job ${job} has been stopped before it ran.`);
  expect(account.group.DesiredCapacity).toBe(0);
});

test('the code of a job without a record is removed by stop, once', async () => {
  const job = await start('one');
  await train('stop', job);
  account.objects.delete(`jobs/${job}/job.json`);
  expect(await train('stop', job)).toContain(`What was left of job ${job} is removed.`);
  expect([...account.objects.keys()]).toEqual([]);
  expect(await train('stop', job)).toContain(`UserError: There is no job ${job}`);
});

test('the size of a fleet that another job has stays', async () => {
  const job = await start('one');
  const other = { ...record(job), job: 'other-20261128-120000' };
  change('jobs/other-20261128-120000/job.json', JSON.stringify(other));
  change(LOCK, JSON.stringify({ job: other.job, started: '' }));
  expect(await train('stop', job)).toContain(
    'Fleet default keeps its size, because job other-20261128-120000 has it.',
  );
  expect(account.group.DesiredCapacity).toBe(1);
});

test('a job whose group was removed can be stopped', async () => {
  const job = await start('one');
  account.groupNames = [];
  expect(await train('stop', job)).toContain('Fleet default is not in the account any more.');
  expect(account.objects.has(LOCK)).toBe(false);
});

test('checkpoints are named only of a job that ran, also before its last resume', async () => {
  const job = await start('one');
  expect(await train('stop', job)).not.toContain('Checkpoints:');
  await train('resume', job, '--detach');
  change(`jobs/${job}/status/i-0a.json`, '{"state":"interrupted","exitCode":75}');
  expect(await train('stop', job)).toContain('Checkpoints: s3://');
  await train('resume', job, '--detach');
  expect(await train('stop', job)).toContain('Checkpoints: s3://');
});

test('a resume that does not get the fleet leaves the job as it was', async () => {
  const job = await start('one');
  await train('stop', job);
  const before = record(job);
  const other = await start('two');
  expect(await train('resume', job, '--', '--config', 'x')).toContain(`Fleet default has had job ${other}`);
  expect(record(job)).toEqual(before);
});

test('of two resumes at the same time one has the fleet, and the other changes nothing', async () => {
  const job = await start('one');
  await train('stop', job);
  const texts = await Promise.all([train('resume', job, '--detach'), train('resume', job, '--detach')]);
  expect(texts.filter((text) => text.includes(`Job ${job} runs as soon as`))).toHaveLength(1);
  expect(texts.filter((text) => text.includes('UserError: '))).toHaveLength(1);
  expect([account.objects.has(LOCK), account.associations.length, record(job)['outcome']]).toEqual([
    true,
    1,
    undefined,
  ]);
});

test('an object that does not exist may be one that the credentials may not read', async () => {
  account.missing = 'AccessDenied';
  const job = await start('one');
  expect(await train('stop', job)).toContain(`Job ${job} has been stopped before it ran.`);
  expect(await train('stop', 'none')).toContain('UserError: There is no job none');
  expect(await train('resume', job, '--detach')).toContain('runs as soon as');
  account.failing = { call: 'getObject', error: awsError('AccessDenied') };
  expect(await train('stop', job)).toBe('AccessDenied: AccessDenied');
});

test('a status that is no JSON is not one', async () => {
  const job = await start('one');
  change(`jobs/${job}/status/i-0a.json`, '{');
  expect(await train('list')).toMatch(/waiting for instances/);
});

test('a job without code cannot be resumed without a folder', async () => {
  const job = await start('one');
  await train('stop', job);
  account.objects.delete(`jobs/${job}/code.tar.gz`);
  expect(await train('stop', job)).not.toContain('Resume it');
  expect(await train('resume', job)).toMatch(/^UserError: The code of job .* name its folder with --code\.$/);
  expect(await train('resume', job, '--code', code, '--detach')).toContain('runs as soon as');
});

describe('a job that failed without a follower', () => {
  const failed = (job: string, exitCode: number) =>
    change(`jobs/${job}/status/i-1.json`, JSON.stringify({ state: 'failed', exitCode }));

  test('is listed as failed, with the command that frees its fleet', async () => {
    const job = await start('one');
    failed(job, 3);
    const lines = (await train('list')).split('\n');
    expect(lines[1]).toMatch(new RegExp(`^${job} +default +failed, has its fleet `));
    expect(lines.at(-1)).toContain(
      `npm run train -- follow ${job} shows why it failed, and frees the fleet.`,
    );
  });

  test.each([
    [3, /has failed[^]*\nCheckpoints: s3:[^]*\nResume it: +npm run train -- resume \S+$/],
    [
      2,
      /wrong arguments[^]*\ntrain\.py does not take its arguments\..*: npm run train -- resume \S+ -- ARGUMENTS$/,
    ],
  ])('with exit code %i says what can be resumed', async (exitCode, expected) => {
    const job = await start('one');
    failed(job, exitCode);
    const text = await train('follow', job);
    expect(text).toMatch(expected);
    expect(text.includes('Checkpoints: ')).toBe(exitCode !== 2);
  });
});
