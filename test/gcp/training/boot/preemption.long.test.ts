import { upload, waitFor } from '../../../training/job/code';
import { sections, systemdObstacle } from '../../../training/boot/instance';
import { unless } from '../../../training/boot/user-data';
import { attributes, bootGoogleInstance, STARTUP } from './startup-instance';

const LOG = '/var/log/ml-platform-training.log';
const until = (condition: string) =>
  `for ((i = 0; i < 500; i++)); do ${condition} && break; /bin/sleep 0.02; done`;
const metadata = (path: string, value: string) =>
  `echo '${value}' >/metadata/next; mv /metadata/next /metadata/instance/${path}`;
const state = 'systemctl is-active ml-training';
const trainings = `grep -c '^train ml' ${LOG}`;
const token = '/run/ml-platform-aws/token';

/** Commands that run start-job.sh and print its last message without the time. */
const startJob = (command: string) => `/opt/ml/start-job.sh ${command} 2>&1 | tail -n 1 | sed 's/^[^ ]*Z //'`;

/** The output of one instance over its life, by section. */
const LIFE = `
${attributes({
  'ml-artifacts-bucket': 'artifacts',
  'aws-role-arn': 'arn:aws:iam::111122223333:role/training',
  'aws-audience': '//sts.amazonaws.com/ml',
  'aws-region': 'us-west-2',
})}
mkdir -p /etc/systemd/system/ml-aws-token.timer.d
printf '[Timer]\\nOnUnitInactiveSec=\\nOnUnitInactiveSec=300ms\\nAccuracySec=10ms\\n' >/etc/systemd/system/ml-aws-token.timer.d/instance.conf
${STARTUP}
${upload('first', 'train')}
${startJob('first /code --epochs 3')}
${waitFor('^train ml')}
sed -n 's/^train ml //p' ${LOG}
systemctl show --property=TimeoutStopUSec ml-training
for place in /data /mnt/artifacts; do findmnt -no TARGET $place; done; stat -c '%U %a' /data/checkpoints
grep -o 'artifacts /mnt/artifacts$' /calls-of-gcsfuse
grep -h ML_CHECKPOINTS= /etc/ml-platform/environment

echo '== token'
stat -c '%U %a' ${token}
runuser -u ml -- cat ${token} >/first; echo "$(grep -c '//sts.amazonaws.com/ml-full' /first)"
${until(`! cmp -s /first ${token}`)}; cmp -s /first ${token} || echo renewed
touch /metadata/down; /bin/sleep 0.7; cat ${token} >/kept; rm /metadata/down
[[ -s /kept ]] && echo 'kept while there is no answer'
${until(`! cmp -s /kept ${token}`)}; cmp -s /kept ${token} || echo 'renewed after'
tr '\\0' '\\n' </proc/$(systemctl show --value --property=MainPID ml-training)/environ | grep ^AWS | sort
bash -c '. /etc/profile.d/ml-platform.sh; . /etc/profile.d/ml-platform-aws.sh; echo "$AWS_ROLE_SESSION_NAME $ML_CHECKPOINTS"'
runuser -u nobody -- bash -c '. /etc/profile.d/ml-platform-aws.sh; echo "<\${AWS_ROLE_ARN:-}>"'
ls /run/ml-platform-aws; grep -rl signature /var/log/ml-platform-* /gcs

echo '== maintenance'
${metadata('maintenance-event', 'TERMINATE_ON_HOST_MAINTENANCE')}
systemctl restart ml-interruption
${waitFor('checkpoint SIGUSR1')}
systemctl restart ml-interruption; /bin/sleep 0.4; grep -c 'checkpoint SIGUSR1' ${LOG}; ${state}
${metadata('maintenance-event', 'NONE')}

echo '== preempted'
/bin/sleep 0.3
noticed=$(date +%s%3N); ${metadata('preempted', 'TRUE')}
${waitFor('training has stopped')}
stopped=$(date +%s%3N); echo $stopped >/stopped; asked=$(sed -n 's/checkpoint SIGTERM //p' ${LOG})
echo "asked soon $((asked - noticed < 2000)), ended in time $((stopped - noticed < 25000))"
${state}; sed 's/,"time.*//' /var/lib/ml-platform/job/status.json; sed 's/,"time.*//' /gcs/artifacts/jobs/first/status/*
systemctl start ml-training; ${state}
${metadata('preempted', 'FALSE')}
REBOOT
echo '== again'
${until(`((\$(${trainings}) == 2))`)}; ${trainings}; ${state}
before=$(systemctl show --property=MainPID ml-training)
${STARTUP}
[[ $(systemctl show --property=MainPID ml-training) == "$before" ]] && echo undisturbed
cat /tmp/ready; mountpoint -q /mnt/artifacts && echo mounted; ls ${token}

echo '== shutdown'
grep -o '"state":"[a-z]*"' /gcs/artifacts/jobs/first/status/*
systemctl start shutdown.target
${waitFor('gcsfuse ended', '/calls-of-gcsfuse')}
sed 's/,"time.*//' /gcs/artifacts/jobs/first/status/*
asked=$(sed -n 's/checkpoint SIGTERM //p' ${LOG} | tail -n 1); ended=$(sed -n 's/gcsfuse ended //p' /calls-of-gcsfuse | tail -n 1)
echo "asked again $((asked > $(</stopped))), in order $((asked <= ended))"
REBOOT
echo '== finished'
${upload('second', 'finish')}
${startJob('second /code')}
${waitFor('.', '/gcs/artifacts/jobs/second/finished')}
${until('[[ -e /var/lib/ml-platform/job/ended ]]')}
${startJob('second /code')}
rm /gcs/artifacts/jobs/second/finished
${startJob('second /code')}
echo '== next'
: >${LOG}
${upload('third', 'train')}
${startJob('third /code --epochs 3')}
${waitFor('^train ml')}
touch /code; mkdir /code/__pycache__; touch /code/__pycache__/new
${startJob('third /code --epochs 3')}
mkdir /empty
${startJob('-x /code')}; ${startJob('third')}; ${startJob('fourth /empty')}; ${startJob('fourth /absent')}
${trainings}; ${state}; ls /opt/ml/jobs | sed 's/[0-9a-f]\\{16\\}/SPEC/'
${startJob('third /code --epochs 4')}
${until(`((\$(${trainings}) == 2))`)}
/bin/sleep 0.3; grep -c 'checkpoint SIGTERM' ${LOG}; ${trainings}; ls /opt/ml/jobs | wc -l
${startJob('--stop')}
${state}; systemctl is-enabled ml-training; sed 's/,"time.*//' /gcs/artifacts/jobs/third/status/*
`;

