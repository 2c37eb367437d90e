import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GcpConfig } from '../../../config/schema/gcp';

/** Where a data disk is mounted; a folder of the boot disk where there is none. */
const DATA_MOUNT = '/data';

/** Seconds from the notice of a preemption to the end of a Spot VM; training has five less. */
const CHECKPOINT_SECONDS = 30;

const own = __dirname;
/** The scripts of training machines on AWS; what is the same on Google Cloud is theirs. */
const shared = join(__dirname, '..', '..', '..', 'training', 'boot');

/** A part of the boot script: a file of one of the folders. */
type Part = readonly [folder: string, ...path: string[]];

const read = ([folder, ...path]: Part) => readFileSync(join(folder, ...path), 'utf8').trimEnd();

/** The parts of the boot script, in the order in which they run. lib/gcp/boot/README.md says what each does. */
const PARTS: readonly Part[] = [
  [shared, 'begin.sh'],
  [shared, 'every-boot.sh'],
  [own, 'google.sh'],
  [own, 'find-disk.sh'],
  [shared, 'mount-data.sh'],
  [shared, 'write-variable.sh'],
  [own, 'environment.sh'],
  [shared, 'user-profile.sh'],
  [own, 'stop-in-time.sh'],
  [shared, 'training-services.sh'],
  [own, 'mount-artifacts.sh'],
  [own, 'aws-identity.sh'],
  [own, 'install-libraries.sh'],
  [own, 'ready.sh'],
];

/** Files that the script puts into /opt/ml, with their modes and the parts that each is made of; installed before `google`. */
const FILES: Readonly<Record<string, readonly [mode: string, ...from: Part[]]>> = {
  'metadata.sh': ['0644', [own, 'files', 'metadata.sh']],
  'run-job.sh': ['0755', [shared, 'files', 'run-job.sh']],
  'job-status.sh': ['0755', [shared, 'files', 'job-status.sh'], [own, 'files', 'job-status-in-bucket.sh']],
  'watch-interruptions.sh': ['0755', [own, 'files', 'watch-interruptions.sh']],
  'write-aws-token.sh': ['0755', [own, 'files', 'write-aws-token.sh']],
  'start-job.sh': ['0755', [own, 'files', 'start-job.sh']],
};

const installed = Object.entries(FILES).map(
  ([name, [mode, ...from]]) =>
    `install_file ${mode} /opt/ml/${name} <<'ML_FILE'\n${from.map(read).join('\n')}\nML_FILE`,
);

const parts = PARTS.flatMap((part) => [...(part[1] === 'google.sh' ? installed : []), read(part)]).join('\n');

const wrapper = read([own, 'startup.sh']);

/**
 * The script that an instance runs at every boot. It is the same for every boot of an instance until the companion changes.
 *
 * What differs between the instances of a group, or without a new script, comes from metadata attributes:
 * `ml-artifacts-bucket`, `aws-role-arn`, `aws-audience` and `aws-region`.
 *
 * @param dataDeviceName - Device name of the data disk. Default: the instance has none.
 */
export function startupScript(libraries: GcpConfig['libraries'], dataDeviceName = ''): string {
  const settings = {
    ML_DATA_DEVICE_NAME: dataDeviceName,
    // What the shared parts call the disk in messages, and in the record of a file system that is being made.
    ML_DATA_VOLUME_ID: dataDeviceName,
    ML_DATA_MOUNT: DATA_MOUNT,
    ML_CHECKPOINT_SECONDS: String(CHECKPOINT_SECONDS),
    ML_PYTORCH_INDEX_URL: libraries.pytorchIndexUrl ?? '',
    ML_PYTORCH_PACKAGES: libraries.pytorch.join(' '),
    ML_PACKAGES: libraries.packages.join(' '),
  };
  // The schema lets no quote through.
  const header = Object.entries(settings).map(([name, value]) => `${name}='${value}'`);
  const bootScript = ['#!/bin/bash', ...header, parts].join('\n');
  // By a function: the script is full of what replace takes for patterns.
  return `${wrapper.replace('@BOOT_SCRIPT@', () => bootScript)}\n`;
}
