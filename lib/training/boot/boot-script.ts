import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import {
  assemble,
  DATA_MOUNT,
  installFile,
  packed,
  readScript,
  settingLines,
  sharedScript,
} from '../../boot/assemble';
import { findInstanceType, type NvidiaDriver } from '../../catalog';
import { trainingLogGroupName } from '../../contract/training-names';
import type { DataBuckets } from '../../storage/data-stores';

export interface BootScriptProps {
  /** Whether the instance belongs to a fleet or is a workstation; part of the names of its logs and metrics. */
  readonly kind: 'fleet' | 'workstation';
  /** Key of the fleet or workstation in the configuration; part of the names of its logs and metrics. */
  readonly name: string;
  /** Instance type; its NVIDIA driver determines Python and libraries. */
  readonly instanceType: string;
  readonly stores: DataBuckets;
  /**
   * Volume that the instance attaches and mounts.
   * @default - the data directory is on the root volume
   */
  readonly dataVolume?: ec2.IVolume;
  /**
   * Value of the Cluster tag.
   * @default - the instance works alone
   */
  readonly clusterName?: string;
  /**
   * Whether local NVMe disks are mounted as one volume at /scratch.
   * @default true
   */
  readonly scratch?: boolean;
  /**
   * Seconds from the notice of an interruption until the instance is gone; training gets 15 less.
   * @default 120 - the notice of a Spot interruption
   */
  readonly checkpointSeconds?: number;
  /**
   * Lifecycle hook of the Auto Scaling group that holds the instance until it has booted.
   * @default - none
   */
  readonly launchHook?: string;
}

/** Device name with which the data volume is attached. */
export const DATA_DEVICE = '/dev/sdf';
const SCRATCH_MOUNT = '/scratch';

const own = (path: string) => readScript(__dirname, path);

/**
 * The parts of the script, in order; README.md describes each.
 *
 * Compressed, because EC2 accepts 16 KiB of user data and a template with fifty fleets must be smaller than 1 MB.
 */
const PACKED_PARTS = packed(
  assemble([
    sharedScript('begin.sh'),
    sharedScript('every-boot.sh'),
    installFile('metadata.sh', '0644', own('files/metadata.sh')),
    installFile('run-job.sh', '0755', sharedScript('files/run-job.sh')),
    installFile(
      'job-status.sh',
      '0755',
      sharedScript('files/job-status.sh'),
      own('files/job-status-in-s3.sh'),
    ),
    installFile('watch-interruptions.sh', '0755', own('files/watch-interruptions.sh')),
    own('instance-id.sh'),
    own('ship-logs.sh'),
    own('attach-volume.sh'),
    sharedScript('mount-data.sh'),
    own('mount-scratch.sh'),
    sharedScript('write-variable.sh'),
    own('user-environment.sh'),
    sharedScript('user-profile.sh'),
    sharedScript('training-services.sh'),
    own('install-libraries.sh'),
    own('gpus-compute.sh'),
    sharedScript('count-gpus.sh'),
    own('ready.sh'),
  ]),
);

/**
 * Python of the machine image, and requirements file. Current PyTorch does not support Volta GPUs, which need the
 * proprietary driver.
 */
const libraries: Readonly<Record<NvidiaDriver, { python: string; requirements: string }>> = {
  open: { python: 'python3.12', requirements: 'requirements.txt' },
  proprietary: { python: 'python3.10', requirements: 'requirements-volta.txt' },
};

/**
 * User data of a training instance: a header with its settings, and the compressed parts. The instance writes both to
 * /opt/ml/boot.sh.
 *
 * @param scope - Construct of the instance; its stack determines the region and is part of the names of logs and metrics.
 */
export function bootScript(scope: Construct, props: BootScriptProps): ec2.UserData {
  const { stores } = props;
  const { region, stackName } = Stack.of(scope);
  const { python, requirements } = libraries[findInstanceType(props.instanceType)?.driver ?? 'open'];
  const settings = {
    ML_KIND: props.kind,
    ML_NAME: props.name,
    ML_STACK: stackName,
    ML_REGION: region,
    ML_DATA_VOLUME_ID: props.dataVolume?.volumeId ?? '',
    ML_DATA_DEVICE: DATA_DEVICE,
    ML_DATA_MOUNT: DATA_MOUNT,
    ML_SCRATCH_MOUNT: (props.scratch ?? true) ? SCRATCH_MOUNT : '',
    ML_DATASETS_BUCKET: stores.datasets.bucketName,
    ML_MODELS_BUCKET: stores.models.bucketName,
    ML_ARTIFACTS_BUCKET: stores.artifacts.bucketName,
    ML_LOG_GROUP: trainingLogGroupName(stackName),
    ML_CHECKPOINT_SECONDS: String(props.checkpointSeconds ?? 120),
    ML_LAUNCH_HOOK: props.launchHook ?? '',
    ML_CLUSTER_NAME: props.clusterName ?? '',
    ML_PYTHON: python,
    ML_REQUIREMENTS: own(requirements),
  };
  const userData = ec2.UserData.forLinux();
  userData.addCommands(
    ...settingLines(settings),
    'set -euo pipefail',
    'mkdir -p /opt/ml',
    // Copies the header, which is the lines of this script up to `set`.
    `{ sed '/^set -/,$d' "$0"; base64 -d <<'PARTS' | gunzip; } >/opt/ml/boot.sh.new`,
    PACKED_PARTS,
    'PARTS',
    'chmod 0755 /opt/ml/boot.sh.new',
    'mv -f /opt/ml/boot.sh.new /opt/ml/boot.sh',
    'exec /opt/ml/boot.sh install',
  );
  return userData;
}
