import { bootInstance, instanceObstacle, sections } from './instance';
import { unless, userData } from './user-data';

const withVolume = userData({ volume: true });
const REBOOT = 'systemctl restart ml-platform-boot &>/dev/null; echo "status $?"';
/** A local disk of this instance, in $diskN. Removed when the instance is gone. */
const localDisk = (number: number) => `truncate -s 16M /disk${number}
disk${number}=$(losetup --find --show /disk${number}); exec {hold}<"$disk${number}"; losetup -d "$disk${number}"
ln -s "$disk${number}" /devices/disk/by-id/nvme-Amazon_EC2_NVMe_Instance_Storage_AWS${number}`;
const BLANK = 'dd if=/dev/zero of="$disk1" bs=1M count=16 status=none';
const SCRATCH =
  'findmnt -no SOURCE,FSTYPE,OPTIONS /scratch | grep -oE "image-disks|ext4|noatime"; stat -c %a /scratch';

unless(describe, instanceObstacle())('a boot', () => {
  test('keeps the data when the volume comes back as another device, after the network', () => {
    const { stdout } = bootInstance(
      withVolume,
      `touch /metadata/down; touch /aws-fails
       (until grep -q 'attempt 3 of 60' /var/log/ml-platform-boot.log 2>/dev/null; do /bin/sleep 0.02; done; rm /metadata/down
        until grep -q 'Could not connect' /var/log/ml-platform-boot.log; do /bin/sleep 0.02; done; rm /aws-fails) &
       bash /user-data &>/dev/null; echo "status $?"; echo mine >/data/file
       grep -c 'attempt 3 of 60 failed: metadata' /var/log/ml-platform-boot.log; grep -c 'Could not connect' /var/log/ml-platform-boot.log
       umount /data; image=$(losetup -nO BACK-FILE "$(</volume)"); other=$(losetup --find --show "$image"); exec 8<"$other"; losetup -d "$other"
       [[ $other != "$(</volume)" ]] && echo 'another device'
       echo "$other" >/volume; rm /attachment /devices/disk/by-id/*
       ${REBOOT}; cat /data/file; findmnt -no SOURCE /data | grep -cx "$other"; grep -c /data /etc/fstab`,
    );
    expect(stdout.trim().split('\n')).toEqual([
      'status 0',
      '1',
      '1',
      'another device',
      'status 0',
      'mine',
      '1',
      '1',
    ]);
  });

  test('fails without its volume or with unknown data on it, and changes nothing', () => {
    const { stdout } = bootInstance(
      withVolume,
      `printf 'i-2\\tattached\\t/dev/sdf\\n' >/attachment
       export ML_ATTACH_LIMIT_SECONDS=0; bash /user-data >&/out; echo "status $?"; grep -oE 'still attached to i-2|FAILED: no device' /out | sort -u
       cat /etc/fstab; ls /var/lib/ml-platform/ready /tmp/setup_complete.txt 2>/dev/null
       rm /attachment; unset ML_ATTACH_LIMIT_SECONDS; echo 'somebody wrote this' | dd of="$(</volume)" conv=notrunc status=none
       before=$(md5sum <"$(</volume)"); ${REBOOT}; [[ $before == "$(md5sum <"$(</volume)")" ]] && echo unchanged
       cat /etc/fstab; ls /var/lib/ml-platform/ready 2>/dev/null; cat /calls-of-agent | wc -l`,
    );
    expect(stdout.trim().split('\n')).toEqual([
      'status 1',
      'FAILED: no device',
      'still attached to i-2',
      '# as at the start',
      'status 1',
      'unchanged',
      '# as at the start',
      // The error can be read from outside.
      '2',
    ]);
  });

  test('creates the file system again when the instance stopped in the middle of it', () => {
    const { stdout } = bootInstance(
      withVolume,
      `printf '#!/bin/bash\\nhead -c 1M /dev/urandom >"\${!#}"; touch /died; kill -9 $PPID' >/stubs/mkfs.ext4; chmod +x /stubs/mkfs.ext4
       bash /user-data &>/dev/null; ls /died; rm /stubs/mkfs.ext4; ${REBOOT}; findmnt -no FSTYPE /data; ls /var/lib/ml-platform
       umount /data; head -c 4M /dev/urandom >"$(</volume)"; ${REBOOT}`,
    );
    // Once the file system exists, unknown data on it is left alone again.
    expect(stdout.trim().split('\n')).toEqual(['/died', 'status 0', 'ext4', 'job', 'ready', 'status 1']);
  });

  test('publishes its log and the GPU utilization, leaves no secret, and marks the instance ready last', () => {
    const { stdout } = bootInstance(
      userData({ kind: 'fleet', name: 'a100' }),
      `mkdir -p /metadata/iam/security-credentials; echo SECRET-KEY >/metadata/iam/security-credentials/role
       touch /start; AWS_SECRET_ACCESS_KEY=SECRET-KEY bash /user-data &>/out
       echo '== configuration'; cat /opt/ml/amazon-cloudwatch-agent.json
       echo '== agent'; cat /calls-of-agent
       echo '== secrets'; grep -rlE 'SECRET-KEY|metadata-token:' /out /var/log/ml-platform-* /etc/ml-platform /etc/profile.d /etc/systemd/system /user-data
       grep -rl SECRET-KEY /opt/ml /var/lib/ml-platform
       echo '== later'; find /etc /opt/ml /var/lib/ml-platform /home/ml /tmp/setup_complete.txt -newer /var/lib/ml-platform/ready
       echo '== files'; stat -c '%U %a %n' /opt/ml/*.sh /home/ml /var/lib/ml-platform/job /var/log/ml-platform-training.log /etc/ml-platform/environment`,
    );
    const found = sections(stdout);
    const file = (name: string) => ({
      file_path: `/var/log/ml-platform-${name}.log`,
      log_group_name: '/ml/training/Training',
      log_stream_name: `fleet/a100/i-0123456789abcdef0/${name}`,
      retention_in_days: 30,
    });
    expect(JSON.parse(found['configuration']!)).toEqual({
      agent: { region: 'us-west-2' },
      logs: { logs_collected: { files: { collect_list: [file('boot'), file('training')] } } },
      metrics: {
        namespace: 'MLPlatform/Training',
        metrics_collected: {
          nvidia_gpu: {
            measurement: ['utilization_gpu', 'memory_used'],
            metrics_collection_interval: 60,
            append_dimensions: { Stack: 'Training', Fleet: 'a100' },
            drop_original_metrics: ['utilization_gpu', 'memory_used'],
          },
        },
        aggregation_dimensions: [['Stack', 'Fleet']],
      },
    });
    expect(found['agent']).toBe('-a fetch-config -m ec2 -s -c file:/opt/ml/amazon-cloudwatch-agent.json');
    expect(found['secrets']).toBe('');
    expect(found['later']).toBe('/tmp/setup_complete.txt');
    expect(found['files']!.split('\n')).toEqual([
      'root 755 /opt/ml/boot.sh',
      'root 755 /opt/ml/job-status.sh',
      'root 644 /opt/ml/metadata.sh',
      'root 755 /opt/ml/run-job.sh',
      'root 755 /opt/ml/watch-interruptions.sh',
      'ml 750 /home/ml',
      'root 755 /var/lib/ml-platform/job',
      'ml 644 /var/log/ml-platform-training.log',
      'root 644 /etc/ml-platform/environment',
    ]);
  });

  test('continues without the CloudWatch agent, after trying to install it from the distribution', () => {
    const { stdout } = bootInstance(
      userData(),
      `rm -r /opt/aws; printf '#!/bin/bash\\necho "$*" >>/calls-of-yum; exit 1' >/stubs/yum; chmod +x /stubs/yum
       bash /user-data &>/dev/null; echo "status $?"; sort -u /calls-of-yum; grep -o 'logs stay.*' /var/log/ml-platform-boot.log`,
    );
    expect(stdout.trim().split('\n')).toEqual([
      'status 0',
      'install -q -y amazon-cloudwatch-agent',
      'logs stay on this instance: no CloudWatch agent',
    ]);
  });

  test('fails where the metadata service never answers', () => {
    const { stdout } = bootInstance(
      userData(),
      'touch /metadata/down; bash /user-data 2>&1 | grep -o FAILED.*',
    );
    expect(stdout.trim()).toBe('FAILED: no instance id from the metadata service');
  });

  test('makes one volume of the local disks, again when they are blank', () => {
    const { stdout } = bootInstance(
      userData(),
      `${localDisk(1)}; ln -s "$disk1" /devices/disk/by-id/nvme-Amazon_EC2_NVMe_Instance_Storage_AWS1_1
       echo '== one'; bash /user-data &>/dev/null; ${SCRATCH}; grep SCRATCH /etc/ml-platform/environment; echo mine >/scratch/file
       umount /scratch; ${REBOOT}; cat /scratch/file; umount /scratch
       echo '== blank'; ${BLANK}; ${REBOOT}; ls -A /scratch; umount /scratch
       echo '== foreign'; ${BLANK}; echo 'somebody wrote this' >"$disk1"
       ${REBOOT}; head -c 19 "$disk1"; echo; grep SCRATCH /etc/ml-platform/environment; ${BLANK}
       ${localDisk(2)}
       echo '== two'; ${REBOOT}; ${SCRATCH}; grep -oE -- '--(assemble|create) .*' /calls-of-mdadm | sed 's,/dev/loop[0-9]*,DISK,g'
       umount /scratch; : >/calls-of-mdadm; ${REBOOT}; ${SCRATCH}; grep -c create /calls-of-mdadm; umount /scratch
       echo '== image'; touch /image-mounts-disks; ${REBOOT}; ${SCRATCH}; ${REBOOT}; ${SCRATCH}`,
    );
    expect(sections(stdout)).toEqual({
      one: 'ext4\nnoatime\n1777\nML_SCRATCH="/scratch"\nstatus 0\nmine',
      blank: 'status 0\nlost+found',
      foreign: 'status 0\nsomebody wrote this\nML_SCRATCH=""',
      two: [
        'status 0\next4\nnoatime\n1777',
        '--assemble /devices/md/ml-scratch DISK DISK',
        '--create /devices/md/ml-scratch --run --level=0 --raid-devices=2 --homehost=any --name=ml-scratch DISK DISK',
        'status 0\next4\nnoatime\n1777\n0',
      ].join('\n'),
      image: 'status 0\nimage-disks\n1777\nstatus 0\nimage-disks\n1777',
    });
  });
});
