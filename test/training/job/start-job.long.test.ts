import { bootInstance, sections, systemdObstacle } from '../boot/instance';
import { run, unless, userData } from '../boot/user-data';
import { encoded, startJob, upload, waitFor } from './code';

const LOG = '/var/log/ml-platform-training.log';
const codeOf = (job: string) => `s3://artifacts-bucket/jobs/${job}/code.tar.gz`;
const launches = 'grep -cE "^(train|stubborn|finish|fail) " ' + LOG;
const status = (job: string) =>
  `cut -d , -f 1,2 /s3/artifacts-bucket/jobs/${job}/status/i-0123456789abcdef0.json`;
const awkward = ['a b', "it's", '$(touch /owned) `touch /owned` ; touch /owned', 'größe', '', '--x=\\"'];

/** The output of one instance over its life, by section. */
const LIFE = `
${upload('first', 'train')}
(
  exec 9>&-
  ${startJob()}
) >/early &
/bin/sleep 0.3; echo '== early'; cat /early; ls /opt/ml 2>/dev/null
bash /user-data &>/dev/null; wait; cat /early
${waitFor('^train ml')}
grep '^train ml' ${LOG}; ${status('first')}; systemctl is-enabled ml-training; readlink /opt/ml/job | sed 's/[0-9a-f]\\{16\\}/SPEC/'
stat -c '%U %a %n' /opt/ml/job/ /opt/ml/job/* | sed 's/[0-9a-f]\\{16\\}/SPEC/'

echo '== again'
${startJob()}
${launches}

echo '== refused'
${startJob({ code: codeOf('absent') })}
mkdir -p /s3/artifacts-bucket/jobs/broken /s3/artifacts-bucket/jobs/empty; echo text >/s3/artifacts-bucket/jobs/broken/code.tar.gz
${startJob({ job: 'broken', code: codeOf('broken') })}
tar -czf /s3/artifacts-bucket/jobs/empty/code.tar.gz -C /code train.py
${startJob({ job: 'empty', code: codeOf('empty') })}
${startJob({ arguments: encoded({ not: 'a list' }) })}
${startJob({ arguments: encoded(['nul\0']) })}
touch /aws-fails
${startJob({ job: 'other' })}
rm /aws-fails
systemctl is-active ml-training; ${launches}

echo '== changed'
${startJob({ arguments: encoded(awkward) })}
for ((i = 0; i < 500; i++)); do (($(${launches}) == 2)) && break; /bin/sleep 0.02; done
grep -c 'checkpoint SIGTERM' ${LOG}; grep '^train ml' ${LOG} | tail -n 1; ls /owned 2>/dev/null; ls /opt/ml/jobs | wc -l

echo '== hostile'
mkdir /evil; ln -s /etc /evil/link; cp /code/* /evil; echo owned >/evil/owned
tar -czPf /s3/artifacts-bucket/jobs/first/code.tar.gz -C /evil --transform 's,^owned$,link/owned,' --transform 's,^behaviour$,../../../../../../etc/behaviour,' launch.py train.py link owned behaviour
${startJob({ job: 'hostile' })}
ls /etc/owned /etc/behaviour 2>/dev/null; grep -c FAILED /start-job.log; systemctl is-active ml-training

echo '== second'
${upload('second', 'finish')}
${startJob({ job: 'second', code: codeOf('second') })}
${waitFor('job second: finished')}
for ((i = 0; i < 500; i++)); do [[ -e /s3/artifacts-bucket/jobs/second/finished ]] && break; /bin/sleep 0.02; done
grep -c 'checkpoint SIGTERM' ${LOG}; ${status('first')}; ${status('second')}; cut -d , -f 1,2 /s3/artifacts-bucket/jobs/second/finished
${startJob({ job: 'second', code: codeOf('second') })}
systemctl start ml-training; systemctl is-active ml-training

echo '== third'
${upload('third', 'fail')}
${startJob({ job: 'third', code: codeOf('third') })}
${waitFor('job third: failed')}
/bin/sleep 0.6; grep -o 'job third: [a-z]*, exit code 3' ${LOG}; ${status('third')}; systemctl is-active ml-training
${startJob({ job: 'third', code: codeOf('third') })}
for ((i = 0; i < 500; i++)); do (($(grep -c 'job third: failed' ${LOG}) == 2)) && break; /bin/sleep 0.02; done
grep -c '^fail ml' ${LOG}

echo '== options'
${upload('wrong', 'refuse')}
${startJob({ job: 'wrong', code: codeOf('wrong') })}
${waitFor('job wrong: failed')}
/bin/sleep 0.3; grep -o 'job wrong: [a-z]*, exit code 2' ${LOG}; ${status('wrong')}; systemctl is-active ml-training

echo '== stop'
${upload('fourth', 'train')}
${startJob({ job: 'fourth', code: codeOf('fourth') })}
for ((i = 0; i < 500; i++)); do grep -q 'job fourth' ${LOG} && tail -n 1 ${LOG} | grep -q '^train' && break; /bin/sleep 0.02; done
${startJob({ job: 'third', action: 'stop', code: codeOf('third') })}
systemctl is-active ml-training
${startJob({ job: 'fourth', action: 'stop', code: codeOf('fourth') })}
systemctl is-active ml-training; systemctl is-enabled ml-training; ${status('fourth')}
`;

