import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { gzipSync, strToU8 } from 'fflate';
import { findInstanceType, type NvidiaDriver } from '../../catalog';
import type { DataStores } from '../../identity/data-access';

export interface BootScriptProps {
  /** Whether the machine is one of a group or a workstation; names logs and metrics. */
  readonly kind: 'fleet' | 'workstation';
  /** Key of the fleet or workstation in the configuration; names logs and metrics. */
  readonly name: string;
  /** Instance type; its driver decides which Python and libraries fit. */
  readonly instanceType: string;
  readonly stores: DataStores;
  /**
   * Volume that the machine attaches and mounts.
   * @default the data directory is on the root volume
   */
  readonly dataVolume?: ec2.IVolume;
  /**
   * Value of the Cluster tag, which jobs find their peers by.
   * @default the machine works alone
   */
  readonly clusterName?: string;
  /**
   * Whether local NVMe disks become one volume at /scratch.
   * @default true
   */
  readonly scratch?: boolean;
  /**
   * Seconds from the notice of an interruption to the end of the machine; training has 15 less.
   * @default 120 as of a spot interruption
   */
  readonly checkpointSeconds?: number;
  /**
   * Lifecycle hook of the group that holds the machine until it has booted.
   * @default none
   */
  readonly launchHook?: string;
}

/** Where a data volume is attached and mounted. */
export const DATA_DEVICE = '/dev/sdf';
const DATA_MOUNT = '/data';
const SCRATCH_MOUNT = '/scratch';

/** The parts of the script, in the order in which they run. lib/training/boot/README.md says what each does. */
const PARTS = [
  'begin',
  'every-boot',
  'instance-id',
  'ship-logs',
  'attach-volume',
  'mount-data',
  'mount-scratch',
  'write-variable',
  'user-environment',
  'user-profile',
  'training-services',
  'install-libraries',
  'ready',
];

/** Files that the script puts into /opt/ml, with their modes and the parts of lib/training/boot/files/ that each is made of;
 * installed before `instance-id`. */
const FILES = {
  'metadata.sh': ['0644', 'metadata.sh'],
  'run-job.sh': ['0755', 'run-job.sh'],
  'job-status.sh': ['0755', 'job-status.sh', 'job-status-in-s3.sh'],
  'watch-interruptions.sh': ['0755', 'watch-interruptions.sh'],
};

/**
 * Python of the machine image and the libraries for it. PyTorch left the Volta generation behind, whose machines are those
 * with the proprietary driver.
 */
const libraries: Readonly<Record<NvidiaDriver, { python: string; requirements: string }>> = {
  open: { python: 'python3.12', requirements: 'requirements.txt' },
  proprietary: { python: 'python3.10', requirements: 'requirements-volta.txt' },
};

const read = (...path: string[]) => readFileSync(join(__dirname, ...path), 'utf8').trimEnd();

/** The comments are for readers of the repository. */
const withoutComments = (script: string) => script.replace(/^\s*(#(?!!).*)?\n/gm, '');

function parts(): string {
  const files = Object.entries(FILES).map(
    ([name, [mode, ...from]]) =>
      `install_file ${mode} /opt/ml/${name} <<'ML_FILE'\n${from.map((part) => read('files', part)).join('\n')}\nML_FILE`,
  );
  const scripts = PARTS.map((part) => [...(part === 'instance-id' ? files : []), read(`${part}.sh`)]);
  return withoutComments(`${scripts.flat().join('\n')}\n`);
}

/**
 * What all machines run is compressed: EC2 takes 16 KiB of user data, and a template with fifty fleets must stay below its
 * megabyte. Not by zlib of Node, whose output depends on version and processor: other user data is another workstation.
 */
export const packed = (text: string) =>
  Buffer.from(gzipSync(strToU8(text), { level: 9, mtime: 0 })).toString('base64');

/** The same for all machines. */
const PACKED_PARTS = packed(parts());

/** Group of the logs of all training machines of a stack. The role of the machines may write below /ml/training only. */
export const trainingLogGroupName = (scope: Construct) => `/ml/training/${Stack.of(scope).stackName}`;

/**
 * User data of a training machine: a header with its settings, and the scripts of lib/training/boot/, compressed. Both are
 * /opt/ml/boot.sh on the machine.
 *
 * @param scope - Construct of the machine; its stack tells the region and names logs and metrics.
 */
export function bootScript(scope: Construct, props: BootScriptProps): ec2.UserData {
  const { stores } = props;
  const { python, requirements } = libraries[findInstanceType(props.instanceType)?.driver ?? 'open'];
  const settings = {
    ML_KIND: props.kind,
    ML_NAME: props.name,
    ML_STACK: Stack.of(scope).stackName,
    ML_REGION: Stack.of(scope).region,
    ML_DATA_VOLUME_ID: props.dataVolume?.volumeId ?? '',
    ML_DATA_DEVICE: DATA_DEVICE,
    ML_DATA_MOUNT: DATA_MOUNT,
    ML_SCRATCH_MOUNT: (props.scratch ?? true) ? SCRATCH_MOUNT : '',
    ML_DATASETS_BUCKET: stores.datasets.bucketName,
    ML_MODELS_BUCKET: stores.models.bucketName,
    ML_ARTIFACTS_BUCKET: stores.artifacts.bucketName,
    ML_LOG_GROUP: trainingLogGroupName(scope),
    ML_CHECKPOINT_SECONDS: String(props.checkpointSeconds ?? 120),
    ML_LAUNCH_HOOK: props.launchHook ?? '',
    ML_CLUSTER_NAME: props.clusterName ?? '',
    ML_PYTHON: python,
    ML_REQUIREMENTS: read(requirements),
  };
  const userData = ec2.UserData.forLinux();
  userData.addCommands(
    ...Object.entries(settings).map(
      ([name, value]) => `${name}='${value.replaceAll("'", String.raw`'\''`)}'`,
    ),
    'set -euo pipefail',
    'mkdir -p /opt/ml',
    // The lines up to here are the header.
    `{ sed '/^set -/,$d' "$0"; base64 -d <<'PARTS' | gunzip; } >/opt/ml/boot.sh.new`,
    PACKED_PARTS,
    'PARTS',
    'chmod 0755 /opt/ml/boot.sh.new',
    'mv -f /opt/ml/boot.sh.new /opt/ml/boot.sh',
    'exec /opt/ml/boot.sh install',
  );
  return userData;
}
