import { Commands } from '../../../cli/train-commands';
import { interruptJob } from '../../../cli/train/interrupt';
import type { JobRecord } from '../../../cli/train/job-record';
import { MemoryAccount } from './memory-account';

const record: JobRecord = {
  job: 'train-1',
  fleet: 'default',
  group: 'group',
  instances: { min: 1, max: 2 },
  arguments: [],
  codeSha256: '',
  started: new Date().toISOString(),
};

let account: MemoryAccount;
beforeEach(() => {
  account = new MemoryAccount();
  account.group.DesiredCapacity = 2;
  account.instances = ['i-1', 'i-2'];
});

function reports(instance: string, state: string): void {
  account.objects.set(`jobs/train-1/status/${instance}.json`, JSON.stringify({ state }));
}

test('one instance that runs the job is terminated, and the size of the fleet stays', async () => {
  reports('i-1', 'interrupted');
  reports('i-2', 'running');
  const place = account.workplace();
  await interruptJob({ ...place, commands: new Commands({ environment: 'dev' }) }, record);
  expect(account.instances).toEqual(['i-1']);
  expect(account.group.DesiredCapacity).toBe(2);
  expect(place.lines[0]).toMatch(/^i-2: is terminated\. .* checkpoint/);
  expect(place.lines[1]).toBe('Follow it:   npm run train -- follow train-1 --environment dev');
});

const runs = { 'jobs/train-1/status/i-1.json': '{"state":"running"}' };

interface Refused {
  readonly outcome?: JobRecord['outcome'];
  readonly objects: Readonly<Record<string, string>>;
}

test.each<[string, Refused, string]>([
  ['waits', { objects: {} }, 'Job train-1 runs on no instance of fleet default at the moment'],
  [
    'ran on an instance that has left',
    { objects: { 'jobs/train-1/status/i-9.json': '{"state":"running"}' } },
    'Job train-1 runs on no instance of fleet default',
  ],
  [
    'has finished without a follower',
    { objects: { ...runs, 'jobs/train-1/finished': '' } },
    'Job train-1 has finished, so there is nothing to interrupt.',
  ],
  ['has failed', { outcome: 'failed', objects: runs }, 'Job train-1 has failed, so there is nothing'],
  ['was stopped', { outcome: 'stopped', objects: runs }, 'Job train-1 was stopped, so there is nothing'],
])('a job that %s is refused, and nothing is terminated', async (_, { outcome, objects }, message) => {
  for (const [key, text] of Object.entries(objects)) account.objects.set(key, text);
  await expect(interruptJob(account.workplace(), { ...record, outcome })).rejects.toThrow(message);
  expect(account.calls).toEqual([]);
});
