import { setTimeout as wait } from 'node:timers/promises';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { CountingEndpoint } from './counting-endpoint';
import { LocalPlatform } from './local-platform';
import { TrainProgram } from './train-command';
import { TrainingInstance, type Surroundings } from './training-instance';

/*
 * Kills npm run train, the program itself with SIGKILL, at every call that start and stop make to the account. Then one
 * further command clears everything up.
 */

let platform: LocalPlatform;
let endpoint: CountingEndpoint;
let place: Surroundings;
let group: string;
let jobsBucket: string;

beforeAll(async () => {
  platform = await LocalPlatform.open('production');
  await platform.deploy(await platform.synthesize(), 'Training');
  const outputs = await platform.outputs('Training');
  [group, jobsBucket] = [outputs['FleetGroup']!, outputs['JobsBucket']!];
  place = { aws: platform.aws, logGroup: outputs['TrainingLogGroup']!, jobsBucket, fleet: 'default' };
  endpoint = await CountingEndpoint.listen(platform.endpoint);
});
afterAll(async () => {
  await endpoint?.close();
  await platform?.close();
});

async function keys(prefix: string): Promise<string[]> {
  const { Contents = [] } = await platform.aws.s3.send(
    new ListObjectsV2Command({ Bucket: jobsBucket, Prefix: prefix }),
  );
  return Contents.map(({ Key }) => Key!);
}

async function state() {
  const { AutoScalingGroups } = await platform.aws.autoScaling.describeAutoScalingGroups({
    AutoScalingGroupNames: [group],
  });
  const { Associations = [] } = await platform.aws.ssm.listAssociations({});
  return {
    desired: AutoScalingGroups![0]!.DesiredCapacity,
    associations: Associations.length,
    locks: await keys('jobs/fleet-'),
  };
}

async function run(...args: string[]): Promise<string> {
  const command = new TrainProgram(platform.endpoint, ...args);
  const exitCode = await command.ended();
  expect(`${exitCode}: ${command.output}`).toMatch(/^0: /);
  return command.output;
}

/** Starts a job, and returns its id. */
async function started(name: string): Promise<string> {
  return /Job (\S+) runs/.exec(await run('start', '--fleet', 'default', '--name', name, '--detach'))![1]!;
}

/** Runs a command and kills it at a call; returns whether it made that many. */
async function killAt(point: number, before: boolean, ...args: string[]): Promise<boolean> {
  const running: TrainProgram[] = [];
  endpoint.actAt(point, before, () => running[0]!.kill());
  const command = new TrainProgram(endpoint.url, ...args);
  running.push(command);
  await command.ended();
  return endpoint.calls >= point;
}

const RELEASED = { desired: 0, associations: 0, locks: [] };
const PLACED = { desired: 1, associations: 1, locks: ['jobs/fleet-default.json'] };

/** Before the account has the call, or after it, whose answer the program does not get; in turn, or both. */
const KILLS = process.env['ML_KILL_POINTS'] === 'all' ? ['before', 'after'] : ['in turn'];
const points: Record<string, number> = {};
afterAll(() => process.stdout.write(`Kill points of npm run train: ${JSON.stringify(points)}\n`));

/** Kills a program at each of its calls. */
async function sweep(
  what: string,
  when: string,
  atPoint: (name: string, kill: (...args: string[]) => Promise<void>) => Promise<void>,
): Promise<void> {
  for (let point = 1, isReached = true; isReached; point += 1) {
    const name = `${what}-${when.replace(' ', '-')}-${point}`;
    const before = when === 'before' || (when === 'in turn' && point % 2 === 0);
    await atPoint(name, async (...args) => void (isReached = await killAt(point, before, ...args)));
    expect([name, await state()]).toEqual([name, RELEASED]);
    if (isReached) points[what] = (points[what] ?? 0) + 1;
  }
}

test.each(KILLS)('start that is killed at any of its calls (%s) is cleared up by stop', async (when) => {
  await sweep('start', when, async (name, kill) => {
    await kill('start', '--fleet', 'default', '--name', name, '--detach');
    const [, job] = /jobs\/(\S+?)\//.exec((await keys(`jobs/${name}-2`))[0] ?? '') ?? [];
    // Killed before its first object it has changed nothing.
    if (job) await run('stop', job);
  });
  await run('stop', await started('next'));
  expect(await state()).toEqual(RELEASED);
});

