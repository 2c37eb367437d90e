import { Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { CfnAddon } from 'aws-cdk-lib/aws-eks';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import type { Construct } from 'constructs';
import type { ClusterConfig } from '../../config';
import { s3Namespaces } from '../../config/add-ons';
import { PodRole } from '../../identity/pod-role';
import type { DataBucketName, DataStores } from '../../storage/data-stores';
import type { AddOnVersions } from './add-on-versions';
import { eksAddOn } from './eks-add-on';

export interface S3VolumesProps {
  readonly versions: AddOnVersions;
  readonly cluster: eks.Cluster;
  readonly config: ClusterConfig;
  readonly stores: DataStores;
}

const S3_DRIVER = 's3.csi.aws.com';

/** What pods may do with the objects of a bucket. A write never deletes. */
const ACCESS: Readonly<Record<DataBucketName, 'read' | 'read-write'>> = {
  datasets: 'read',
  models: 'read',
  artifacts: 'read-write',
};

/**
 * The Mountpoint driver, and the data buckets as volumes in the namespaces of the configuration. A volume belongs to the
 * claim `s3-<bucket>` of its namespace: every pod that can use the claim has the rights of the driver on that bucket, so no
 * other namespace may take it.
 *
 * Sources: https://github.com/awslabs/mountpoint-s3-csi-driver/blob/v2.7.0/docs/CONFIGURATION.md,
 * https://github.com/awslabs/mountpoint-s3/blob/main/doc/CONFIGURATION.md
 *
 * @returns The add-on of the driver. Its controller needs a node.
 */
export function installS3Volumes(
  scope: Construct,
  { cluster, config, stores, versions }: S3VolumesProps,
): CfnAddon {
  const role = new PodRole(
    scope,
    'S3Role',
    'Mountpoint S3 CSI driver: reads datasets and models, reads and writes artifacts for pods',
  );
  stores.grantEach(role, ACCESS);
  const addOn = eksAddOn(scope, {
    cluster,
    versions,
    name: 'aws-mountpoint-s3-csi-driver',
    // Default of newer releases. Without it, older ones have no pod on tainted nodes, and no volume there.
    configuration: { node: { tolerateAllTaints: true } },
    identity: { serviceAccount: 's3-csi-driver-sa', role },
  });
  const volumes = s3Namespaces(config).flatMap((namespace) =>
    Object.entries(ACCESS).map(([name, access]) =>
      s3Volume({
        name,
        namespace,
        access,
        bucketName: stores[name as DataBucketName].bucketName,
        region: Stack.of(scope).region,
        userId: config.addOns.mountpointS3.userId,
      }),
    ),
  );
  if (volumes.length === 0) return addOn;
  const manifest = new eks.KubernetesManifest(scope, 'S3Volumes', {
    cluster,
    manifest: volumes,
    // A volume in use is not deleted before its claim, and the deploy would wait for that in vain. Nothing is lost with a
    // volume that stays: it is taken over when the driver is switched on again.
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    overwrite: true,
  });
  manifest.node.addDependency(addOn);
  return addOn;
}

interface S3Volume {
  readonly name: string;
  readonly namespace: string;
  readonly access: 'read' | 'read-write';
  readonly bucketName: string;
  readonly region: string;
  /** User of the container that writes. */
  readonly userId: number;
}

function s3Volume({ access, bucketName, name, namespace, region, userId }: S3Volume) {
  const readOnly = ['read-only'];
  const writable = [`uid=${userId}`, `gid=${userId}`, 'allow-overwrite'];
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: `s3-${name}-${namespace}` },
    spec: {
      // Kubernetes wants a size, and the driver ignores it.
      capacity: { storage: '1Pi' },
      accessModes: [access === 'read' ? 'ReadOnlyMany' : 'ReadWriteMany'],
      storageClassName: '',
      persistentVolumeReclaimPolicy: 'Retain',
      claimRef: { namespace, name: `s3-${name}` },
      mountOptions: [
        Fn.join('', ['region ', region]),
        // Containers do not run as root.
        'allow-other',
        ...(access === 'read' ? readOnly : writable),
      ],
      csi: {
        driver: S3_DRIVER,
        volumeHandle: `s3-${name}-${namespace}`,
        volumeAttributes: { bucketName, authenticationSource: 'driver' },
      },
    },
  };
}
