import { instanceObstacle } from '../../../training/boot/instance';
import { unless } from '../../../training/boot/user-data';
import { attributes, bootGoogleInstance, STARTUP } from './startup-instance';

const lines = (output: string) => output.trim().split('\n');
const READY = 'ls /var/lib/ml-platform/ready /tmp/ready 2>/dev/null';
/** Commands that print whether the log of the boot has a text. */
const logged = (text: string) => `grep -o '${text}' /var/log/ml-platform-boot.log`;

unless(describe, instanceObstacle())('the startup script', () => {
  test('creates a file system on a blank disk, once, and becomes ready', () => {
    const output =
      bootGoogleInstance(`${STARTUP}; findmnt -no FSTYPE /data; stat -c %a /data; echo mine >/data/file
      cat /tmp/ready; tail -n 1 /var/log/ml-platform-boot.log | cut -d ' ' -f 2-
      : >/calls-of-systemctl; ${STARTUP}; cat /calls-of-systemctl
      umount /data; rm -f /tmp/ready; echo 1 >/gpus-that-compute
      sed -i s/transformers/other/ /user-data; ${STARTUP}; ${READY}; ${logged('all 2 GPUs')}
      echo 2 >/gpus-that-compute; ${STARTUP}; cat /data/file /etc/fstab /tmp/ready; grep -c torch== /calls-of-pip`);
    expect(lines(output)).toEqual([
      'status 0',
      'ext4',
      '1777',
      'GPU setup complete',
      'GPU setup complete (gpu-training-a100, 2 GPUs)',
      // The same script: nothing is done again.
      'status 0',
      'start ml-platform-boot.service',
      // Another one, and a GPU that is not there.
      'status 1',
      'all 2 GPUs',
      'status 0',
      'mine',
      '# as at the start',
      expect.stringMatching(/^UUID=\S+ \/data ext4 defaults,nofail,x-systemd.device-timeout=30s 0 2$/),
      'GPU setup complete',
      '2',
    ]);
  });

  test('leaves a disk with unknown data as it is, and does not become ready', () => {
    const untouched = (content: string) =>
      `${content}; before=$(md5sum <$(</volume)); ${STARTUP}; [[ $(md5sum <$(</volume)) == "$before" ]] && echo unchanged`;
    const output =
      bootGoogleInstance(`${untouched('printf x | dd of=$(</volume) bs=1 seek=1048576 conv=notrunc status=none')}
        ${untouched('mkswap -q $(</volume) >/dev/null')}
        ${READY}; grep -c data /etc/fstab; ${logged('nothing was changed')}`);
    expect(lines(output)).toEqual([
      'status 1',
      'unchanged',
      'status 1',
      'unchanged',
      '0',
      'nothing was changed',
      'nothing was changed',
    ]);
  });

  test.each([
    ['before the folder is open to all', 'chmod', '1777', ':'],
    [
      'in the middle of mkfs',
      'mkfs.ext4',
      '-q',
      'printf x | dd of=$(</volume) bs=1 seek=1024 conv=notrunc status=none',
    ],
  ])('killed %s ends right at the next boot', (_, program, argument, deed) => {
    // In place of the program: the first call kills the script that makes it.
    const output = bootGoogleInstance(`real=$(type -P ${program}); cat >/stubs/${program} <<STUB
#!/bin/bash
if [[ "\\$1" == "${argument}" && ! -e /killed ]]; then touch /killed; ${deed.replaceAll('$', '\\$')}; kill -9 \\$PPID; exit 1; fi
exec $real "\\$@"
STUB
      chmod +x /stubs/${program}; ${STARTUP} | sed 's/[1-9].*/bad/'; ${READY}; ls /killed
      if mountpoint -q /data; then umount /data; fi; rm -rf /run/ml-platform*
      ${STARTUP}; stat -c %a /data; findmnt -no FSTYPE /data; cat /tmp/ready`);
    expect(lines(output)).toEqual([
      'status bad',
      '/killed',
      'status 0',
      '1777',
      'ext4',
      'GPU setup complete',
    ]);
  });

  test('without a data disk waits for none, but still needs its bucket', () => {
    const role = { 'aws-role-arn': 'arn:aws:iam::111122223333:role/training', 'aws-audience': 'a&format=x' };
    const output = bootGoogleInstance(
      `${STARTUP}; grep CHECKPOINTS /etc/ml-platform/environment; stat -c '%U %a' /data/checkpoints; cat /etc/fstab
       ls /etc/ml-platform/aws-environment /etc/systemd/system/ml-a* 2>/dev/null
       ${attributes(role)}
       rm /var/lib/ml-platform/ready; ${STARTUP}; ${logged('use only letters')}; rm /metadata/instance/attributes/aws-*
       ${attributes({ 'ml-artifacts-bucket': 'artifacts' })}
       ${STARTUP}; ${READY}; ${logged('cannot mount bucket artifacts')}
       mkdir /gcs; mount --bind /gcs /mnt/artifacts; ${STARTUP}; grep CHECKPOINTS /etc/ml-platform/environment
       stat -c '%U %a' /gcs/checkpoints; cat /tmp/ready`,
      { disk: false },
    );
    expect(lines(output)).toEqual([
      'status 0',
      'ML_CHECKPOINTS="/data/checkpoints"',
      'ml 755',
      '# as at the start',
      'status 1',
      'use only letters',
      'status 1',
      'cannot mount bucket artifacts',
      'status 0',
      'ML_CHECKPOINTS="/mnt/artifacts/checkpoints"',
      'ml 755',
      'GPU setup complete',
    ]);
  });
});