test.each(KILLS)('stop that is killed at any of its calls (%s) is completed by stop', async (when) => {
  await sweep('stop', when, async (name, kill) => {
    const job = await started(name);
    await kill('stop', job);
    await run('stop', job);
  });
});

describe('an output that nobody reads', () => {
  /** A followed job whose only instance is in service. */
  async function followed(name: string) {
    const command = new TrainProgram(platform.endpoint, 'start', '--fleet', 'default', '--name', name);
    const [, job] = await command.prints(/Job (\S+):/);
    const [id] = await command.prints(/i-\w+(?=: in service)/);
    const instance = new TrainingInstance(place, id);
    return { command, job: job!, instance };
  }

  test.each([[['stdout']], [['stdout', 'stderr']]] as const)(
    'closed %j rolls a waiting job back',
    async (streams) => {
      const { command, instance } = await followed('pipe');
      command.close(...streams);
      await instance.logs('boot', 'a line that makes the program write');
      expect(await command.ended()).toBe(141);
      expect(command.output).not.toMatch(/^\s+at |EPIPE/m);
      expect(await state()).toEqual(RELEASED);
    },
  );

  test('a closed terminal, and Ctrl-C that also ends the reader, roll a waiting job back', async () => {
    for (const [signal, exitCode] of [
      ['SIGHUP', 129],
      ['SIGINT', 130],
    ] as const) {
      const { command } = await followed('terminal');
      command.close('stdout', 'stderr');
      command.kill(signal);
      // 141 where the program meets the closed output before the signal.
      expect([exitCode, 141]).toContain(await command.ended());
      expect([signal, await state()]).toEqual([signal, RELEASED]);
    }
  });

  test('a job that runs is only not followed any more, and the commands for it are on standard error', async () => {
    const { command, job, instance } = await followed('runs');
    await instance.reports(job, 'running');
    await command.prints(/training starts/);
    command.close('stdout');
    await instance.logs('training', 'rank 0 step 1 of 9, loss 0.5');
    expect(await command.ended()).toBe(141);
    expect(command.output).toContain(
      `Job ${job} keeps running.\nFollow it:   npm run train -- follow ${job}\n`,
    );
    expect(await state()).toEqual(PLACED);
    const stop = new TrainProgram(platform.endpoint, 'stop', job);
    await stop.prints(/notified to stop the job after a checkpoint/);
    await instance.reports(job, 'interrupted', 75);
    expect(await stop.ended()).toBe(0);
    expect(await state()).toEqual(RELEASED);
  });

  test('list and the help end without a stack trace', async () => {
    for (const args of [['list'], ['--help']]) {
      const command = new TrainProgram(platform.endpoint, ...args);
      command.close('stdout');
      // The reader may have closed the output after the last line.
      expect([0, 141]).toContain(await command.ended());
      expect(command.output).toMatch(/^(Environment .*\n)?$/);
    }
  });
});

test('a second Ctrl-C names the command that clears up', async () => {
  const command = new TrainProgram(
    platform.endpoint,
    'start',
    '--fleet',
    'default',
    '--name',
    'twice',
    '--keep',
  );
  const [, job] = await command.prints(/Job (\S+):/);
  const [id] = await command.prints(/i-\w+(?=: in service)/);
  await new TrainingInstance(place, id).reports(job!, 'running');
  await command.prints(/training starts/);
  const stop = new TrainProgram(platform.endpoint, 'stop', job!);
  await stop.prints(/notified to stop/);
  stop.interrupt();
  // A second signal within half a second is an echo of the first one.
  await wait(1000);
  stop.interrupt();
  expect(await stop.ended()).toBe(130);
  expect(stop.output).toContain(
    `What remains of job ${job} is cleared up by npm run train -- stop ${job}.\n`,
  );
  await new TrainingInstance(place, id).reports(job!, 'interrupted', 75);
  await command.stop();
  await run('stop', job!);
  expect(await state()).toEqual(RELEASED);
});
