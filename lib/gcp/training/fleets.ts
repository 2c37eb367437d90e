import { addFleetSchedules } from './fleet-schedules';
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
import { fleetName, terraformName } from '../../config/gcp/names';
import type { GcpFleetConfig } from '../../config/schema/gcp';
import { template, type ResourceBlock, type TerraformDocument } from '../terraform';

type Template = ResourceBlock<'google_compute_instance_template'>;
type Group = ResourceBlock<'google_compute_instance_group_manager'>;

/** Blocks and settings that fleets need. */
export interface FleetsProps extends InstanceProps {
  /** Required, because a fleet has no data disks and its jobs keep their checkpoints in the artifacts bucket. */
  readonly buckets: NonNullable<InstanceProps['buckets']>;
}

/**
 * Adds the managed instance groups of the fleets, and the outputs for resizing them.
 *
 * Users, jobs and schedules resize a fleet; no autoscaler terminates a training job. An instance that is removed is
 * shut down: its job gets SIGTERM, and has the same time for a checkpoint as on a preempted Spot instance.
 */
export function addFleets(document: TerraformDocument, props: FleetsProps): void {
  const { config, foundation } = props;
  const images = new BootImages(document, props, 'fleet');
  const fleets = Object.entries(config.fleets).map(([key, fleet]) => {
    const instanceTemplate = addTemplate(document, key, fleet, images.of(key, fleet), props);
    const group = addGroup(document, key, fleet, instanceTemplate, props);
    return { key, fleet, group };
  });
  if (fleets.length === 0) return;
  addFleetSchedules(document, fleets, foundation);

  const project = foundation.project.ref();
  document.output('fleets', {
    description: 'Groups of training instances',
    value: Object.fromEntries(fleets.map(({ key, group }) => [key, group.ref('name')])),
  });
  document.output('fleet_resize_commands', {
    description: 'Commands that set the size of a fleet; append the number of instances',
    value: Object.fromEntries(
      fleets.map(({ key, group }) => [
        key,
        template`gcloud compute instance-groups managed resize ${group.ref('name')} --project ${project} --zone ${group.ref('zone')} --size`,
      ]),
    ),
  });
}

function addTemplate(
  document: TerraformDocument,
  key: string,
  fleet: GcpFleetConfig,
  image: BootImage,
  props: FleetsProps,
): Template {
  const { config, encryption, foundation, network } = props;
  return document.resource('google_compute_instance_template', `fleet_${terraformName(key)}`, {
    // A template is immutable: Terraform creates a new one and updates the group before it deletes the old one.
    name_prefix: `${fleetName(key)}-`,
    region: foundation.region.ref(),
    machine_type: fleet.machineType,
    disk: [
      {
        boot: true,
        auto_delete: true,
        source_image: image.ref('self_link'),
        disk_size_gb: fleet.bootDiskGb,
        disk_type: fleet.bootDiskType,
        disk_encryption_key: encryption && [{ kms_key_self_link: encryption.disks.key.ref('id') }],
      },
    ],
    guest_accelerator: guestAccelerator(fleet.gpu),
    // The group replaces a reclaimed instance; the disk of a stopped one would still be billed.
    scheduling: [scheduling(fleet.spot, 'DELETE')],
    network_interface: [
      {
        network: network.vpc.ref('name'),
        subnetwork: network.subnet.ref('name'),
        nic_type: nicType(config, fleet),
      },
    ],
    service_account: serviceAccount(props),
    shielded_instance_config: shieldedConfig(config),
    metadata: metadata(props),
    tags: fleet.tags,
    labels: fleet.labels,
    depends_on: encryption && [...encryption.disks.grants],
    lifecycle: { create_before_destroy: true },
  });
}

function addGroup(
  document: TerraformDocument,
  key: string,
  fleet: GcpFleetConfig,
  instanceTemplate: Template,
  props: FleetsProps,
): Group {
  return document.resource('google_compute_instance_group_manager', `fleet_${terraformName(key)}`, {
    name: fleetName(key),
    base_instance_name: fleetName(key),
    zone: props.foundation.zone.ref(),
    version: [{ instance_template: instanceTemplate.ref('id') }],
    // Initial size; users, jobs and schedules resize the group.
    target_size: fleet.min,
    // The apply does not wait, because GPU capacity may take hours.
    wait_for_instances: false,
    update_policy: [
      {
        // A new template applies to new instances only, so it terminates no running job.
        type: 'OPPORTUNISTIC',
        minimal_action: 'REPLACE',
        // For manual replacement: one instance at a time, because the GPU quota may not allow one more.
        max_surge_fixed: 0,
        max_unavailable_fixed: 1,
      },
    ],
    // No auto_healing_policies, because a busy instance may not answer health checks for a long time. The group still
    // replaces a deleted instance, using the newest template because the old one may be deleted.
    // https://cloud.google.com/compute/docs/instance-groups/about-repair, 2026-11.
    instance_lifecycle_policy: [{ force_update_on_repair: 'YES' }],
    lifecycle: { ignore_changes: ['target_size'] },
    depends_on: prerequisites(props),
  });
}