unless(describe, systemdObstacle())('an instance on Compute Engine', () => {
  let life: Record<string, string>;
  beforeAll(() => {
    life = sections(`== start\n${bootGoogleInstance(LIFE, { mode: 'systemd' })}`);
  });
  const lines = (section: string) => life[section]!.split('\n');
  const starts = (job: string) => `job ${job} starts; it waits for the boot of the machine`;

  test('boots, and trains as user ml with checkpoints on its disk', () => {
    expect(lines('start')).toEqual([
      'status 0',
      starts('first'),
      `['--job', 'first', '--nodes', '1:1', 'train.py', '--checkpoint-dir', '/data/checkpoints/first', '--epochs', '3']`,
      'TimeoutStopUSec=25s',
      '/data',
      '/mnt/artifacts',
      'ml 755',
      'artifacts /mnt/artifacts',
      'ML_CHECKPOINTS="/data/checkpoints"',
    ]);
  });

  test('renews the token for AWS, which only user ml reads', () => {
    expect(lines('token')).toEqual([
      'ml 400',
      '1',
      'renewed',
      'kept while there is no answer',
      'renewed after',
      'AWS_DEFAULT_REGION=us-west-2',
      'AWS_REGION=us-west-2',
      'AWS_ROLE_ARN=arn:aws:iam::111122223333:role/training',
      'AWS_ROLE_SESSION_NAME=gpu-training-a100',
      'AWS_WEB_IDENTITY_TOKEN_FILE=/run/ml-platform-aws/token',
      'gpu-training-a100 /data/checkpoints',
      '<>',
      'token',
    ]);
  });

  test('requests one checkpoint before maintenance of the host, and continues training', () => {
    expect(lines('maintenance')).toEqual(['1', 'active']);
  });

  test('stops training at a preemption, with its checkpoint, and starts no further job', () => {
    expect(lines('preempted')).toEqual([
      'asked soon 1, ended in time 1',
      'inactive',
      '{"state":"interrupted","exitCode":75',
      '{"state":"interrupted","exitCode":75',
      'inactive',
    ]);
  });

  test('continues its job at the next boot, undisturbed by the startup script', () => {
    expect(lines('again')).toEqual([
      '2',
      'active',
      'status 0',
      'undisturbed',
      'GPU setup complete',
      'mounted',
      token,
    ]);
  });

  test('at a shutdown stops training before the bucket is unmounted', () => {
    expect(lines('shutdown')).toEqual([
      '"state":"running"',
      // Written once training has ended.
      '{"state":"interrupted","exitCode":75',
      'asked again 1, in order 1',
    ]);
  });

  test('does not start a finished job again', () => {
    expect(lines('finished')).toEqual([
      starts('second'),
      'job second has finished',
      // Also according to its own record.
      'job second has finished',
    ]);
  });

  test('leaves a running job alone, and stops it with a checkpoint for another', () => {
    expect(lines('next')).toEqual([
      starts('third'),
      'job third runs already',
      "FAILED: '-x' is not a job id: use 1 to 63 of a-z, 0-9 and -, and begin with a letter or a digit",
      'FAILED: usage: start-job.sh JOB CODE [ARGUMENT...], or start-job.sh --stop',
      'FAILED: no launch.py in /empty',
      'FAILED: cannot read /absent',
      '1',
      'active',
      'SPEC',
      'new',
      starts('third'),
      '1',
      '2',
      '1',
      'the job is stopped',
      'inactive',
      'disabled',
      '{"state":"interrupted","exitCode":75',
    ]);
  });
});
