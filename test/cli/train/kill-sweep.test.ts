import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../../lib/config';
import { readArguments } from '../../../cli/train/arguments';
import { runVerb } from '../../../cli/train/run-command';
import { awsError, MemoryAccount } from './memory-account';

/*
 * Ends the program at every call that it makes to AWS, before and after its effect, and lets every call fail once. Then the
 * command that the runbook advises has to clear everything up.
 */

const code = mkdtempSync(join(tmpdir(), 'ml-platform-sweep-'));
for (const name of ['launch.py', 'train.py']) writeFileSync(join(code, name), '');
afterAll(() => rmSync(code, { recursive: true }));

const { config } = loadConfig();
const FLEET_LOCK = 'jobs/fleet-default.json';

/** Runs a command of `npm run train`, and returns its output and its error. */
async function train(account: MemoryAccount, ...args: string[]) {
  const place = account.workplace();
  const given = readArguments(args, { help: () => {}, hint: () => {} })!;
  const failure = await runVerb(place, given, config).then(
    () => undefined,
    (cause: Error) => cause,
  );
  return { text: place.lines.join('\n'), failure };
}

function start(...more: string[]): string[] {
  return ['start', '--fleet', 'default', '--code', code, ...more];
}

/** The latest job in the bucket, which is that of the command that was ended. */
function latestJob(account: MemoryAccount): string | undefined {
  const ids = [...account.objects.keys()].flatMap((key) => /^jobs\/([^/]+)\//.exec(key)?.[1] ?? []);
  return ids.sort((a, b) => (a.slice(-15) < b.slice(-15) ? -1 : 1)).at(-1);
}

/** The instances of the group follow its size, and the job on them its association. */
function liveAccount(end: 'running' | 'finished' | 'failed'): MemoryAccount {
  const account = new MemoryAccount();
  account.intercept = (call, _, effect) => {
    const answer = effect();
    if (call === 'setDesiredCapacity') {
      account.instances = Array.from({ length: account.group.DesiredCapacity }, (_, each) => `i-0${each}`);
    }
    if (/Association$|setDesired/.test(call)) report(account, end);
    return answer;
  };
  return account;
}

/** What the instances do with the job of the association. */
function report(account: MemoryAccount, end: 'running' | 'finished' | 'failed'): void {
  for (const { Parameters } of account.associations) {
    const [folder, action] = [`jobs/${Parameters['job']![0]}`, Parameters['action']![0]];
    const state = action === 'stop' ? 'interrupted' : end;
    for (const id of account.instances) {
      account.objects.set(`${folder}/status/${id}.json`, JSON.stringify({ state, exitCode: 0 }));
    }
    if (end === 'finished' && account.instances.length > 0) account.objects.set(`${folder}/finished`, '{}');
  }
}

interface Scenario {
  readonly what: string;
  /** Prepares the account, and returns the command that is ended at each of its calls. */
  readonly given: (account: MemoryAccount) => Promise<string[]>;
  readonly account: () => MemoryAccount;
}

async function detached(account: MemoryAccount, ...more: string[]): Promise<string> {
  expect((await train(account, ...start('--detach', '--name', 'before', ...more))).failure).toBeUndefined();
  return latestJob(account)!;
}

const scenarios: Scenario[] = [
  {
    what: 'start on an empty fleet',
    account: () => new MemoryAccount(),
    given: () => Promise.resolve(start('--detach', '--instances', '2')),
  },
  {
    what: 'start, followed until the job finishes',
    account: () => liveAccount('finished'),
    given: () => Promise.resolve(start('--instances', '2')),
  },
  {
    what: 'start, followed until the job fails',
    account: () => liveAccount('failed'),
    given: () => Promise.resolve(start('--instances', '2')),
  },
  {
    what: 'start after a job that finished without a follower',
    account: () => liveAccount('finished'),
    given: async (account) => {
      await detached(account, '--instances', '2');
      return start('--detach', '--instances', '3');
    },
  },
  {
    what: 'stop of a job that waits',
    account: () => new MemoryAccount(),
    given: async (account) => ['stop', await detached(account)],
  },
  {
    what: 'stop of a job that runs',
    account: () => liveAccount('running'),
    given: async (account) => ['stop', await detached(account, '--instances', '2')],
  },
  {
    what: 'follow of a job that has finished',
    account: () => liveAccount('finished'),
    given: async (account) => ['follow', await detached(account, '--instances', '2')],
  },
  {
    what: 'resume of a stopped job',
    account: () => liveAccount('running'),
    given: async (account) => {
      const job = await detached(account);
      await train(account, 'stop', job);
      return ['resume', job, '--detach', '--instances', '2'];
    },
  },
  {
    what: 'resume with new code',
    account: () => new MemoryAccount(),
    given: async (account) => {
      const job = await detached(account);
      await train(account, 'stop', job);
      return ['resume', job, '--detach', '--code', code];
    },
  },
  {
    what: 'resume of a job that finished without a follower, with new arguments',
    account: () => liveAccount('finished'),
    given: async (account) => {
      const job = await detached(account, '--instances', '2');
      return ['resume', job, '--detach', '--', '--config', 'longer.yaml'];
    },
  },
];

const faults = ['killed before', 'killed after', 'error before', 'error after'] as const;
let points = 0;

/** Ends the program at a call; returns whether it made that many calls. */
async function endAt(
  account: MemoryAccount,
  command: readonly string[],
  point: number,
  fault: (typeof faults)[number],
): Promise<boolean> {
  const live = account.intercept;
  const first = account.count;
  account.intercept = (call, number, effect) => {
    const at = number - first;
    const isKilled = fault.startsWith('killed');
    if (at < point || (at > point && !isKilled)) return live(call, number, effect);
    if (at === point && fault.endsWith('after')) live(call, number, effect);
    throw awsError(isKilled ? 'Killed' : 'InternalFailure');
  };
  await train(account, ...command);
  const reached = account.count - first >= point;
  account.intercept = live;
  return reached;
}

describe.each(scenarios)('$what', ({ account: fresh, given }) => {
  test.each(faults)('%s every call: one command clears everything up', async (fault) => {
    for (let point = 1; ; point += 1) {
      const account = fresh();
      const command = await given(account);
      const before = new Set(account.objects.keys());
      if (!(await endAt(account, command, point, fault))) break;
      points += 1;
      const at = `${fault} call ${point}`;

      const job = latestJob(account);
      const isOwn = job !== undefined && (command[0] !== 'start' || !before.has(`jobs/${job}/job.json`));
      // Before its first object, start has changed nothing, and its predecessor is as it was.
      if (isOwn) {
        const { failure } = await train(account, 'stop', job);
        expect([at, failure?.message]).toEqual([at, undefined]);
        expect([at, account.objects.has(FLEET_LOCK)]).toEqual([at, false]);
        expect([at, account.associations]).toEqual([at, []]);
        expect([at, account.group.DesiredCapacity]).toEqual([at, 0]);
        expect([at, (await train(account, 'list')).text]).not.toEqual([
          at,
          expect.stringMatching(/incomplete|running|waiting/),
        ]);
      }
      const next = await train(account, ...start('--detach', '--name', 'next'));
      expect([at, next.failure?.message]).toEqual([at, undefined]);
      const last = await train(account, 'stop', latestJob(account)!);
      expect([at, last.failure, account.group.DesiredCapacity]).toEqual([at, undefined, 0]);
    }
  });
});

test('the sweep has many points', () => {
  expect(points).toBeGreaterThanOrEqual(1000);
  if (process.env['ML_REPORT']) process.stdout.write(`${points} points\n`);
});
