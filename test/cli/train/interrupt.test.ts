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
  await interruptJob({ ...place, selection: ' --environment dev' }, record);
  expect(account.instances).toEqual(['i-1']);
  expect(account.group.DesiredCapacity).toBe(2);
  expect(place.lines[0]).toMatch(/^i-2: is terminated\. .* checkpoint/);
  expect(place.lines[1]).toBe('Follow it:   npm run train -- follow train-1 --environment dev');
});

test.each([
  ['waits', undefined, () => undefined, 'Job train-1 runs on no instance of fleet default at the moment'],
  ['has left the fleet', undefined, () => reports('i-9', 'running'), 'runs on no instance of fleet default'],
  [
    'has finished',
    undefined,
    () => void account.objects.set('jobs/train-1/finished', ''),
    'Job train-1 has finished',
  ],
  ['has failed', 'failed', () => reports('i-1', 'running'), 'Job train-1 has failed, so there is nothing'],
  ['was stopped', 'stopped', () => reports('i-1', 'running'), 'Job train-1 was stopped, so there is nothing'],
] as const)('a job that %s is refused, and nothing is terminated', async (_, outcome, given, message) => {
  given();
  await expect(interruptJob(account.workplace(), { ...record, outcome })).rejects.toThrow(message);
  expect(account.calls).toEqual([]);
});