unless(describe, systemdObstacle())('an instance with jobs', () => {
  let life: Record<string, string[]>;
  beforeAll(() => {
    const { stdout } = bootInstance(userData(), LIFE, 'systemd');
    life = Object.fromEntries(
      Object.entries(sections(stdout)).map(([name, text]) => [name, text.split('\n')]),
    );
  });
  const starts = (job: string) => `start-job 0 job ${job} starts; it waits for the boot of the machine`;

  test('waits for its boot, then starts the job as its own user', () => {
    expect(life['early']).toEqual([
      starts('first'),
      "train ml ['--job', 'first', '--nodes', '1:2', 'train.py', '--epochs', '3']",
      '{"state":"running","exitCode":null',
      'enabled',
      '/opt/ml/jobs/SPEC',
      'root 755 /opt/ml/job/',
      'root 644 /opt/ml/job/arguments',
      'ml 755 /opt/ml/job/code',
      'root 644 /opt/ml/job/environment',
    ]);
  });

  test('leaves a running job alone', () => {
    expect(life['again']).toEqual(['start-job 0 job first runs already', '1']);
  });

  test('refuses a job that cannot run, and the previous job continues', () => {
    expect(life['refused']).toEqual([
      `start-job 1 FAILED: no ${codeOf('absent')}`,
      `start-job 1 FAILED: cannot unpack ${codeOf('broken')}`,
      `start-job 1 FAILED: no launch.py in ${codeOf('empty')}`,
      'start-job 1 FAILED: the arguments are no base64 of a JSON list of strings',
      'start-job 1 FAILED: the arguments are no base64 of a JSON list of strings',
      'start-job 1 FAILED: cannot look up s3://artifacts-bucket/jobs/other/finished',
      'active',
      '1',
    ]);
  });

  test('restarts the job with other arguments, after a checkpoint, and no shell interprets them', () => {
    const [said, checkpoints, launched, ...rest] = life['changed']!;
    expect([said, checkpoints]).toEqual([starts('first'), '1']);
    const list = /train\.py', (.*)\]$/.exec(launched!)![1];
    expect(run('python3', ['-c', `import json; print(json.dumps([${list}]))`]).stdout).toBe(
      `${JSON.stringify(awkward).replace(/, ?/g, ', ').replace('ö', '\\u00f6').replace('ß', '\\u00df')}\n`,
    );
    expect(rest).toEqual(['1']);
  });

  test('unpacks no file outside the folder of the job', () => {
    expect(life['hostile']).toEqual([
      expect.stringMatching(/^start-job 1 FAILED: cannot unpack/),
      '1',
      'active',
    ]);
  });

  test('stops the previous job for the next one, and does not start a finished job', () => {
    expect(life['second']).toEqual([
      starts('second'),
      '2',
      '{"state":"interrupted","exitCode":75',
      '{"state":"finished","exitCode":0',
      '{"state":"finished","exitCode":0',
      'start-job 0 job second has finished',
      'inactive',
    ]);
  });

  test('runs a failing job three times, and three times more when it is started again', () => {
    const three = ['interrupted', 'interrupted', 'failed'].map((state) => `job third: ${state}, exit code 3`);
    expect(life['third']).toEqual([
      starts('third'),
      ...three,
      '{"state":"failed","exitCode":3',
      'inactive',
      starts('third'),
      '6',
    ]);
  });

  test('runs a job with wrong options once', () => {
    expect(life['options']).toEqual([
      starts('wrong'),
      'job wrong: failed, exit code 2',
      '{"state":"failed","exitCode":2',
      'failed',
    ]);
  });

  test('stops the named job, and no other', () => {
    expect(life['stop']).toEqual([
      starts('fourth'),
      'start-job 0 job third does not run here',
      'active',
      'start-job 0 job fourth is stopped',
      'inactive',
      'disabled',
      '{"state":"interrupted","exitCode":75',
    ]);
  });
});
