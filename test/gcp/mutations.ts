import type { TestFile } from './terraform-cli';

type Body = any;

/** A mistake in the document with every option, and the check that finds it. */
export interface Mutation {
  readonly name: string;
  /** Makes the mistake. */
  readonly change: (resource: Body) => void;
  readonly caughtBy:
    | {
        /** Words of the error of `terraform validate`. */
        readonly validate: string;
      }
    | {
        /** The file of asserts that finds mistakes that `terraform validate` accepts, and its message. */
        readonly test: TestFile;
        readonly message: string;
      }
    | {
        /** The rule of document-rules.ts that finds mistakes that no tool sees, and the address that it names. */
        readonly rule: 'unprotected' | 'withoutGrant' | 'withoutApi';
        readonly address: string;
      };
}

/** Mistakes that `terraform validate` finds: in references, and against the schema of the provider. */
const found: readonly Mutation[] = [
  {
    name: 'a misspelt argument',
    change: ({ google_compute_instance: { gpu_training: vm } }) => {
      vm.machinetype = vm.machine_type;
      delete vm.machine_type;
    },
    caughtBy: { validate: 'machinetype' },
  },
  {
    name: 'an argument of another kind',
    change: ({ google_container_node_pool: { gpu } }) => (gpu.autoscaling[0].total_max_node_count = 'many'),
    caughtBy: { validate: 'number is required' },
  },
  {
    name: 'a missing argument',
    change: ({ google_storage_bucket: { models } }) => delete models.location,
    caughtBy: { validate: 'location' },
  },
  {
    name: 'a block that is not there',
    change: ({ google_storage_bucket: { models } }) => (models.retention = [{ days: 1 }]),
    caughtBy: { validate: 'retention' },
  },
  {
    name: 'a reference to nothing',
    change: ({ google_compute_instance: { gpu_training: vm } }) =>
      (vm.attached_disk[0].source = '${google_compute_disk.nothing.id}'),
    caughtBy: { validate: 'google_compute_disk' },
  },
  {
    name: 'resources that wait for each other',
    change: ({ google_compute_network: { ml_vpc: vpc } }) =>
      vpc.depends_on.push('google_compute_subnetwork.ml_subnet'),
    caughtBy: { validate: 'Cycle' },
  },
  {
    name: 'a range that is none',
    change: ({ google_compute_subnetwork: { ml_subnet: subnet } }) => (subnet.ip_cidr_range = '10.20.0.0/33'),
    caughtBy: { validate: '10.20.0.0/33' },
  },
  {
    name: 'a member of no kind',
    change: ({ google_project_iam_member: { ml_nodes: grant } }) => (grant.member = 'nodes@example.com'),
    caughtBy: { validate: 'nodes@example.com' },
  },
  {
    name: 'a name that Google refuses',
    change: ({ google_compute_network: { ml_vpc: vpc } }) => (vpc.name = 'ML_VPC'),
    caughtBy: { validate: 'ML_VPC' },
  },
];

