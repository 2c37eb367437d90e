import { startJob, upload, waitFor } from '../job/code';
import { bootInstance, sections, systemdObstacle } from './instance';
import { unless, userData } from './user-data';

const announce = (state: string) =>
  `mkdir -p /metadata/autoscaling; echo ${state} >/metadata/autoscaling/target-lifecycle-state`;
const completed = "sed -n 's/^autoscaling complete-lifecycle-action //p' /calls-of-aws; : >/calls-of-aws";
const state = 'systemctl is-active ml-training; systemctl is-enabled ml-training';

/** The output of an instance of a warm pool; the agent starts the job of its fleet there before it has joined. */
const LIFE = `
${announce('Warmed:Stopped')}
bash /user-data &>/dev/null
${upload('first', 'train')}
${startJob()}
/bin/sleep 0.5
echo '== pool'
${completed}; ${state}; grep -c '^train ml' /var/log/ml-platform-training.log
${announce('InService')}
REBOOT
echo '== fleet'
${waitFor('^train ml')}
${completed}; ${state}
`;

unless(test, systemdObstacle())(
  'an instance of a warm pool reports that it has booted, and trains once it has joined',
  () => {
    const text = userData({ kind: 'fleet', launchHook: 'boot' });
    const life = sections(bootInstance(text, LIFE, 'systemd').stdout);
    const call =
      '--lifecycle-hook-name boot --auto-scaling-group-name group --instance-id i-0123456789abcdef0 ' +
      '--lifecycle-action-result CONTINUE --region us-west-2 --output text';
    expect(life['pool']!.split('\n')).toEqual([call, 'inactive', 'enabled', '0']);
    expect(life['fleet']!.split('\n')).toEqual([call, 'active', 'enabled']);
  },
);
