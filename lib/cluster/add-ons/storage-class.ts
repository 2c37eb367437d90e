import { createHash } from 'node:crypto';

/** Driver that makes, attaches and snapshots EBS volumes. */
const EBS_DRIVER = 'ebs.csi.aws.com';

const NAME = 'encrypted-gp3';

/**
 * The storage class of claims that name none: an encrypted gp3 volume in the zone of the pod that first uses it. It goes
 * with its claim, and can grow.
 *
 * Kubernetes refuses every change of a class but that of its annotations. So the name has a digest of the key, and another
 * key makes another class. Where two are the default, as during such a change, the younger one counts.
 *
 * Sources: https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/v1.64.0/docs/parameters.md,
 * https://kubernetes.io/docs/concepts/storage/storage-classes/#default-storageclass
 *
 * @param keyArn - Key of the volumes. Default: the default key of the account for EBS.
 */
export function defaultStorageClass(keyArn?: string) {
  const digest = keyArn && createHash('sha256').update(keyArn).digest('hex').slice(0, 8);
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: {
      name: digest ? `${NAME}-${digest}` : NAME,
      annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' },
    },
    provisioner: EBS_DRIVER,
    parameters: { type: 'gp3', encrypted: 'true', ...(keyArn && { kmsKeyId: keyArn }) },
    allowVolumeExpansion: true,
    reclaimPolicy: 'Delete',
    volumeBindingMode: 'WaitForFirstConsumer',
  };
}

/**
 * The class of snapshots that name none. A snapshot of EBS goes with its object; that of an encrypted volume has its key.
 *
 * Source: https://kubernetes.io/docs/concepts/storage/volume-snapshot-classes/
 */
export function defaultSnapshotClass() {
  return {
    apiVersion: 'snapshot.storage.k8s.io/v1',
    kind: 'VolumeSnapshotClass',
    metadata: { name: 'ebs', annotations: { 'snapshot.storage.kubernetes.io/is-default-class': 'true' } },
    driver: EBS_DRIVER,
    deletionPolicy: 'Delete',
  };
}