/** Mistakes that `terraform validate` accepts: values, and references to the wrong one of two. */
const passed: readonly Mutation[] = [
  {
    name: 'an on-demand instance in place of a Spot one',
    change: ({ google_compute_instance: { gpu_training: vm } }) =>
      (vm.scheduling[0].provisioning_model = 'STANDARD'),
    caughtBy: { test: 'platform', message: 'The instance is not a Spot one.' },
  },
  {
    name: 'a Spot instance that restarts by itself',
    change: ({ google_compute_instance: { gpu_training: vm } }) => delete vm.scheduling[0].automatic_restart,
    caughtBy: { test: 'platform', message: 'A Spot instance cannot restart by itself.' },
  },
  {
    name: 'a GPU that migrates',
    change: ({ google_compute_instance: { gpu_training: vm } }) =>
      (vm.scheduling[0].on_host_maintenance = 'MIGRATE'),
    caughtBy: { test: 'platform', message: 'An instance with a GPU cannot migrate.' },
  },
  {
    name: 'an accelerator on a machine that brings its own',
    change: ({ google_compute_instance: { gpu_training: vm } }) =>
      (vm.guest_accelerator = [{ type: 'nvidia-tesla-a100', count: 1 }]),
    caughtBy: { test: 'platform', message: 'The machine type has its GPU, and another one is attached.' },
  },
  {
    name: 'a machine type that does not exist',
    change: ({ google_compute_instance: { gpu_training: vm } }) => (vm.machine_type = 'a2-highgpu-3g'),
    caughtBy: { test: 'every-option', message: 'The instances are others.' },
  },
  {
    name: 'the data disk of another instance',
    change: ({ google_compute_instance: { gpu_training: vm } }) =>
      (vm.attached_disk[0].source = '${google_compute_disk.v100_data.id}'),
    caughtBy: {
      test: 'platform',
      message: 'The instance has another data disk, or its script does not find it.',
    },
  },
  {
    name: 'SSH from everywhere',
    change: ({ google_compute_firewall: { allow_iap_ssh: rule } }) => (rule.source_ranges = ['0.0.0.0/0']),
    caughtBy: {
      test: 'platform',
      message: 'SSH is open to more than the Identity-Aware Proxy, or more than SSH is.',
    },
  },
  {
    name: 'a bucket that the internet may read',
    change: ({ google_storage_bucket: { models } }) => (models.public_access_prevention = 'off'),
    caughtBy: { test: 'platform', message: 'The internet may be let into a bucket.' },
  },
  {
    name: 'a bucket without versions',
    change: ({ google_storage_bucket: { models } }) => (models.versioning[0].enabled = false),
    caughtBy: { test: 'platform', message: 'A bucket keeps no versions.' },
  },
  {
    name: 'models that are deleted',
    change: ({ google_storage_bucket: { models } }) =>
      models.lifecycle_rule.push({ action: [{ type: 'Delete' }], condition: [{ age: 7 }] }),
    caughtBy: { test: 'platform', message: 'Models are moved or deleted.' },
  },
  {
    name: 'access to another bucket',
    change: ({ google_storage_bucket_iam_member: { ml_training_models: grant } }) =>
      (grant.bucket = '${google_storage_bucket.datasets.name}'),
    caughtBy: { test: 'platform', message: 'The training account has access to another bucket.' },
  },
  {
    name: 'an account that may do everything with objects of the project',
    change: ({ google_project_iam_member: { ml_training_logs: grant } }) =>
      (grant.role = 'roles/storage.admin'),
    caughtBy: {
      test: 'platform',
      message: 'An account may do more in the project than to write logs and metrics.',
    },
  },
  {
    name: 'a bucket with the key of the disks',
    change: ({ google_storage_bucket: { models } }) =>
      (models.encryption[0].default_kms_key_name = '${google_kms_crypto_key.disks.id}'),
    caughtBy: { test: 'encryption', message: 'A bucket is encrypted with another key.' },
  },
  {
    name: 'a grant on the key of another service',
    change: ({ google_kms_crypto_key_iam_member: { disks } }) =>
      (disks.crypto_key_id = '${google_kms_crypto_key.storage.id}'),
    caughtBy: { test: 'encryption', message: 'A service of Google may use the key of another.' },
  },
  {
    name: 'a pool that grows further',
    change: ({ google_container_node_pool: { batch } }) => (batch.autoscaling[0].total_max_node_count = 70),
    caughtBy: { test: 'every-option', message: 'The pool batch has other limits or zones.' },
  },
  {
    name: 'GPUs without their taint',
    change: ({ google_container_node_pool: { gpu } }) => (gpu.node_config[0].taint = []),
    caughtBy: { test: 'cluster', message: 'Pods without a GPU are put on nodes with GPUs.' },
  },
  {
    name: 'GPUs without their driver',
    change: ({ google_container_node_pool: { gpu } }) =>
      (gpu.node_config[0].guest_accelerator[0].gpu_driver_installation_config[0].gpu_driver_version =
        'INSTALLATION_DISABLED'),
    caughtBy: { test: 'cluster', message: 'Nothing installs the driver of the GPUs.' },
  },
  {
    name: 'nodes with public addresses',
    change: ({ google_container_cluster: { ml_cluster: cluster } }) =>
      (cluster.private_cluster_config[0].enable_private_nodes = false),
    caughtBy: { test: 'cluster', message: 'Nodes have public addresses.' },
  },
  {
    name: 'an API of the cluster that is open by its name',
    change: ({ google_container_cluster: { ml_cluster: cluster } }) =>
      (cluster.control_plane_endpoints_config[0].dns_endpoint_config[0].allow_external_traffic = true),
    caughtBy: {
      test: 'every-option',
      message: 'The API is open by its name, which the ranges do not limit.',
    },
  },
  {
    name: 'a group with the instances of another',
    change: ({ google_compute_instance_group_manager: { fleet_a100: group } }) =>
      (group.version[0].instance_template = '${google_compute_instance_template.fleet_v100.id}'),
    caughtBy: { test: 'fleets', message: 'A group creates the instances of the other.' },
  },
  {
    name: 'a schedule that leaves its GPUs running',
    change: ({ google_cloud_scheduler_job: { fleet_a100__scale_down_after_hours: job } }) =>
      (job.http_target[0].uri = job.http_target[0].uri.replace('size=0', 'size=2')),
    caughtBy: { test: 'fleets', message: 'GPUs run after hours.' },
  },
  {
    name: 'schedules that may delete instances',
    change: ({ google_project_iam_custom_role: { ml_fleet_schedules: role } }) =>
      role.permissions.push('compute.instances.delete'),
    caughtBy: {
      test: 'fleets',
      message: 'The account of the schedules may do more than change groups, or another may.',
    },
  },
  {
    name: 'models that are copied into the bucket of datasets',
    change: ({ google_storage_transfer_job: { models } }) =>
      (models.transfer_spec[0].gcs_data_sink[0].bucket_name = '${google_storage_bucket.datasets.name}'),
    caughtBy: { test: 'every-option', message: 'Models are copied as another role, or to another bucket.' },
  },
];

/** Mistakes that neither `terraform validate` nor `terraform test` finds. */
const unseen: readonly Mutation[] = [
  {
    name: 'a bucket that may be destroyed',
    change: ({ google_storage_bucket: { models } }) => (models.lifecycle.prevent_destroy = false),
    caughtBy: { rule: 'unprotected', address: 'google_storage_bucket.models' },
  },
  {
    name: 'a disk that does not wait until Google may use its key',
    change: ({ google_compute_disk: { training_data: disk } }) =>
      (disk.depends_on = ['google_project_service.compute']),
    caughtBy: {
      rule: 'withoutGrant',
      address: 'google_compute_disk.training_data does not wait for google_kms_crypto_key_iam_member.disks',
    },
  },
  {
    name: 'a network that does not wait for its API',
    change: ({ google_compute_network: { ml_vpc: vpc } }) => delete vpc.depends_on,
    caughtBy: { rule: 'withoutApi', address: 'google_compute_network.ml_vpc' },
  },
];

/** Deliberate mistakes, each with the check that finds it. */
export const mutations: readonly Mutation[] = [...found, ...passed, ...unseen];

/** The document with mistakes in it. */
export function mutated(text: string, ...mistakes: readonly Mutation[]): string {
  const document = JSON.parse(text);
  for (const { change } of mistakes) change(document.resource);
  return JSON.stringify(document, null, 2);
}
