import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { awaitInstances } from '../../../cli/train/await-instances';
import { JobWatch } from '../../../cli/train/job-watch';
import { listJobs } from '../../../cli/train/list';
import { release } from '../../../cli/train/release';
import { resumeJob } from '../../../cli/train/resume-job';
import { startJob } from '../../../cli/train/start-job';
import { awsError, MemoryAccount } from './memory-account';

const code = mkdtempSync(join(tmpdir(), 'ml-platform-job-'));
for (const name of ['launch.py', 'train.py']) writeFileSync(join(code, name), '');
afterAll(() => rmSync(code, { recursive: true }));

const ending = { keep: false, checkpointSeconds: 120 };
const newJob = { fleet: 'default', group: 'group', name: 'train', instances: undefined, code, arguments: [] };

let account: MemoryAccount;
beforeEach(() => (account = new MemoryAccount()));

test('the fleet is scaled out last, after its size before was recorded', async () => {
  const place = account.workplace();
  const record = await startJob(place, { ...newJob, instances: { min: 2, max: 3 } }, ending);
  expect(account.calls.slice(-3)).toEqual(['createAssociation', 'putObject', 'setDesiredCapacity']);
  expect(account.group.DesiredCapacity).toBe(3);
  expect(await place.store.record(record.job)).toMatchObject({ raised: { from: 0, to: 3 } });
  expect(account.associations[0]!.Parameters).toMatchObject({ minNodes: ['2'], maxNodes: ['3'] });
  // An update of the document may leave its default version where it is.
  expect(account.associations[0]!.DocumentVersion).toBe('$LATEST');
});

test.each(['putObject', 'createAssociation', 'setDesiredCapacity'])(
  'nothing remains of a new job when %s fails',
  async (call) => {
    const place = account.workplace();
    const create = place.store.createRecord.bind(place.store);
    // The first object is the record; from then on the call fails, until everything is rolled back.
    place.store.createRecord = async (record) => {
      await create(record);
      if (call !== 'putObject') account.failing = { call, error: awsError('AccessDeniedException') };
    };
    place.store.putCode = () =>
      call === 'putObject' ? Promise.reject(awsError('AccessDeniedException')) : Promise.resolve();
    await expect(startJob(place, newJob, ending)).rejects.toThrow('AccessDeniedException');
    expect(account.associations).toEqual([]);
    expect([...account.objects.keys()]).toEqual([]);
    expect(account.group.DesiredCapacity).toBe(0);
  },
);

test('a fleet runs one job, and a second submission names it', async () => {
  const place = account.workplace();
  const [one, two] = await Promise.allSettled([
    startJob(place, { ...newJob, name: 'one' }, ending),
    startJob(place, { ...newJob, name: 'two' }, ending),
  ]);
  expect([one.status, two.status].sort()).toEqual(['fulfilled', 'rejected']);
  const [held] = account.associations.map(({ Parameters }) => Parameters['job']![0]);
  const refused = [one, two].find(({ status }) => status === 'rejected') as PromiseRejectedResult;
  expect((refused.reason as Error).message).toContain(`npm run train -- stop ${held}`);
  expect(await listJobs(place)).toMatch(
    new RegExp(`^job .*\n${held} +default +waiting for instances +\\S+ \\S+$`),
  );
  await expect(
    resumeJob(place, held!, { instances: undefined, code: undefined, arguments: undefined }, () => ending),
  ).rejects.toThrow(`Fleet default has had job ${held} since`);
});

test('sizes that the fleet cannot have are refused', async () => {
  const place = account.workplace();
  await expect(startJob(place, { ...newJob, instances: { min: 5, max: 5 } }, ending)).rejects.toThrow(
    '--instances 5 is more than fleet default can have; give 1 to 4',
  );
  await expect(startJob(place, { ...newJob, arguments: ['x'.repeat(5000)] }, ending)).rejects.toThrow(
    'and may have 4096; put long ones into a file',
  );
  account.group.MaxSize = 0;
  await expect(startJob(place, newJob, ending)).rejects.toThrow(
    'Fleet default can have 0 instances at the moment',
  );
  expect(account.calls).toEqual([]);
});

