import type { Foundation } from './foundation';
import { dataDiskName, instanceName, terraformName } from './names';
import type { Network } from './network';
import type { GcpConfig, TrainingVmConfig } from './schema';
import { startupScript } from './startup-script';
import {
  literal,
  template,
  type AttributeBlock,
  type ResourceTypes,
  type TerraformDocument,
} from './terraform';
import type { TrainingAccount } from './training-account';

type Instance = AttributeBlock<ResourceTypes['google_compute_instance']['attributes']>;
type Disk = AttributeBlock<ResourceTypes['google_compute_disk']['attributes']>;
type Image = AttributeBlock<'id' | 'name' | 'self_link'>;

/** What the training instances are built on. */
export interface TrainingVmsProps {
  readonly config: GcpConfig;
  readonly foundation: Foundation;
  readonly network: Network;
  readonly account: TrainingAccount;
}

/** Adds the GPU instances with their data disks, and how to reach them. */
export function addTrainingVms(document: TerraformDocument, props: TrainingVmsProps): void {
  const { config, foundation } = props;
  const vms = Object.entries(config.trainingVms);
  let shared: Image | undefined;
  // Added on first use: a data source that nobody needs would still be read at every plan.
  const sharedImage = () => (shared ??= addImage(document, 'deep_learning', config.image, foundation));

  const instances = vms.map(([key, vm]) => {
    const ownImage =
      vm.image && addImage(document, `deep_learning_${terraformName(key)}`, vm.image, foundation);
    return { key, vm, instance: addInstance(document, key, vm, ownImage ?? sharedImage(), props) };
  });

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

function addImage(
  document: TerraformDocument,
  name: string,
  image: GcpConfig['image'],
  { api }: Foundation,
): Image {
  return document.data('google_compute_image', name, { ...image, depends_on: [api('compute')] });
}

function addInstance(
  document: TerraformDocument,
  key: string,
  vm: TrainingVmConfig,
  image: Image,
  { account, config, foundation, network }: TrainingVmsProps,
): Instance {
  const disk = vm.dataDisk && addDataDisk(document, key, vm, vm.dataDisk, config, foundation);
  const deviceName = disk && dataDiskName(key, vm);
  return document.resource('google_compute_instance', `gpu_${terraformName(key)}`, {
    name: instanceName(key, vm),
    machine_type: vm.machineType,
    zone: foundation.zone.ref(),
    // Terraform may stop the instance to give it another machine type or service account.
    allow_stopping_for_update: true,
    boot_disk: [
      {
        initialize_params: [{ image: image.ref('self_link'), size: vm.bootDiskGb, type: vm.bootDiskType }],
      },
    ],
    attached_disk: disk && [{ source: disk.ref('id'), device_name: deviceName }],
    // A2 and G2 machines bring their GPUs; only N1 machines are given some.
    guest_accelerator: vm.gpu && [{ type: vm.gpu.acceleratorType, count: vm.gpu.count }],
    scheduling: [scheduling(vm.spot)],
    network_interface: [
      {
        network: network.vpc.ref('name'),
        subnetwork: network.subnet.ref('name'),
        access_config: vm.publicAddress ? [{}] : undefined,
      },
    ],
    service_account: [{ email: account.ref('email'), scopes: ['cloud-platform'] }],
    shielded_instance_config: config.shieldedVm
      ? [{ enable_secure_boot: config.secureBoot, enable_vtpm: true, enable_integrity_monitoring: true }]
      : undefined,
    metadata: {
      'install-nvidia-driver': 'True',
      'enable-oslogin': config.osLogin ? 'TRUE' : undefined,
      'block-project-ssh-keys': config.osLogin ? 'TRUE' : undefined,
      // Not metadata_startup_script: Terraform would replace the instance whenever the script changes.
      'startup-script': literal(startupScript(config.libraries, deviceName)),
    },
    tags: vm.tags,
    labels: vm.labels,
    lifecycle: {
      // The newest image of a family is for new instances; it must not replace the one that is training.
      ignore_changes: ['boot_disk[0].initialize_params[0].image'],
    },
    // The script installs packages on the first boot, so the way out must be there.
    depends_on: network.nat && !vm.publicAddress ? [network.nat] : undefined,
  });
}

/** A GPU instance cannot migrate. For Spot, Google asks for all of these together: the provider checks none of them. */
function scheduling(spot: boolean) {
  return spot
    ? ({
        on_host_maintenance: 'TERMINATE',
        automatic_restart: false,
        preemptible: true,
        provisioning_model: 'SPOT',
        // Stopped, not deleted: it can be started again with its disks.
        instance_termination_action: 'STOP',
      } as const)
    : ({
        on_host_maintenance: 'TERMINATE',
        automatic_restart: true,
        provisioning_model: 'STANDARD',
      } as const);
}

function addDataDisk(
  document: TerraformDocument,
  key: string,
  vm: TrainingVmConfig,
  { type, sizeGb }: NonNullable<TrainingVmConfig['dataDisk']>,
  { protectData }: GcpConfig,
  { api, zone }: Foundation,
): Disk {
  return document.resource('google_compute_disk', `${terraformName(key)}_data`, {
    name: dataDiskName(key, vm),
    type,
    size: sizeGb,
    zone: zone.ref(),
    labels: vm.labels,
    depends_on: [api('compute')],
    lifecycle: { prevent_destroy: protectData },
  });
}
