import type { JobRecord } from '../../../cli/train/job-record';
import { JobWatch } from '../../../cli/train/job-watch';
import { MemoryAccount } from './memory-account';

const started = new Date(0);
const record: JobRecord = {
  job: 'train-1',
  fleet: 'default',
  group: 'group',
  instances: { min: 1, max: 1 },
  arguments: [],
  codeSha256: '',
  started: started.toISOString(),
};

let account: MemoryAccount;
beforeEach(() => (account = new MemoryAccount()));

test('an instance that cannot start the job, as its log says, ends the wait', async () => {
  account.instances = ['i-1'];
  account.objects.set('jobs/train-1/status/i-1.json', '{"state":"failed","exitCode":null}');
  account.streams['fleet/default/i-1/training'] = [{ timestamp: 1, message: 'FAILED: no PyTorch' }];
  const place = account.workplace();
  const sight = await new JobWatch(place, record, started).lookIfReachable();
  expect(sight!.phase).toBe('failed');
  expect(place.lines).toEqual(['i-1: in service', 'i-1: cannot start the job', 'i-1 | FAILED: no PyTorch']);
});

test('the boot of an instance that has left is no reason to wait', async () => {
  account.instances = ['i-1'];
  account.group.DesiredCapacity = 1;
  account.streams['fleet/default/i-1/boot'] = [{ timestamp: 1, message: 'Installing libraries' }];
  const place = account.workplace();
  const watch = new JobWatch(place, record, started);
  await watch.lookIfReachable();
  expect(place.lines.at(-1)).toMatch(/; boot: i-1 Installing libraries$/);
  account.instances = ['i-2'];
  await watch.lookIfReachable();
  expect(place.lines.at(-1)).toBe('Waiting: 1 of 1 instances in service; Systems Manager: none');
});
