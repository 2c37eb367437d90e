import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { findInstanceType, type NvidiaDriver } from '../catalog';
import type { DataStores } from '../identity/data-access';

export interface BootScriptProps {
  /** Name of the machine or its group, for the logs. */
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
}

/** Where a data volume is attached and mounted. */
export const DATA_DEVICE = '/dev/sdf';
const DATA_MOUNT = '/data';

/** The parts of the script, in the order in which they run. lib/training/boot/README.md says what each does. */
const PARTS = [
  'begin',
  'every-boot',
  'attach-volume',
  'mount-data',
  'user-environment',
  'install-libraries',
  'ready',
];

/**
 * Python of the machine image and the libraries for it. PyTorch left the Volta generation behind, whose machines are those
 * with the proprietary driver.
 */
const libraries: Readonly<Record<NvidiaDriver, { python: string; requirements: string }>> = {
  open: { python: 'python3.12', requirements: 'requirements.txt' },
  proprietary: { python: 'python3.10', requirements: 'requirements-volta.txt' },
};

const read = (file: string) => readFileSync(join(__dirname, 'boot', file), 'utf8').trimEnd();

/** Without comments: EC2 takes 16 KiB of user data, and a template with fifty fleets must stay below its megabyte. */
const readPart = (part: string) => read(`${part}.sh`).replace(/^\s*(#.*)?\n/gm, '');

/**
 * User data of a training machine: a header with its settings, then the scripts of lib/training/boot/.
 *
 * @param scope - Construct of the machine; its stack tells the region.
 */
export function bootScript(scope: Construct, props: BootScriptProps): ec2.UserData {
  const { stores } = props;
  const { python, requirements } = libraries[findInstanceType(props.instanceType)?.driver ?? 'open'];
  const settings = {
    ML_NAME: props.name,
    ML_REGION: Stack.of(scope).region,
    ML_DATA_VOLUME_ID: props.dataVolume?.volumeId ?? '',
    ML_DATA_DEVICE: DATA_DEVICE,
    ML_DATA_MOUNT: DATA_MOUNT,
    ML_DATASETS_BUCKET: stores.datasets.bucketName,
    ML_MODELS_BUCKET: stores.models.bucketName,
    ML_ARTIFACTS_BUCKET: stores.artifacts.bucketName,
    ML_CLUSTER_NAME: props.clusterName ?? '',
    ML_PYTHON: python,
    ML_REQUIREMENTS: read(requirements),
  };
  const userData = ec2.UserData.forLinux();
  userData.addCommands(
    ...Object.entries(settings).map(
      ([name, value]) => `${name}='${value.replaceAll("'", String.raw`'\''`)}'`,
    ),
    ...PARTS.map(readPart),
  );
  return userData;
}
