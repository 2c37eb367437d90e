import type { EnvironmentName } from '../../synthesized';

/** Documents that are scanned. */
export type Scanned = EnvironmentName | 'every option';

/** An accepted finding of checkov, with the reason. */
export interface Acknowledgement {
  readonly check: string;
  /** Addresses of the resources; in at least one scanned document each must have the finding. */
  readonly resources: readonly string[];
  /**
   * The documents in which the finding stays; it must then be in each of them.
   * @default - wherever it is
   */
  readonly only?: readonly Scanned[];
  /** The reason that requires it, and its limits. */
  readonly reason: string;
}

const cluster = ['google_container_cluster.ml_cluster'];
const buckets = [
  'google_storage_bucket.artifacts',
  'google_storage_bucket.datasets',
  'google_storage_bucket.models',
];

/** Every accepted finding. A finding without an entry fails the tests, and so does an entry without a finding. */
export const acknowledgements: readonly Acknowledgement[] = [
  {
    check: 'CKV_GCP_12',
    resources: cluster,
    reason:
      'Dataplane V2 (datapath_provider) enforces network policies by itself, and refuses the add-on that the check looks for.',
  },
  {
    check: 'CKV_GCP_20',
    resources: cluster,
    only: ['dev', 'lesson', 'production'],
    reason:
      'The API has no address that a range could limit: it is reached by its DNS name at the front end of Google, where IAM decides on each call. With gcp.cluster.authorizedCidrs there is an address, the ranges limit it, and that name is closed.',
  },
  {
    check: 'CKV_GCP_21',
    resources: cluster,
    reason:
      'Labels come from default_labels of the provider and are in the plan as effective_labels; the check reads the argument of the resource only.',
  },
  {
    check: 'CKV_GCP_62',
    resources: buckets,
    reason:
      'Usage logs are for buckets that the internet reads. These are private, and Cloud Audit Logs have every change of their access; a project that must have every read turns on Data Access audit logs for Cloud Storage, which are billed by volume.',
  },
  {
    check: 'CKV_GCP_65',
    resources: cluster,
    reason:
      'Groups in RBAC need a Google Workspace domain with a group gke-security-groups, which the configuration does not know. Access is given in IAM, where groups work without.',
  },
  {
    check: 'CKV_GCP_66',
    resources: cluster,
    reason:
      'Binary Authorization needs attestors of the owner and a build that signs; turned on without, its default policy admits every image. Nodes pull with a reader role on one repository.',
  },
  {
    check: 'CKV_GCP_68',
    resources: ['google_container_node_pool.gpu', 'google_container_node_pool.inference'],
    only: ['dev', 'lesson', 'production'],
    reason:
      'Nodes with GPUs follow gcp.secureBoot, which is off by default as it refuses unsigned NVIDIA modules. All other nodes boot securely, and these have integrity monitoring.',
  },
  {
    check: 'CKV_GCP_84',
    resources: ['google_artifact_registry_repository.ml_images'],
    reason:
      'Images hold code, not data, and are encrypted with keys of Google. The service agent that would use a key of the project exists only after the first repository, and only the beta provider makes it before.',
  },
  {
    check: 'CKV_GCP_40',
    resources: ['google_compute_instance.gpu_v100'],
    only: ['every option'],
    reason:
      'publicAddress is an option of one instance and off by default. The firewall still admits only the Identity-Aware Proxy, on port 22.',
  },
  {
    check: 'CKV_GCP_37',
    resources: ['google_compute_disk.training_data'],
    only: ['dev', 'lesson'],
    reason:
      'Disks are encrypted with keys of Google. The lesson has no others, and dev is destroyed and made again, while Cloud KMS never frees the name of a key. production has keys of its own.',
  },
  {
    check: 'CKV_GCP_38',
    resources: ['google_compute_instance.gpu_training'],
    only: ['dev', 'lesson'],
    reason: 'As for CKV_GCP_37: keys of Google, but in production.',
  },
  ...(
    [
      ['CKV_GCP_32', 'google_compute_instance.gpu_training', 'SSH keys of the project (osLogin is false)'],
      ['CKV_GCP_39', 'google_compute_instance.gpu_training', 'no shielded VM (shieldedVm is false)'],
      ['CKV_GCP_40', 'google_compute_instance.gpu_training', 'a public address (publicAddress is true)'],
    ] as const
  ).map(([check, resource, value]): Acknowledgement => ({
    check,
    resources: [resource],
    only: ['lesson'],
    reason: `The lesson has ${value}; its environment is there to be compared with it to the letter, and holds no data of anybody. production and dev do not have the finding.`,
  })),
];
