import { mkdirSync, mkdtempSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { partsFolder, run, unless } from './user-data';

/** Any block device: the script checks its type, and never opens it. */
const blockDevice = readdirSync('/dev')
  .map((name) => join('/dev', name))
  .find((path) => statSync(path, { throwIfNoEntry: false })?.isBlockDevice());
const scratch = mkdtempSync(join(tmpdir(), 'attach-volume-'));
let instances = 0;

const BY_ID = 'disk/by-id/nvme-Amazon_Elastic_Block_Store_vol0abc';
const ATTACHED = String.raw`printf 'i-1\tattached\t/dev/sdf\n'`;

interface Instance {
  /** Commands that the nth `describe-volumes` runs; the last ones also run later. */
  readonly describe: string[];
  /** Commands that `attach-volume` runs. */
  readonly attach?: string;
  /** Device names below the device directory that are there from the start. */
  readonly devices?: string[];
  readonly volumeId?: string;
  readonly limitSeconds?: number;
}

/** Runs the part, with programs in place of the cloud. `appear NAME` creates a device. */
function attach(instance: Instance) {
  const { attach = ATTACHED, devices = [], volumeId = 'vol-0abc', limitSeconds = 60 } = instance;
  const place = join(scratch, String(++instances));
  const bin = join(place, 'bin');
  mkdirSync(bin, { recursive: true });
  mkdirSync(join(place, 'dev/disk/by-id'), { recursive: true });
  for (const device of devices) symlinkSync(blockDevice!, join(place, 'dev', device));
  const program = (name: string, lines: string[]) =>
    writeFileSync(join(bin, name), ['#!/bin/bash', `place=${place}`, ...lines].join('\n'), { mode: 0o755 });
  program('sleep', []);
  program('aws', [
    `appear() { ln -s ${blockDevice} "$place/dev/$1"; }`,
    'echo "$*" >>"$place/calls"',
    'if [[ $* == *attach-volume* ]]; then',
    attach,
    'exit; fi',
    'count=$(grep -c describe-volumes "$place/calls")',
    ...instance.describe.slice(0, -1).map((step, index) => `((count == ${index + 1})) && { ${step}; exit; }`),
    instance.describe.at(-1)!,
  ]);
  // Errors as in begin.sh.
  const harness = `set -Eeuo pipefail
    say() { echo "$*" >&2; }
    fail() { say "FAILED: $*"; exit 1; }
    retry() { shift 2; "$@"; }
    PATH=${bin}:$PATH ML_DATA_VOLUME_ID=${volumeId} ML_DATA_DEVICE=/dev/sdf ML_REGION=us-west-2 instance_id=i-1
    ML_DEVICE_DIRECTORY=${place}/dev ML_ATTACH_LIMIT_SECONDS=${limitSeconds}
    . ${partsFolder}/attach-volume.sh
    echo "device=$data_device"; cat ${place}/calls 2>/dev/null || true`;
  return run('bash', ['-c', harness]);
}

unless(describe, blockDevice ? undefined : 'no block device on this computer')('attaching the volume', () => {
  test('an instance without a volume makes no call', () => {
    expect(attach({ volumeId: '', describe: ['exit 1'] }).stdout).toBe('device=\n');
  });

  test('a volume whose device exists is used without a call', () => {
    const { stdout } = attach({ devices: [BY_ID], describe: ['exit 1'] });
    expect(stdout).toBe(`device=${blockDevice}\n`);
  });

  test('a free volume is attached, and its device awaited', () => {
    const { stdout, status } = attach({
      describe: [
        'echo None',
        String.raw`printf 'i-1\tattaching\t/dev/sdf\n'`,
        `appear ${BY_ID}; ${ATTACHED}`,
      ],
    });
    expect(status).toBe(0);
    expect(stdout).toContain(`device=${blockDevice}`);
    expect(stdout).toContain(
      'ec2 --region us-west-2 --output text attach-volume --volume-id vol-0abc --instance-id i-1 --device /dev/sdf',
    );
    expect(stdout.match(/attach-volume/g)).toHaveLength(1);
  });

  test('on Xen a volume is found by the name of its attachment', () => {
    const { stdout } = attach({ devices: ['xvdf'], describe: [ATTACHED] });
    expect(stdout).toContain(`device=${blockDevice}`);
    expect(stdout).not.toContain('attach-volume');
  });

  test('on Xen another device of that name is not used while the volume is elsewhere', () => {
    const { status, stdout } = attach({
      devices: ['xvdf'],
      describe: [String.raw`printf 'i-2\tattached\t/dev/sdf\n'`],
      limitSeconds: 0,
    });
    expect(status).toBe(1);
    expect(stdout).not.toContain('device=');
  });

  test('a volume that is attached to another instance is waited for, and never detached', () => {
    const { stdout, stderr } = attach({
      describe: [
        String.raw`printf 'i-2\tattached\t/dev/sdf\n'`,
        String.raw`printf 'i-2\tdetaching\t/dev/sdf\n'`,
        'echo None',
        `appear ${BY_ID}; ${ATTACHED}`,
      ],
    });
    expect(stderr).toContain('vol-0abc: still attached to i-2 (detaching)');
    expect(stdout).toContain(`device=${blockDevice}`);
    expect(stdout).not.toContain('detach-volume');
  });

  test('a refused attachment is logged once and retried, and the boot fails with its message', () => {
    const { status, stderr } = attach({
      describe: ['echo None'],
      attach: 'echo "UnauthorizedOperation: no" >&2; exit 254',
      limitSeconds: 1,
    });
    expect(status).toBe(1);
    expect(stderr.match(/^vol-0abc: UnauthorizedOperation: no$/gm)).toHaveLength(1);
    expect(stderr).toContain(
      'FAILED: no device for vol-0abc after 1 s; last: UnauthorizedOperation: no. Detach the volume',
    );
  });

  test('a failed call is repeated', () => {
    const { stdout } = attach({
      describe: ['echo "Could not connect" >&2; exit 255', `appear ${BY_ID}; ${ATTACHED}`],
    });
    expect(stdout).toContain(`device=${blockDevice}`);
  });

  test('a warning of the CLI is not read as the response', () => {
    const { stdout, stderr } = attach({
      describe: [`appear ${BY_ID}; echo "PythonDeprecationWarning: old" >&2; ${ATTACHED}`],
    });
    expect(stderr).not.toContain('still attached');
    expect(stdout).toContain(`device=${blockDevice}`);
  });
});
