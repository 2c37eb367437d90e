import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { INSTANCES_PARAMETER } from '../../cli/local-instances';
import { bootInstance, instanceObstacle } from '../training/boot/instance';
import { unless } from '../training/boot/user-data';
import { LocalPlatform } from './local-platform';
import { TrainCommand } from './train-command';
import { TrainingInstance, type Surroundings } from './training-instance';

let platform: LocalPlatform;
let place: Surroundings;
let group: string;
let checkpoints: string;
const commands: TrainCommand[] = [];

beforeAll(async () => {
  platform = await LocalPlatform.open('production');
  await platform.deploy(await platform.synthesize(), 'Training');
  const outputs = await platform.outputs('Training');
  group = outputs['FleetGroup']!;
  checkpoints = outputs['CheckpointsBucket']!;
  place = {
    aws: platform.aws,
    logGroup: outputs['TrainingLogGroup']!,
    jobsBucket: outputs['JobsBucket']!,
    fleet: 'default',
  };
});
afterEach(() => Promise.all(commands.splice(0).map((command) => command.stop())));
afterAll(() => platform?.close());

function train(...args: string[]): TrainCommand {
  const command = new TrainCommand(platform.endpoint, ...args);
  commands.push(command);
  return command;
}

async function fleet() {
  const { AutoScalingGroups } = await place.aws.autoScaling.describeAutoScalingGroups({
    AutoScalingGroupNames: [group],
  });
  const { DesiredCapacity, Instances = [] } = AutoScalingGroups![0]!;
  const serving = Instances.filter(({ LifecycleState }) => LifecycleState === 'InService');
  return { desired: DesiredCapacity, instances: serving.map(({ InstanceId }) => InstanceId!) };
}

async function associations() {
  const { Associations = [] } = await place.aws.ssm.listAssociations({});
  return Promise.all(
    Associations.map(async ({ AssociationId }) => {
      const { AssociationDescription } = await place.aws.ssm.describeAssociation({ AssociationId });
      return AssociationDescription!;
    }),
  );
}

async function objects(prefix: string): Promise<string[]> {
  const { Contents = [] } = await place.aws.s3.send(
    new ListObjectsV2Command({ Bucket: place.jobsBucket, Prefix: prefix }),
  );
  return Contents.map(({ Key }) => Key!);
}

async function object(key: string): Promise<Buffer> {
  const { Body } = await place.aws.s3.send(new GetObjectCommand({ Bucket: place.jobsBucket, Key: key }));
  return Buffer.from(await Body!.transformToByteArray());
}

/** The script that the agent of an instance creates from a document and the parameters of an association. */
async function scriptOf(name: string, parameters: Record<string, string[]>): Promise<string> {
  const { Content } = await place.aws.ssm.getDocument({ Name: name });
  const { mainSteps } = JSON.parse(Content!) as { mainSteps: [{ inputs: { runCommand: string[] } }] };
  return mainSteps[0].inputs.runCommand
    .join('\n')
    .replace(/\{\{ (\w+) \}\}/g, (_, parameter: string) => parameters[parameter]!.join(','));
}

