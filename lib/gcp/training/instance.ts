import { findGcpMachineType } from '../../catalog/gcp-machine-types';
import type { EncryptionKey } from '../storage/encryption';
import type { Foundation } from '../foundation';
import { terraformName } from '../../config/gcp/names';
import type { Network } from '../network/network';
import type { GcpConfig, GpuConfig, ImageConfig, TrainingVmConfig } from '../../config/schema/gcp';
import { startupScript } from './boot/startup-script';
import { literal, type AttributeBlock, type Block, type TerraformDocument, type Text } from '../terraform';

/** An image of boot disks. */
export type BootImage = AttributeBlock<'id' | 'name' | 'self_link'>;

/** Blocks and settings that GPU instances and fleets need. */
export interface InstanceProps {
  readonly config: GcpConfig;
  readonly foundation: Foundation;
  readonly network: Network;
  /** The service account that the instances run as. */
  readonly account: AttributeBlock<'email'>;
  /**
   * The key of the disks.
   * @default - keys that Google manages
   */
  readonly encryption?: { readonly disks: EncryptionKey };
  /**
   * Bucket for the checkpoints of instances without a data disk.
   * @default - none
   */
  readonly buckets?: { readonly artifacts: AttributeBlock<'name'> };
  /**
   * Further metadata, for access to data on AWS.
   * @default none
   */
  readonly instanceMetadata?: Readonly<Record<string, Text>>;
}

/** The boot images of a set of instances. Instances without their own image share the default one. */
export class BootImages {
  private shared?: BootImage;

  /** @param name - Terraform name of the shared image, and prefix of the names of the others. */
  constructor(
    private readonly document: TerraformDocument,
    private readonly props: Pick<InstanceProps, 'config' | 'foundation'>,
    private readonly name: string,
  ) {}

  /** The image of the instance or fleet with this key. */
  of(key: string, { image }: { readonly image?: ImageConfig }): BootImage {
    if (image) return this.add(`${this.name}_${terraformName(key)}`, image);
    // Added on first use, because an unused data source would still be read at every plan.
    return (this.shared ??= this.add(this.name, this.props.config.image));
  }

  private add(name: string, image: ImageConfig): BootImage {
    const { api } = this.props.foundation;
    return this.document.data('google_compute_image', name, { ...image, depends_on: [api('compute')] });
  }
}

/**
 * Scheduling options. An instance with a GPU cannot live-migrate. Spot requires all of these options together, and the
 * provider does not check that, so none of them is a setting.
 *
 * @param onPreemption - Whether Google stops or deletes a Spot instance that it reclaims.
 */
export function scheduling(spot: boolean, onPreemption: 'STOP' | 'DELETE') {
  return spot
    ? ({
        on_host_maintenance: 'TERMINATE',
        automatic_restart: false,
        preemptible: true,
        provisioning_model: 'SPOT',
        instance_termination_action: onPreemption,
      } as const)
    : ({
        on_host_maintenance: 'TERMINATE',
        automatic_restart: true,
        provisioning_model: 'STANDARD',
      } as const);
}

/** A2 and G2 machine types include their GPUs; only N1 instances have attached GPUs. */
export function guestAccelerator(gpu: GpuConfig | undefined) {
  return gpu && ([{ type: gpu.acceleratorType, count: gpu.count }] as const);
}

/** IAM roles of the account restrict the instance, not scopes. */
export function serviceAccount({ account }: Pick<InstanceProps, 'account'>) {
  return [{ email: account.ref('email'), scopes: ['cloud-platform'] }] as const;
}

/** Virtual TPM and integrity monitoring, if they are configured. */
export function shieldedConfig({ shieldedVm, secureBoot }: GcpConfig) {
  return shieldedVm
    ? ([{ enable_secure_boot: secureBoot, enable_vtpm: true, enable_integrity_monitoring: true }] as const)
    : undefined;
}

/**
 * Metadata of an instance: the driver, SSH access, its startup script, and the values that the script reads.
 *
 * @param dataDeviceName - Device name of the data disk. Default: no data disk.
 */
export function metadata(
  { buckets, config, instanceMetadata }: Pick<InstanceProps, 'buckets' | 'config' | 'instanceMetadata'>,
  dataDeviceName?: string,
) {
  return {
    'install-nvidia-driver': 'True',
    'enable-oslogin': config.osLogin ? 'TRUE' : undefined,
    'block-project-ssh-keys': config.osLogin ? 'TRUE' : undefined,
    'ml-artifacts-bucket': buckets?.artifacts.ref('name'),
    ...instanceMetadata,
    // Not metadata_startup_script: Terraform would replace the instance whenever the script changes.
    'startup-script': literal(startupScript(config.libraries, dataDeviceName)),
  };
}

/**
 * Uses gVNIC for instances with 50 Gbit/s and more, which are those with at least four A100s, if the image is a Deep
 * Learning VM image: other images may lack the driver.
 *
 * https://cloud.google.com/compute/docs/gpus/gpu-network-bandwidth, 2026-11.
 */
export function nicType(
  config: GcpConfig,
  { machineType, gpu, image = config.image }: Pick<TrainingVmConfig, 'machineType' | 'gpu' | 'image'>,
): 'GVNIC' | undefined {
  const known = findGcpMachineType(machineType, gpu?.acceleratorType)?.gpu;
  const isFast = known?.model === 'A100' && known.count >= 4;
  return isFast && image.project === 'deeplearning-platform-release' ? 'GVNIC' : undefined;
}

/**
 * Resources that must exist before an instance starts: NAT, because the startup script installs packages, and the grant
 * on the disk's key.
 */
export function prerequisites(
  { network, encryption }: Pick<InstanceProps, 'network' | 'encryption'>,
  publicAddress = false,
): readonly Block[] | undefined {
  const blocks = [
    ...(network.nat && !publicAddress ? [network.nat] : []),
    ...(encryption ? encryption.disks.grants : []),
  ];
  return blocks.length > 0 ? blocks : undefined;
}
