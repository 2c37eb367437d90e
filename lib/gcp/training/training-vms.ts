import { deletionPolicy } from '../storage/protection';
import {
  BootImages,
  guestAccelerator,
  metadata,
  nicType,
  prerequisites,
  scheduling,
  serviceAccount,
  shieldedConfig,
  type BootImage,
  type InstanceProps,
} from './instance';
import { dataDiskName, instanceName, terraformName } from '../../config/gcp/names';
import type { TrainingVmConfig } from '../../config/schema/gcp';
import { template, type AttributeBlock, type ResourceBlock, type TerraformDocument } from '../terraform';

type Instance = ResourceBlock<'google_compute_instance'>;
type Disk = ResourceBlock<'google_compute_disk'>;
type SnapshotSchedule = AttributeBlock<'id' | 'name'>;

/** Adds the GPU instances with their data disks, and the outputs for connecting to them. */
export function addTrainingVms(document: TerraformDocument, props: InstanceProps): void {
  const { config, foundation } = props;
  const vms = Object.entries(config.trainingVms);
  const isBackedUp = config.protectData && vms.some(([, { dataDisk }]) => dataDisk);
  const snapshots = isBackedUp ? addSnapshotSchedule(document, props) : undefined;
  const images = new BootImages(document, props, 'deep_learning');
  const instances = vms.map(([key, vm]) => ({
    key,
    vm,
    instance: addInstance(document, key, vm, images.of(key, vm), snapshots, props),
  }));

  const project = foundation.project.ref();
  const each = <V>(value: (instance: Instance) => V) =>
    Object.fromEntries(instances.map(({ key, instance }) => [key, value(instance)]));
  document.output('zone', { description: 'Zone of the training instances', value: foundation.zone.ref() });
  document.output('instance_names', {
    description: 'Training instances',
    value: each((instance) => instance.ref('name')),
  });
  document.output('ssh_commands', {
    description: 'Commands that open a shell on the training instances through the Identity-Aware Proxy',
    value: each(
      (instance) =>
        template`gcloud compute ssh ${instance.ref('name')} --project ${project} --zone ${instance.ref('zone')} --tunnel-through-iap`,
    ),
  });
  const reachable = instances.filter(({ vm }) => vm.publicAddress);
  if (reachable.length > 0) {
    document.output('external_addresses', {
      description: 'Ephemeral public addresses of the training instances',
      value: Object.fromEntries(
        reachable.map(({ key, instance }) => [
          key,
          instance.ref('network_interface[0].access_config[0].nat_ip'),
        ]),
      ),
    });
  }
}

function addInstance(
  document: TerraformDocument,
  key: string,
  vm: TrainingVmConfig,
  image: BootImage,
  snapshots: SnapshotSchedule | undefined,
  props: InstanceProps,
): Instance {
  const { config, encryption, foundation, network } = props;
  const disk = vm.dataDisk && addDataDisk(document, key, vm, vm.dataDisk, snapshots, props);
  const deviceName = disk && dataDiskName(key, vm);
  const nic = nicType(config, vm);
  return document.resource('google_compute_instance', `gpu_${terraformName(key)}`, {
    name: instanceName(key, vm),
    machine_type: vm.machineType,
    zone: foundation.zone.ref(),
    // Terraform may stop the instance to give it another machine type or service account.
    allow_stopping_for_update: true,
    boot_disk: [
      {
        kms_key_self_link: encryption?.disks.key.ref('id'),
        initialize_params: [{ image: image.ref('self_link'), size: vm.bootDiskGb, type: vm.bootDiskType }],
      },
    ],
    attached_disk: disk && [{ source: disk.ref('id'), device_name: deviceName }],
    guest_accelerator: guestAccelerator(vm.gpu),
    // Stopped instead of deleted, so that it can be started again with its disks.
    scheduling: [scheduling(vm.spot, 'STOP')],
    network_interface: [
      {
        network: network.vpc.ref('name'),
        subnetwork: network.subnet.ref('name'),
        nic_type: nic,
        access_config: vm.publicAddress ? [{}] : undefined,
      },
    ],
    service_account: serviceAccount(props),
    shielded_instance_config: shieldedConfig(config),
    metadata: metadata(props, deviceName),
    tags: vm.tags,
    labels: vm.labels,
    lifecycle: {
      // A change would replace a training instance and its boot disk: a new image, disk key or network interface type
      // applies to new instances only.
      ignore_changes: [
        'boot_disk[0].initialize_params[0].image',
        ...(encryption ? ['boot_disk[0].kms_key_self_link'] : []),
        ...(nic ? ['network_interface[0].nic_type'] : []),
      ],
    },
    depends_on: prerequisites(props, vm.publicAddress),
  });
}

function addDataDisk(
  document: TerraformDocument,
  key: string,
  vm: TrainingVmConfig,
  { type, sizeGb }: NonNullable<TrainingVmConfig['dataDisk']>,
  snapshots: SnapshotSchedule | undefined,
  { config, encryption, foundation: { api, zone } }: InstanceProps,
): Disk {
  const name = `${terraformName(key)}_data`;
  const disk = document.resource('google_compute_disk', name, {
    name: dataDiskName(key, vm),
    type,
    size: sizeGb,
    zone: zone.ref(),
    labels: vm.labels,
    disk_encryption_key: encryption && [{ kms_key_self_link: encryption.disks.key.ref('id') }],
    depends_on: [api('compute'), ...(encryption ? encryption.disks.grants : [])],
    deletion_policy: deletionPolicy(config),
    lifecycle: {
      prevent_destroy: config.protectData,
      // The key of a disk cannot change: Terraform would replace the disk and lose its data. So only new disks get the
      // key. prevent_destroy covers all other reasons for a replacement.
      ignore_changes: ['disk_encryption_key'],
    },
  });
  if (snapshots) {
    document.resource('google_compute_disk_resource_policy_attachment', name, {
      name: snapshots.ref('name'),
      disk: disk.ref('name'),
      zone: zone.ref(),
    });
  }
  return disk;
}

/** Adds the daily snapshots of data disks; snapshots remain after a disk is deleted. */
function addSnapshotSchedule(
  document: TerraformDocument,
  { config, foundation: { api, region } }: InstanceProps,
): SnapshotSchedule {
  return document.resource('google_compute_resource_policy', 'data_snapshots', {
    name: `${config.network.name}-data-snapshots`,
    description: 'Data disks of the training instances: daily, kept for two weeks.',
    region: region.ref(),
    snapshot_schedule_policy: [
      {
        schedule: [{ daily_schedule: [{ days_in_cycle: 1, start_time: '04:00' }] }],
        retention_policy: [{ max_retention_days: 14, on_source_disk_delete: 'KEEP_AUTO_SNAPSHOTS' }],
        // In the region of the disk and of its key; default_labels do not reach a snapshot.
        snapshot_properties: [{ labels: config.labels, storage_locations: [region.ref()] }],
      },
    ],
    depends_on: [api('compute')],
  });
}
