import { bootInstance, instanceObstacle } from './instance';
import { unless, userData } from './user-data';

const MARKERS = 'ls /var/lib/ml-platform/ready /tmp/setup_complete.txt 2>/dev/null';

unless(describe, instanceObstacle())('an instance', () => {
  const withVolume = userData({ volume: true });

  test('attaches and mounts its volume, installs the libraries, informs its users and reports that it is ready', () => {
    const { stdout } = bootInstance(
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

  test('repeats every step at the next boot, without doing anything twice', () => {
    const { stdout } = bootInstance(
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

  test('removes the markers of the last boot before anything else runs', () => {
    const { stdout } = bootInstance(
      withVolume,
      `bash /user-data &>/dev/null; systemd-tmpfiles --remove --boot /etc/tmpfiles.d/ml-platform.conf; ${MARKERS}`,
    );
    expect(stdout).toBe('');
  });

  test('starts its service after the mount in fstab', () => {
    const { stdout } = bootInstance(
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

  test('without a volume makes no call for one', () => {
    const { stdout } = bootInstance(
      userData(),
      'bash /user-data &>/dev/null; echo "status $?"; ls /calls-of-aws 2>/dev/null; stat -c %a /data; cat /etc/fstab',
    );
    expect(stdout.trim().split('\n')).toEqual(['status 0', '1777', '# as at the start']);
  });

  test('is not ready while a GPU does not compute', () => {
    const { stdout, stderr } = bootInstance(
      withVolume,
      `echo 1 >/gpus-that-compute; bash /user-data >&2; echo "status $?"; ${MARKERS}`,
    );
    expect(stdout).toBe('status 1\n');
    expect(stderr).toContain('PyTorch 1 sees 1 of 2 GPUs');
    expect(stderr).toContain('FAILED: not all 2 GPUs compute');
  });

  test('is not ready after a failed boot, and is ready again after the cause is fixed', () => {
    const { stdout } = bootInstance(
      withVolume,
      `bash /user-data &>/dev/null; ${MARKERS} | wc -l
       echo 1 >/gpus-that-compute; systemctl restart ml-platform-boot &>/dev/null; echo "status $?"; ${MARKERS} | wc -l
       echo 2 >/gpus-that-compute; systemctl restart ml-platform-boot &>/dev/null; echo "status $?"; ${MARKERS} | wc -l`,
    );
    expect(stdout.trim().split('\n')).toEqual(['2', 'status 1', '0', 'status 0', '2']);
  });

  test('repeats an incomplete installation', () => {
    const { stdout, stderr } = bootInstance(
      withVolume,
      `touch /pip-fails; bash /user-data >&2; echo "status $?"; wc -l </calls-of-pip
       rm /pip-fails; systemctl restart ml-platform-boot &>/dev/null; echo "status $?"; wc -l </calls-of-pip`,
    );
    expect(stdout.trim().split('\n')).toEqual(['status 1', '5', 'status 0', '6']);
    expect(stderr).toContain('FAILED: pip could not install /opt/ml/requirements.txt');
  });

  test('installs again when the libraries changed', () => {
    const { stdout } = bootInstance(
      withVolume,
      `bash /user-data &>/dev/null; sed -i 's/^wandb==.*/wandb==0.1.0/' /opt/ml/boot.sh
       systemctl restart ml-platform-boot &>/dev/null; wc -l </calls-of-pip; grep wandb /opt/ml/requirements.txt`,
    );
    expect(stdout.trim().split('\n')).toEqual(['2', 'wandb==0.1.0']);
  });

  describe('with an image that has no Python for the libraries', () => {
    const text = withVolume.replace("ML_PYTHON='python3.12'", "ML_PYTHON='python3.99'");

    test('installs it from the distribution', () => {
      const { stdout } = bootInstance(
        text,
        `printf '#!/bin/bash\\necho "$*" >&3; cp /stubs/python3.12 /stubs/python3.99' >/stubs/dnf; chmod +x /stubs/dnf
         exec 3>/calls-of-dnf; bash /user-data &>/dev/null; echo "status $?"; cat /calls-of-dnf`,
      );
      expect(stdout.trim().split('\n')).toEqual(['status 0', 'install -q -y python3.99 python3.99-pip']);
    });

    test('reports it when the distribution does not have it', () => {
      const { stdout, stderr } = bootInstance(text, 'bash /user-data >&2; echo "status $?"');
      expect(stdout).toBe('status 1\n');
      expect(stderr).toContain('FAILED: no python3.99 on this machine image, and no dnf to install it');
    });
  });

  test.each(["Anna's run", 'a "b" \\ $HOME `id` $(id) %', 'größe 日本', ' * ; # & ! ', ''])(
    'hands the name <%s> to shells as it is',
    (clusterName) => {
      const { stdout } = bootInstance(
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