test('a size that was set in the meantime stays', async () => {
  const place = account.workplace();
  const record = await startJob(place, newJob, ending);
  account.group.DesiredCapacity = 4;
  await release(place, record, { ...ending, outcome: 'finished' });
  expect(account.group.DesiredCapacity).toBe(4);
  expect(place.lines.at(-1)).toBe('Fleet default keeps the size that was set meanwhile.');
});

test('a job that cannot be released completely keeps its fleet, and prints how to continue', async () => {
  const place = account.workplace();
  const record = await startJob(place, newJob, ending);
  account.failing = { call: 'deleteAssociation', error: awsError('ThrottlingException', 'Rate exceeded') };
  await expect(release(place, record, { ...ending, outcome: 'stopped' })).rejects.toThrow(
    `(association: Rate exceeded). Correct that, then run npm run train -- stop ${record.job}.`,
  );
  // The instances cost money, so the fleet is scaled in anyway.
  expect(account.group.DesiredCapacity).toBe(0);
  account.failing = undefined;
  await release(place, record, { ...ending, outcome: 'stopped' });
  expect([...account.objects.keys()].sort()).toEqual([
    `jobs/${record.job}/code.tar.gz`,
    `jobs/${record.job}/job.json`,
    `jobs/${record.job}/stopped`,
  ]);
});

test('a job that was stopped is resumed with its arguments, code and checkpoints, or with others', async () => {
  const place = account.workplace();
  const { job } = await startJob(place, { ...newJob, arguments: ['--config', 'a'] }, ending);
  await release(place, await place.store.record(job), { ...ending, outcome: 'stopped' });
  account.objects.set(`jobs/${job}/status/i-0a.json`, '{"state":"failed","exitCode":1}');

  const same = { instances: undefined, code: undefined, arguments: undefined };
  const record = await resumeJob(place, job, same, () => ending);
  const checkpoints = ['--checkpoint-dir', `s3://checkpoints-bucket/checkpoints/${job}/`];
  expect(record.arguments).toEqual([...checkpoints, '--resume-from-checkpoint', 'auto', '--config', 'a']);
  expect([...account.objects.keys()].filter((key) => /status|stopped/.test(key))).toEqual([]);
  account.objects.set(`jobs/${job}/finished`, '{}');
  await release(place, record, { ...ending, outcome: 'finished' });

  await expect(resumeJob(place, job, same, () => ending)).rejects.toThrow(`Job ${job} has finished`);
  const longer = await resumeJob(place, job, { ...same, arguments: ['--config', 'b'] }, () => ending);
  expect(longer.arguments).toEqual([...checkpoints, '--resume-from-checkpoint', 'auto', '--config', 'b']);
  expect(account.objects.has(`jobs/${job}/finished`)).toBe(false);
});

test('waiting for instances fails with the reason from EC2', async () => {
  const place = account.workplace();
  const record = await startJob(place, newJob, ending);
  account.activities.push({
    ActivityId: '1',
    StatusCode: 'Failed',
    StartTime: new Date(Date.now() + 1000),
    StatusMessage: 'Could not launch Spot Instances. UnfulfillableCapacity - no capacity.',
  });
  const waiting = awaitInstances(place, record, new JobWatch(place, record, new Date()), {
    capacityMinutes: 0.0001,
    startMinutes: 1,
  });
  await expect(waiting).rejects.toThrow(
    /has 0 of 1 instances after .*The last reason: Could not launch Spot Instances\. UnfulfillableCapacity - no capacity\. Try again later/,
  );
  expect(place.lines.filter((line) => line.startsWith('An instance could not be launched'))).toHaveLength(1);
});

test('a record that an earlier version wrote, with machines in place of instances, is read', async () => {
  const place = account.workplace();
  const { job, instances, ...record } = await startJob(
    place,
    { ...newJob, instances: { min: 2, max: 3 } },
    ending,
  );
  account.objects.set(`jobs/${job}/job.json`, JSON.stringify({ job, machines: instances, ...record }));
  expect((await place.store.record(job)).instances).toEqual({ min: 2, max: 3 });
});
