import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sharedFolder } from './scripts';
import { run, unless } from '../training/boot/user-data';

const scratch = mkdtempSync(join(tmpdir(), 'probe-'));
const MIB = 1024 * 1024;

/** A volume as a file, which blkid and mkfs accept as well. */
function volume(name: string, content: Buffer | string[] = Buffer.alloc(0), size = 16 * MIB): string {
  const file = join(scratch, name.replaceAll(/\W+/g, '-'));
  writeFileSync(file, Buffer.isBuffer(content) ? content : '');
  truncateSync(file, size);
  if (!Buffer.isBuffer(content)) {
    const [command, ...args] = content;
    expect(run(command!, [...args, file])).toMatchObject({ status: 0 });
  }
  return file;
}

/** The kind of file system or other content that the boot script finds on a volume. */
function probe(file: string): string {
  const { stdout } = run('bash', [
    '-c',
    `set -Eeuo pipefail; ML_DATA_VOLUME_ID= ML_DATA_MOUNT=${scratch}/data; . ${sharedFolder}/mount-data.sh; probe ${file}`,
  ]);
  return stdout.trim();
}

const hash = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');
const at = (offset: number, content: string | Buffer) =>
  Buffer.concat([Buffer.alloc(offset), Buffer.from(content)]);
const BOOT_SIGNATURE = Buffer.from([0x55, 0xaa]);
/** A partition of Linux from sector 1 on, as long as the disk. */
const PARTITION = Buffer.from([0, 0, 2, 0, 0x83, 0, 0, 0, 1, 0, 0, 0, 0xff, 0x7f, 0, 0]);

const missing = ['blkid', 'mkfs.ext4', 'mkswap'].find((program) => run(program, ['-V']).error !== undefined);

unless(describe, missing && `${missing} is not installed`)('the signature of a volume', () => {
  test.each<[string, Buffer | string[], string]>([
    ['nothing', Buffer.alloc(0), 'blank'],
    ['ext4', ['mkfs.ext4', '-q'], 'ext4'],
    ['swap space', ['mkswap'], 'swap'],
    ['the mark of xfs', at(0, 'XFSB'), ''],
    [
      'a partition table',
      Buffer.concat([Buffer.alloc(446), PARTITION, Buffer.alloc(48), BOOT_SIGNATURE]),
      'dos',
    ],
    ['text at its start', at(0, 'somebody wrote this'), ''],
    ['text in its last looked-at byte', at(4 * MIB - 1, 'x'), ''],
  ])('%s', (name, content, expected) => {
    const file = volume(name, content);
    const before = hash(file);
    expect(probe(file)).toBe(expected);
    expect(hash(file)).toBe(before);
  });

  test('a volume with two signatures at once has no known kind', () => {
    const file = volume('ext4 and swap', ['mkfs.ext4', '-q']);
    const content = readFileSync(file);
    content.write('SWAPSPACE2', 4086);
    content.writeUInt32LE(1, 1024);
    writeFileSync(file, content);
    expect(probe(file)).not.toBe('blank');
  });

  test('a volume that cannot be read does not count as blank', () => {
    expect(probe(join(scratch, 'absent'))).toBe('');
  });
});