test('a job finishes despite an interruption, and leaves the account as it was', async () => {
  const command = train(
    'start',
    '--fleet',
    'default',
    '--name',
    'life',
    '--',
    '--config',
    'toy.yaml',
    `it's $HOME`,
  );
  const [first] = await command.prints(/i-\w+(?=: in service)/);
  const [, job] = await command.prints(/Job (life-\d{8}-\d{6}):/);

  const [association] = await associations();
  expect(association).toMatchObject({
    AssociationName: `ml-training-${job}`,
    Targets: [{ Key: 'tag:aws:autoscaling:groupName', Values: [group] }],
    Overview: { Status: 'Success' },
  });
  const parameters = association!.Parameters!;
  expect(JSON.parse(Buffer.from(parameters['arguments']![0]!, 'base64').toString())).toEqual([
    '--checkpoint-dir',
    `s3://${checkpoints}/checkpoints/${job}/`,
    '--resume-from-checkpoint',
    'auto',
    '--config',
    'toy.yaml',
    `it's $HOME`,
  ]);
  const instances = [new TrainingInstance(place, first), undefined] as [TrainingInstance, TrainingInstance?];
  await instances[0].logs('boot', 'Installing libraries');
  await command.prints(
    /Waiting: 1 of 1 instances in service; Systems Manager: Success; boot: i-\w+ Installing/,
  );
  await instances[0].reports(job!, 'running');
  await instances[0].logs('training', 'rank 0 step 10 of 40, loss 0.5000, 9.0 ms a step');
  await command.prints(new RegExp(`${first} \\| rank 0 step 10 of 40`));

  const second = train('start', '--fleet', 'default');
  expect(await second.ended()).toBe(1);
  expect(second.output).toMatch(
    new RegExp(
      `^Environment production, account 0{12}, region us-west-2\\.\nFleet default has had job ${job} since .* follow ${job}, or .* stop ${job}\\.\n$`,
    ),
  );

  await instances[0].reports(job!, 'interrupted', 75);
  await place.aws.autoScaling.terminateInstanceInAutoScalingGroup({
    InstanceId: first,
    ShouldDecrementDesiredCapacity: false,
  });
  await command.prints(new RegExp(`${first}: interrupted after a checkpoint`));
  await command.prints(new RegExp(`${first}: has left the fleet; its replacement`));
  const [replacement] = await command.prints(new RegExp(`(?!${first})i-\\w+(?=: in service)`));
  const { AssociationExecutionTargets } = await place.aws.ssm.describeAssociationExecutionTargets({
    AssociationId: association!.AssociationId,
    ExecutionId: (
      await place.aws.ssm.describeAssociationExecutions({ AssociationId: association!.AssociationId })
    ).AssociationExecutions![0]!.ExecutionId,
  });
  expect(AssociationExecutionTargets!.map(({ ResourceId }) => ResourceId)).toContain(replacement);

  const last = new TrainingInstance(place, replacement);
  await last.reports(job!, 'running');
  await last.logs('training', 'rank 0 step 40 of 40, loss 0.1000, 9.0 ms a step', 'rank 0 done');
  await last.reports(job!, 'finished', 0);
  expect(await command.ended()).toBe(0);
  expect(command.output).toContain(`${replacement} | rank 0 done\n`);
  expect(command.output).toMatch(
    new RegExp(
      `Fleet default is set back to 0 instances\\.\nJob ${job} has finished\\.\nCheckpoints: s3://${checkpoints}/checkpoints/${job}/\n$`,
    ),
  );
  expect(command.output.match(/step 10 of 40/g)).toHaveLength(1);
  expect(await associations()).toEqual([]);
  expect((await fleet()).desired).toBe(0);
  expect(await objects('jobs/fleet-')).toEqual([]);
});

unless(test, instanceObstacle())(
  'the script of the association prepares an instance for the job',
  async () => {
    const command = train(
      'start',
      '--fleet',
      'default',
      '--detach',
      '--',
      '--note',
      `it's "$(touch /owned)"`,
    );
    expect(await command.ended()).toBe(0);
    const [, job] = await command.prints(/ stop (train-\S+)/);
    const [association] = await associations();
    const script = await scriptOf(association!.Name!, association!.Parameters!);
    const code = (await object(`jobs/${job}/code.tar.gz`)).toString('base64');

    const { stdout, stderr } = bootInstance(
      code,
      `mkdir -p /s3/${place.jobsBucket}/jobs/${job} /etc/ml-platform; touch /etc/systemd/system/ml-training.service
base64 -d /user-data >/s3/${place.jobsBucket}/jobs/${job}/code.tar.gz
echo ML_ARTIFACTS_BUCKET=${place.jobsBucket} >/etc/ml-platform/environment
useradd --system ml
cat >/start-job <<'SCRIPT'
${script}
SCRIPT
bash /start-job | sed 's/^[^ ]* //'; ls /owned 2>/dev/null; cat /opt/ml/job/environment /opt/ml/job/arguments
grep -c training /opt/ml/job/code/launch.py >/dev/null && ls /opt/ml/job/code/train.py; grep start /calls-of-systemctl`,
    );

    expect(stderr).toBe('');
    expect(stdout.split('\n')).toEqual([
      `job ${job} starts; it waits for the boot of the machine`,
      `ML_JOB="${job}"`,
      'ML_MIN_NODES="1"',
      'ML_MAX_NODES="10"',
      JSON.stringify([
        '--checkpoint-dir',
        `s3://${checkpoints}/checkpoints/${job}/`,
        '--resume-from-checkpoint',
        'auto',
        '--note',
        `it's "$(touch /owned)"`,
      ]).replaceAll(',', ', '),
      '/opt/ml/job/code/train.py',
      'start --no-block ml-training.service',
      '',
    ]);

    // It was not followed: the next job finds it finished, and takes over its instance.
    const [id] = (await fleet()).instances;
    await new TrainingInstance(place, id!).reports(job!, 'finished', 0);
    // In the form of an earlier version, without verbs.
    const next = train('--fleet', 'default', '--detach');
    expect(await next.ended()).toBe(0);
    expect(next.output).toContain('Use: npm run train -- start --fleet default --detach\n');
    expect(next.output).toContain(`Job ${job} has finished and releases fleet default.`);
    expect((await fleet()).instances).toEqual([id]);
    const [, successor] = await next.prints(/ stop (train-\S+)/);
    // The instance is terminated with its job, so nothing has to be stopped on it.
    const stop = train('stop', successor!);
    expect(await stop.ended()).toBe(0);
    expect(stop.output).toContain('Fleet default is set back to 0 instances.');
    expect(await associations()).toEqual([]);
  },
);

