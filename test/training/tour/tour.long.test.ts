import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { AwsAccount } from '../../../cli/start/aws-account';
import { preparePythonEnvironment } from '../../../cli/start/python-environment';
import { StartCommand } from './start-command';
import { TrainCommand } from '../../e2e/train-command';

/** Sufficient even on a busy computer. */
const PATIENCE_SECONDS = 240;

let start: StartCommand;
const commands: TrainCommand[] = [];

beforeAll(async () => {
  execFileSync(join(__dirname, '../../../workloads/training/environment.sh'));
  await preparePythonEnvironment();
  start = new StartCommand('-c', 'environment=dev');
  await start.prints(/Ctrl-C stops the account/, PATIENCE_SECONDS);
});
afterAll(async () => {
  await Promise.all(commands.map((command) => command.stop()));
  await start?.stop();
});

/** Runs a command that `npm start` has printed, for this job. */
function printed(verb: string, job = ''): TrainCommand {
  const [, words] = new RegExp(`^ {2}npm run train -- (${verb} .*)$`, 'm').exec(start.output)!;
  const command = new TrainCommand(start.endpoint, ...words!.replace('JOB', job).split(' '));
  commands.push(command);
  return command;
}

test('the commands that npm start prints train a model, interrupt it, and lose no step', async () => {
  const account = new AwsAccount(start.endpoint, 'us-west-2');
  const train = printed('start');
  const [, job, bucket] = await train.prints(/^Job (train-\S+): .* s3:\/\/([^/]+)\//m);
  const [, first] = await train.prints(
    /(i-\w+) \| .* rank 0 step 0 of 800, 1 ranks on cpu/,
    PATIENCE_SECONDS,
  );
  await train.prints(/rank 0 checkpoint step-00000100\S* counts/, PATIENCE_SECONDS);

  const interrupt = printed('interrupt', job);
  expect(await interrupt.ended()).toBe(0);
  expect(interrupt.output).toMatch(new RegExp(`^${first}: is terminated\\.`, 'm'));

  await train.prints(new RegExp(`${first}: interrupted after a checkpoint`), PATIENCE_SECONDS);
  const [, stopped] = await train.prints(/rank 0 stopping at step (\d+)/, PATIENCE_SECONDS);
  const [, second, resumed] = await train.prints(/(i-\w+) \| .* resumed from step (\d+)/, PATIENCE_SECONDS);
  expect(second).not.toBe(first);
  const done = [...train.output.matchAll(new RegExp(`${first} \\| .* step (\\d+) of 800, loss`, 'g'))];
  const last = Math.max(...done.map(([, step]) => Number(step)));
  // The contract of SIGTERM: a checkpoint after the current step.
  expect(Number(resumed)).toBe(Number(stopped));
  expect(Number(resumed)).toBeGreaterThanOrEqual(last);

  expect(await train.ended()).toBe(0);
  expect(train.output).toMatch(/step 800 of 800, loss/);
  expect(train.output).toMatch(/Fleet default is set back to 0 instances\.\nJob \S+ has finished\.\n/);

  const objects = async (Prefix: string) =>
    ((await account.s3.send(new ListObjectsV2Command({ Bucket: bucket!, Prefix }))).Contents ?? []).map(
      ({ Key }) => Key!,
    );
  expect(await objects(`checkpoints/${job}/step-00000800`)).toContainEqual(
    expect.stringMatching(/\/manifest\.json$/),
  );
  expect(await objects('jobs/fleet-')).toEqual([]);
  expect((await account.ssm.listAssociations({})).Associations).toEqual([]);
  // Both instances leave before the timeout of the lifecycle hook, so the interruption function has heard of them.
  const [group] = (await account.autoScaling.describeAutoScalingGroups({})).AutoScalingGroups!.filter(
    ({ AutoScalingGroupName }) => AutoScalingGroupName!.includes('Fleetsdefault'),
  );
  expect(group!.DesiredCapacity).toBe(0);
  const AutoScalingGroupNames = [group!.AutoScalingGroupName!];
  const members = async () =>
    (await account.autoScaling.describeAutoScalingGroups({ AutoScalingGroupNames })).AutoScalingGroups![0]!
      .Instances!;
  while ((await members()).length > 0) await wait(500);
});

test('Ctrl-C ends npm start, with what runs on instances', async () => {
  const train = printed('start');
  const [, job] = await train.prints(/^Job (train-\S+):/m);
  await train.prints(/rank 0 step 20 of 800/, PATIENCE_SECONDS);
  // Launcher and worker have the id in their arguments.
  expect(programsWith(job!).length).toBeGreaterThanOrEqual(2);
  start.interrupt();
  expect(await start.ended()).toBe(0);
  await train.stop();
  expect(programsWith(job!)).toEqual([]);
});

/** Command lines of this computer's Python programs that contain a text. */
function programsWith(text: string): string[] {
  const listed = execFileSync('ps', ['-A', '-o', 'args='], { encoding: 'utf8' });
  return listed.split('\n').filter((line) => line.includes(text) && line.includes('python'));
}
