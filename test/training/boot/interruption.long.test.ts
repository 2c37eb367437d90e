import { startJob, upload, waitFor } from '../job/code';
import { bootInstance, sections, systemdObstacle } from './instance';
import { unless, userData } from './user-data';

/** Announced as the metadata service does; `reported` waits until the instance has sent the event. */
const announce = (path: string, text: string) =>
  `mkdir -p "$(dirname /metadata/${path})"; echo '${text}' >/metadata/next; mv /metadata/next /metadata/${path}`;
const LOG = '/var/log/ml-platform-training.log';
const reported = `for ((i = 0; i < 500; i++)); do [[ -e /run/ml-platform/told ]] && break; /bin/sleep 0.02; done
  cut -d ' ' -f 2- /events; : >/events`;
const until = (condition: string) =>
  `for ((i = 0; i < 500; i++)); do ((${condition})) && break; /bin/sleep 0.02; done`;
const IN_TWO_MINUTES = `$(date -u -d '+120 seconds' +%FT%TZ)`;

/** The output of one instance over its life, by section. */
const LIFE = `
bash /user-data &>/dev/null
${upload('first', 'train')}
${startJob()}
${waitFor('^train ml')}

echo '== rebalance'
${announce('events/recommendations/rebalance', '{"noticeTime": "2026-11-24T08:22:00Z"}')}
${waitFor('checkpoint SIGUSR1')}
/bin/sleep 0.4; grep -c 'checkpoint SIGUSR1' ${LOG}
systemctl restart ml-interruption; /bin/sleep 0.4; grep -c 'checkpoint SIGUSR1' ${LOG}
${announce('events/recommendations/rebalance', '{"noticeTime": "2026-11-24T08:25:00Z"}')}
${until(`$(grep -c 'checkpoint SIGUSR1' ${LOG}) > 1`)}; grep -c 'checkpoint SIGUSR1' ${LOG}; systemctl is-active ml-training; cat /events 2>/dev/null

echo '== trouble'
watcher=$(systemctl show --property=MainPID ml-interruption)
touch /metadata/down; /bin/sleep 0.5; rm /metadata/down; touch /metadata/forget-tokens
${waitFor(' 401$', '/calls-of-metadata')}; /bin/sleep 0.2
[[ $(systemctl show --property=MainPID ml-interruption) == "$watcher" ]] && echo 'same watcher'
grep -c ' 401$' /calls-of-metadata; grep -c PUT /calls-of-metadata

echo '== spot'
touch /aws-fails
noticed=$(date +%s%3N)
mkdir -p /metadata/spot; echo "{\\"action\\": \\"stop\\", \\"time\\": \\"${IN_TWO_MINUTES}\\"}" >/metadata/spot/instance-action
${waitFor('checkpoint SIGTERM')}
stopped=$(sed -n 's/checkpoint SIGTERM //p' ${LOG}); echo "soon $((stopped - noticed < 4000))"
${waitFor('cannot tell')}
rm /aws-fails
${reported}
systemctl is-active ml-training; cat /var/lib/ml-platform/job/status.json
/bin/sleep 0.3; systemctl start ml-training; systemctl is-active ml-training; cat /events
${startJob()}

echo '== secrets'
grep -rlE 'SECRET-KEY|X-aws-ec2-metadata-token' /var/log/ml-platform-* /events /s3 /start-job.log
token=$(curl -s -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' http://169.254.169.254/latest/api/token)
curl -s -o /dev/null -w '%{http_code}\\n' http://169.254.169.254/latest/meta-data/iam/security-credentials/role
curl -s -H "X-aws-ec2-metadata-token: $token" http://169.254.169.254/latest/meta-data/iam/security-credentials/role; echo
rm -r /metadata/spot /metadata/events
REBOOT
echo '== reboot'
${until(`$(grep -c '^train ml' ${LOG}) == 2`)}
grep -c '^train ml' ${LOG}; systemctl is-active ml-training
systemctl stop ml-training; systemctl restart ml-platform-boot
${until(`$(grep -c '^train ml' ${LOG}) == 3`)}; systemctl is-active ml-training

echo '== stubborn'
${upload('second', 'stubborn')}
${startJob({ job: 'second', code: 's3://artifacts-bucket/jobs/second/code.tar.gz' })}
${waitFor('^stubborn ml')}
${announce('autoscaling/target-lifecycle-state', 'Terminated')}
${reported}
cat /var/lib/ml-platform/job/status.json
rm -r /metadata/autoscaling /var/lib/ml-platform/job/status.json; rm /opt/ml/job
REBOOT
echo '== idle'
${waitFor('.', '/tmp/setup_complete.txt')}
${announce('autoscaling/target-lifecycle-state', 'InService')}
/bin/sleep 0.3; cat /events
${announce('autoscaling/target-lifecycle-state', 'Terminated')}
${reported}
`;