test('a job that fails can be resumed and stopped', async () => {
  const start = train('start', '--fleet', 'default', '--name', 'fails', '--instances', '2', '--keep');
  const [, job] = await start.prints(/Job (fails-\d{8}-\d{6}):/);
  await start.prints(/2 of 2 instances in service/);
  const [one, two] = (await fleet()).instances.map((id) => new TrainingInstance(place, id));
  await one!.reports(job!, 'running');
  await two!.reports(job!, 'failed', 3);
  await start.prints(/notified to stop the job after a checkpoint/);
  await one!.reports(job!, 'interrupted', 75);
  expect(await start.ended()).toBe(1);
  expect(start.output).toContain('training has failed too often, the last time with exit code 3');
  expect(start.output).toMatch(new RegExp(`Resume it: +npm run train -- resume ${job}\n$`));
  expect((await fleet()).desired).toBe(2);

  const resumed = train('resume', job!);
  await resumed.prints(/2 of 2 instances in service/);
  await one!.reports(job!, 'running');
  await resumed.prints(new RegExp(`${one!.id}: training starts`));
  resumed.interrupt();
  expect(await resumed.ended()).toBe(130);
  expect(resumed.output).toMatch(
    new RegExp(`Job ${job} keeps running\\.\nFollow it: +npm run train -- follow ${job}\n`),
  );

  const stop = train('stop', job!);
  await stop.prints(/notified to stop the job after a checkpoint/);
  expect((await associations())[0]!.Parameters).toMatchObject({ job: [job], action: ['stop'] });
  await one!.reports(job!, 'interrupted', 75);
  expect(await stop.ended()).toBe(0);
  expect(stop.output).toMatch(new RegExp(`Job ${job} has been stopped\\.\n`));

  const [follow, list] = [train('follow', job!), train('list', '--fleet', 'default')];
  expect([await follow.ended(), await list.ended()]).toEqual([0, 0]);
  expect(follow.output).toMatch(
    new RegExp(`has been stopped\\.\n.*\nResume it: +npm run train -- resume ${job}\n$`),
  );
  expect(list.output).toMatch(new RegExp(`^${job} +default +stopped `, 'm'));
  expect(await associations()).toEqual([]);
  await place.aws.autoScaling.setDesiredCapacity({ AutoScalingGroupName: group, DesiredCapacity: 0 });
});

test('a job that does not get its instances is rolled back', async () => {
  const Name = '/local-account/spot-instances';
  await place.aws.ssm.putParameter({ Name, Value: '0', Type: 'String' });
  const command = train('start', '--fleet', 'default', '--name', 'nothing');
  await command.prints(/An instance could not be launched: .*UnfulfillableCapacity/);
  command.interrupt();
  expect(await command.ended()).toBe(130);
  await place.aws.ssm.deleteParameter({ Name });
  expect(command.output).toContain('Fleet default is set back to 0 instances.');
  expect((await fleet()).desired).toBe(0);
  expect(await associations()).toEqual([]);
  expect(await objects('jobs/nothing')).toEqual([]);
  expect(await objects('jobs/fleet-')).toEqual([]);
});

test('an account where nothing runs on instances refuses a job at once, and stays as it was', async () => {
  const { Parameter } = await place.aws.ssm.getParameter({ Name: INSTANCES_PARAMETER });
  await place.aws.ssm.deleteParameter({ Name: INSTANCES_PARAMETER });
  const before = await objects('jobs/');
  const command = train('start', '--fleet', 'default');
  expect(await command.ended()).toBe(1);
  await place.aws.ssm.putParameter({ Name: INSTANCES_PARAMETER, Type: 'String', Value: Parameter!.Value });
  expect(command.output).toContain(`Nothing runs on the instances of the account at ${platform.endpoint}`);
  expect(await objects('jobs/')).toEqual(before);
  expect(await associations()).toEqual([]);
});

test('a missing platform is named', async () => {
  const command = train('list', '--region', 'eu-central-1');
  expect(await command.ended()).toBe(1);
  expect(command.output).toMatch(
    /^Environment production, account unknown, region eu-central-1\.\nThere is no stack ml-platform-production-training in eu-central-1 of this account\. Deploy it with npx cdk deploy Training -c environment=production -c region=eu-central-1, .*\n$/,
  );
});
