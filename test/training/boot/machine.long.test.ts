import { machine, machineObstacle } from './machine';
import { unless, userData } from './user-data';

const MARKERS = 'ls /var/lib/ml-platform/ready /tmp/setup_complete.txt 2>/dev/null';

unless(describe, machineObstacle())('a machine', () => {
  const withVolume = userData({ volume: true });

  test('attaches, mounts, installs, tells its users and says that it is ready', () => {
    const { stdout } = machine(
      withVolume,
      `bash /user-data &>/dev/null; echo "status $?"; cat /tmp/setup_complete.txt; ${MARKERS}
       findmnt -no FSTYPE /data; tail -n 1 /var/log/ml-platform-boot.log
       bash -c '. /etc/profile.d/ml-platform.sh; echo "$ML_DATASETS_BUCKET $AWS_DEFAULT_REGION $VIRTUAL_ENV \${PATH%%:*}"'`,
    );
    expect(stdout.trim().split('\n')).toEqual([
      'status 0',
      'GPU instance ready!',
      '/tmp/setup_complete.txt',
      '/var/lib/ml-platform/ready',
      'ext4',
      expect.stringContaining('GPU instance ready! (default, 2 GPUs)'),
      'datasets-bucket us-west-2 /opt/ml/venv /opt/ml/venv/bin',
    ]);
  });

  test('does all of it again at the next boot, and nothing twice', () => {
    const { stdout } = machine(
      withVolume,
      `bash /user-data &>/dev/null; echo mine >/data/file; umount /data
       systemctl restart ml-platform-boot &>/dev/null; echo "status $?"; cat /data/file
       systemctl restart ml-platform-boot &>/dev/null; echo "status $?"; cat /data/file /etc/fstab
       wc -l </calls-of-pip; grep -c attach-volume /calls-of-aws; bash /user-data &>/dev/null; echo "status $?"`,
    );
    expect(stdout.trim().split('\n')).toEqual([
      'status 0',
      'mine',
      'status 0',
      'mine',
      '# as at the start',
      expect.stringMatching(/^UUID=\S+ \/data ext4 defaults,nofail,x-systemd.device-timeout=30s 0 2$/),
      '1',
      '1',
      'status 0',
    ]);
  });

  test('takes the markers of the last boot away before anything else runs', () => {
    const { stdout } = machine(
      withVolume,
      `bash /user-data &>/dev/null; systemd-tmpfiles --remove --boot /etc/tmpfiles.d/ml-platform.conf; ${MARKERS}`,
    );
    expect(stdout).toBe('');
  });

  test('waits with its service for the mount that fstab asks for', () => {
    const { stdout } = machine(
      withVolume,
      'bash /user-data &>/dev/null; grep ^After= /etc/systemd/system/ml-platform-boot.service; cat /calls-of-systemctl',
    );
    expect(stdout.trim().split('\n')).toEqual([
      'After=network-online.target data.mount',
      'daemon-reload',
      'enable ml-platform-boot.service',
      'restart ml-platform-boot.service',
      'daemon-reload',
      'enable ml-interruption.service',
      'start --no-block ml-interruption.service',
    ]);
  });

  test('without a volume asks nobody for one', () => {
    const { stdout } = machine(
      userData(),
      'bash /user-data &>/dev/null; echo "status $?"; ls /calls-of-aws 2>/dev/null; stat -c %a /data; cat /etc/fstab',
    );
    expect(stdout.trim().split('\n')).toEqual(['status 0', '1777', '# as at the start']);
  });

  test('is not ready while a GPU does not compute', () => {
    const { stdout, stderr } = machine(
      withVolume,
      `echo 1 >/gpus-that-compute; bash /user-data >&2; echo "status $?"; ${MARKERS}`,
    );
    expect(stdout).toBe('status 1\n');
    expect(stderr).toContain('PyTorch 1 sees 1 of 2 GPUs');
    expect(stderr).toContain('FAILED: not all 2 GPUs compute');
  });

  test('is no longer ready once a boot failed, and is again when the cause is gone', () => {
    const { stdout } = machine(
      withVolume,
      `bash /user-data &>/dev/null; ${MARKERS} | wc -l
       echo 1 >/gpus-that-compute; systemctl restart ml-platform-boot &>/dev/null; echo "status $?"; ${MARKERS} | wc -l
       echo 2 >/gpus-that-compute; systemctl restart ml-platform-boot &>/dev/null; echo "status $?"; ${MARKERS} | wc -l`,
    );
    expect(stdout.trim().split('\n')).toEqual(['2', 'status 1', '0', 'status 0', '2']);
  });

  test('does not take half an installation for a whole one', () => {
    const { stdout, stderr } = machine(
      withVolume,
      `touch /pip-fails; bash /user-data >&2; echo "status $?"; wc -l </calls-of-pip
       rm /pip-fails; systemctl restart ml-platform-boot &>/dev/null; echo "status $?"; wc -l </calls-of-pip`,
    );
    expect(stdout.trim().split('\n')).toEqual(['status 1', '5', 'status 0', '6']);
    expect(stderr).toContain('FAILED: pip could not install /opt/ml/requirements.txt');
  });

  test('installs again when the libraries changed', () => {
    const { stdout } = machine(
      withVolume,
      `bash /user-data &>/dev/null; sed -i 's/^wandb==.*/wandb==0.1.0/' /opt/ml/boot.sh
       systemctl restart ml-platform-boot &>/dev/null; wc -l </calls-of-pip; grep wandb /opt/ml/requirements.txt`,
    );
    expect(stdout.trim().split('\n')).toEqual(['2', 'wandb==0.1.0']);
  });

  describe('whose image has no Python for the libraries', () => {
    const text = withVolume.replace("ML_PYTHON='python3.12'", "ML_PYTHON='python3.99'");

    test('gets it from its distribution', () => {
      const { stdout } = machine(
        text,
        `printf '#!/bin/bash\\necho "$*" >&3; cp /stubs/python3.12 /stubs/python3.99' >/stubs/dnf; chmod +x /stubs/dnf
         exec 3>/calls-of-dnf; bash /user-data &>/dev/null; echo "status $?"; cat /calls-of-dnf`,
      );
      expect(stdout.trim().split('\n')).toEqual(['status 0', 'install -q -y python3.99 python3.99-pip']);
    });

    test('says so where the distribution cannot help', () => {
      const { stdout, stderr } = machine(text, 'bash /user-data >&2; echo "status $?"');
      expect(stdout).toBe('status 1\n');
      expect(stderr).toContain('FAILED: no python3.99 on this machine image, and no dnf to install it');
    });
  });

  test.each(["Anna's run", 'a "b" \\ $HOME `id` $(id) %', 'größe 日本', ' * ; # & ! ', ''])(
    'hands the name <%s> to shells as it is',
    (clusterName) => {
      const { stdout } = machine(
        userData({ clusterName }),
        `bash /user-data &>/dev/null
         for shell in sh bash; do $shell -c '. /etc/ml-platform/environment; echo "<$ML_CLUSTER_NAME>"'; done
         bash -l -c 'env -0' | tr '\\0' '\\n' | grep ^ML_CLUSTER_NAME=`,
      );
      const line = `<${clusterName}>\n`;
      expect(stdout).toBe(`${line}${line}ML_CLUSTER_NAME=${clusterName}\n`);
    },
  );
});