unless(describe, systemdObstacle())('an instance that EC2 reclaims', () => {
  let life: Record<string, string>;
  beforeAll(() => {
    const secret = 'mkdir -p /metadata/iam/security-credentials; echo SECRET-KEY >$_/role\n';
    // 18 seconds minus 15 for the steps after it; a Spot interruption leaves two minutes, so this limit decides.
    const text = userData({ volume: true, checkpointSeconds: 18 });
    life = sections(bootInstance(text, secret + LIFE, 'systemd').stdout);
  });
  const event = (detail: object) =>
    JSON.stringify([
      { Source: 'ml-platform.training', DetailType: 'Training Stopped', Detail: JSON.stringify(detail) },
    ]);

  test('checkpoints once at each rebalance recommendation, and continues', () => {
    expect(life['rebalance']!.split('\n')).toEqual(['1', '1', '2', 'active']);
  });

  test('keeps watching when the metadata service does not answer or rejects the token', () => {
    const [watcher, refused, tokens] = life['trouble']!.split('\n');
    expect(watcher).toBe('same watcher');
    expect(refused).toBe('1');
    expect(Number(tokens)).toBeLessThan(8);
  });

  test('stops training at a Spot interruption notice, and sends one event, when it can', () => {
    const { time, ...status } = JSON.parse(life['spot']!.split('\n')[3]!) as Record<string, unknown>;
    expect(life['spot']!.split('\n')).toEqual([
      'soon 1',
      event({
        'instance-id': 'i-0123456789abcdef0',
        reason: 'spot',
        outcome: 'checkpointed',
        job: 'first',
      }),
      'inactive',
      expect.anything(),
      // Nothing starts it again on an instance that is about to be terminated.
      'inactive',
      'start-job 0 this instance is about to end: not started',
    ]);
    expect(status).toEqual({ state: 'interrupted', exitCode: 75 });
    expect(new Date(String(time)).getTime()).not.toBeNaN();
  });

  test('writes no credentials and no token to disk', () => {
    expect(life['secrets']!.split('\n')).toEqual(['401', 'SECRET-KEY']);
  });

  test('continues its job after a reboot, and after a manual repair of the boot', () => {
    expect(life['reboot']!.split('\n')).toEqual(['2', 'active', 'active']);
  });

  test('kills a job that does not stop in time, and reports it', () => {
    const [, report, status] = life['stubborn']!.split('\n');
    expect(report).toBe(
      event({
        'instance-id': 'i-0123456789abcdef0',
        reason: 'scale-in',
        outcome: 'killed',
        job: 'second',
      }),
    );
    expect(JSON.parse(status!)).toMatchObject({ state: 'interrupted', exitCode: 137 });
  });

  test('without a job reports that it was idle', () => {
    expect(life['idle']).toBe(
      event({ 'instance-id': 'i-0123456789abcdef0', reason: 'scale-in', outcome: 'idle', job: '' }),
    );
  });
});
