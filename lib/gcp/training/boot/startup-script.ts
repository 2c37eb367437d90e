import {
  assemble,
  DATA_MOUNT,
  installFile,
  readScript,
  settingLines,
  sharedScript,
} from '../../../boot/assemble';
import type { GcpConfig } from '../../../config/schema/gcp';

/** Seconds from the notice of a preemption until a Spot VM stops; training gets five less. */
const CHECKPOINT_SECONDS = 30;

const own = (path: string) => readScript(__dirname, path);

/** The parts of the boot script, in the order in which they run; README.md describes each. */
const parts = assemble([
  sharedScript('begin.sh'),
  sharedScript('every-boot.sh'),
  installFile('metadata.sh', '0644', own('files/metadata.sh')),
  installFile('run-job.sh', '0755', sharedScript('files/run-job.sh')),
  installFile(
    'job-status.sh',
    '0755',
    sharedScript('files/job-status.sh'),
    own('files/job-status-in-bucket.sh'),
  ),
  installFile('watch-interruptions.sh', '0755', own('files/watch-interruptions.sh')),
  installFile('write-aws-token.sh', '0755', own('files/write-aws-token.sh')),
  installFile(
    'start-job.sh',
    '0755',
    '#!/bin/bash',
    sharedScript('job/begin.sh'),
    own('../job/options.sh'),
    sharedScript('job/wait-for-boot.sh'),
    own('../job/fetch-job.sh'),
    sharedScript('job/switch-job.sh'),
  ),
  own('google.sh'),
  own('find-disk.sh'),
  sharedScript('mount-data.sh'),
  sharedScript('write-variable.sh'),
  own('environment.sh'),
  sharedScript('user-profile.sh'),
  own('stop-in-time.sh'),
  sharedScript('training-services.sh'),
  own('mount-artifacts.sh'),
  own('aws-identity.sh'),
  own('install-libraries.sh'),
  sharedScript('count-gpus.sh'),
  own('ready.sh'),
]).trimEnd();

const wrapper = assemble([own('startup.sh')]);

/**
 * The startup script of a training instance, which Compute Engine runs at every boot.
 *
 * Settings that differ between instances of a group, or change without a new script, are metadata attributes:
 * `ml-artifacts-bucket`, `aws-role-arn`, `aws-audience` and `aws-region`.
 *
 * @param dataDeviceName - Device name of the data disk; empty if the instance has none.
 */
export function startupScript(libraries: GcpConfig['libraries'], dataDeviceName = ''): string {
  const settings = {
    ML_DATA_DEVICE_NAME: dataDeviceName,
    // Identifies the disk in the shared parts: in messages, and in the record of a file system creation.
    ML_DATA_VOLUME_ID: dataDeviceName,
    ML_DATA_MOUNT: DATA_MOUNT,
    ML_CHECKPOINT_SECONDS: String(CHECKPOINT_SECONDS),
    ML_PYTORCH_INDEX_URL: libraries.pytorchIndexUrl ?? '',
    ML_PYTORCH_PACKAGES: libraries.pytorch.join(' '),
    ML_PACKAGES: libraries.packages.join(' '),
  };
  const bootScript = ['#!/bin/bash', ...settingLines(settings), parts].join('\n');
  // The replacement is a function because the script contains `$&` and the like, which replace would expand.
  return wrapper.replace('@BOOT_SCRIPT@', () => bootScript);
}
