import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sharedFolder } from './scripts';
import { run, unless } from '../training/boot/user-data';

const part = join(sharedFolder, 'mount-data.sh');
const scratch = mkdtempSync(join(tmpdir(), 'mount-data-'));

/** A mount namespace of its own, with its own /etc, and a loop device in place of the volume. */
const HARNESS = `
set -Eeuo pipefail
mkdir -p "$1/etc" "$1/data"
cp -r /etc/. "$1/etc/" 2>/dev/null || true
mount --bind "$1/etc" /etc
say() { echo "$*" >&2; }
fail() { say "FAILED: $*"; exit 1; }
ML_DATA_VOLUME_ID=vol-1 ML_DATA_MOUNT=$1/data
data_device=$(losetup --find --show "$2")
trap 'umount "$ML_DATA_MOUNT" 2>/dev/null || true; losetup -d "$data_device"' EXIT
. "$3"
eval "$4"
`;

function boot(name: string, image: string, then = 'true') {
  const place = join(scratch, name);
  return run('unshare', ['--mount', 'bash', '-c', HARNESS, 'harness', place, image, part, then]);
}

function disk(name: string, content?: Buffer): string {
  const file = join(scratch, `${name}.img`);
  writeFileSync(file, content ?? '');
  truncateSync(file, 64 * 1024 * 1024);
  return file;
}

const uuid = (text: string) => /UUID=\S+/.exec(text)![0];
const hash = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

/** Loop devices and mounts need root, and a kernel that allows them. */
const obstacle = boot('trial', disk('trial')).status === 0 ? undefined : 'no root, or no loop devices';

unless(describe, obstacle)('data volume', () => {
  test('a blank volume gets a file system, and its files are there after every later boot', () => {
    const image = disk('blank');
    const first = boot(
      'first',
      image,
      'echo mine > "$ML_DATA_MOUNT/file"; grep data /etc/fstab; stat -c %a "$ML_DATA_MOUNT"',
    );
    expect(first.stderr).toContain('is blank');
    expect(first.stdout).toMatch(/^UUID=\S+ \S+ ext4 defaults,nofail\S* 0 2$/m);
    expect(first.stdout).toContain('1777');
    for (const again of ['second', 'third']) {
      const later = boot(again, image, 'cat "$ML_DATA_MOUNT/file"; grep data /etc/fstab');
      expect(later.stderr).toContain('has ext4: kept');
      expect(later.stdout).toContain('mine');
      expect(uuid(later.stdout)).toBe(uuid(first.stdout));
    }
  });

  test('another boot of the same instance leaves one line in fstab', () => {
    const image = disk('once');
    const twice = boot('once', image, '. "$3"; . "$3"; grep -c "$ML_DATA_MOUNT" /etc/fstab');
    expect(twice.stdout.trim()).toBe('1');
  });

  test.each([
    ['with something unknown at its start', Buffer.from('not a file system, but data of a user')],
    [
      'with something unknown behind its first sector',
      Buffer.concat([Buffer.alloc(1024 * 1024), Buffer.from('x')]),
    ],
    ['with a partition table', Buffer.concat([Buffer.alloc(510), Buffer.from([0x55, 0xaa])])],
    // Systemd would use it as such if it were in fstab.
    ['with swap space', 'mkswap'],
  ])('a volume %s is left as it is, and the boot fails', (name, content) => {
    const image = disk(name.replaceAll(' ', '-'), Buffer.isBuffer(content) ? content : undefined);
    if (!Buffer.isBuffer(content)) expect(run(content, [image]).status).toBe(0);
    const before = hash(image);
    const result = boot(name.replaceAll(' ', '-'), image);
    expect(result.status).toBe(1);
    expect(result.stderr).toMatch(/FAILED: .*nothing was changed/);
    expect(hash(image)).toBe(before);
    expect(readFileSync(join(scratch, name.replaceAll(' ', '-'), 'etc/fstab'), 'utf8')).not.toContain(
      scratch,
    );
  });

  test('a larger volume is used in full', () => {
    const image = disk('grown');
    boot('small', image);
    truncateSync(image, 128 * 1024 * 1024);
    const size = 'df --block-size=1M --output=size "$ML_DATA_MOUNT" | tail -1';
    const { stdout, stderr } = boot('large', image, size);
    if (stderr.includes('Permission denied to resize')) {
      console.warn('skipped: this computer does not let root grow a mounted file system');
      return;
    }
    expect(Number(stdout.trim().split('\n').at(-1))).toBeGreaterThan(100);
  });
});

test('without a volume /data is a folder that every user can write', () => {
  const place = join(scratch, 'folder', 'data');
  const { status } = run('bash', [
    '-c',
    `set -eu; ML_DATA_VOLUME_ID= ML_DATA_MOUNT=${place}; . ${part}; [[ $(stat -c %a ${place}) == 1777 ]]`,
  ]);
  expect(status).toBe(0);
});
