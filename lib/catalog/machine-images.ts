import type { InstanceType } from './instance-type';

/** A public machine image whose current id AWS publishes as an SSM parameter. */
export interface MachineImageParameter {
  /** Description in AWS's words. */
  readonly description: string;
  /** Name of the public SSM parameter whose value is the image id. */
  readonly parameterName: string;
  /** Name of the root device; a mapping of another name adds a volume and leaves the root as it is. */
  readonly rootDeviceName: '/dev/xvda' | '/dev/sda1';
  /** Processor architecture of the image. */
  readonly architecture: InstanceType['architecture'];
  /**
   * Size of the snapshot of the root device in GiB: EC2 launches no instance whose root volume is smaller.
   *
   * @default - not known
   */
  readonly snapshotGiB?: number;
  /**
   * Day the image stopped getting patches, ISO date.
   *
   * @default - it still gets them
   */
  readonly supportEnded?: string;
}

/** NVIDIA kernel module of an image. */
export type NvidiaDriver = NonNullable<InstanceType['driver']>;

/**
 * Root snapshot of the base images in GiB. That of Amazon Linux 2023 is from its build of 2026-09-25 (describe-images, as
 * quoted by public launch templates, read 2026-11-28). That of Amazon Linux 2 is not published: it is taken to be the
 * same.
 */
const DEEP_LEARNING_SNAPSHOT_GIB = 75;

/**
 * AWS Deep Learning Base AMI by NVIDIA kernel module.
 *
 * Parameter format: the name of the image in lower case without "deep", "learning" and "ami", see
 * https://docs.aws.amazon.com/dlami/latest/devguide/find-dlami-id.html (read 2026-11-23).
 */
export const deepLearningImages: Readonly<Record<NvidiaDriver, MachineImageParameter>> = {
  // Release notes of 2026-09: G4dn, G5, G6, G6e, P4d, P4de, P5, P5e, P5en and later.
  open: {
    description: 'Deep Learning Base OSS Nvidia Driver GPU AMI (Amazon Linux 2023)',
    parameterName:
      '/aws/service/deeplearning/ami/x86_64/base-oss-nvidia-driver-gpu-amazon-linux-2023/latest/ami-id',
    rootDeviceName: '/dev/xvda',
    architecture: 'x86_64',
    snapshotGiB: DEEP_LEARNING_SNAPSHOT_GIB,
  },
  // The only image with P3 in its release notes (version 71.6, January 2026). Support of Amazon Linux 2 ended on
  // 2026-06-30. The notes do not contain the parameter; its name follows from the documented format.
  proprietary: {
    description: 'Deep Learning Base Proprietary Nvidia Driver AMI (Amazon Linux 2)',
    parameterName:
      '/aws/service/deeplearning/ami/x86_64/base-proprietary-nvidia-driver-amazon-linux-2/latest/ami-id',
    rootDeviceName: '/dev/xvda',
    architecture: 'x86_64',
    snapshotGiB: DEEP_LEARNING_SNAPSHOT_GIB,
    supportEnded: '2026-06-30',
  },
};

/** Image of a training instance of this type. */
export function trainingImage(type: Pick<InstanceType, 'driver'> | undefined): MachineImageParameter {
  return deepLearningImages[type?.driver ?? 'open'];
}

/**
 * The same image on Ubuntu, for workloads that need it.
 *
 * Source: release notes of the Deep Learning AMI, read 2026-11-23.
 */
export const deepLearningUbuntuImage: MachineImageParameter = {
  description: 'Deep Learning Base OSS Nvidia Driver GPU AMI (Ubuntu 24.04)',
  parameterName: '/aws/service/deeplearning/ami/x86_64/base-oss-nvidia-driver-gpu-ubuntu-24.04/latest/ami-id',
  rootDeviceName: '/dev/sda1',
  architecture: 'x86_64',
};

/**
 * ECS-optimized image with NVIDIA driver and container toolkit.
 *
 * Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/retrieve-ecs-optimized_AMI.html; snapshot:
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/al2023-ecs-ami.html (30 GiB, read 2026-11-28).
 */
export const ecsGpuImage = {
  description: 'Amazon ECS-optimized Amazon Linux 2023 (GPU) AMI',
  parameterName: '/aws/service/ecs/optimized-ami/amazon-linux-2023/gpu/recommended/image_id',
  rootDeviceName: '/dev/xvda',
  architecture: 'x86_64',
  snapshotGiB: 30,
} as const satisfies MachineImageParameter;

/** Type of the NAT instance: enough for pulling images and packages in a small environment. */
export const NAT_INSTANCE_TYPE = 't4g.nano';

/**
 * Image of the NAT instance.
 *
 * Source: https://docs.aws.amazon.com/linux/al2023/ug/ec2.html.
 */
export const natInstanceImage: MachineImageParameter = {
  description: 'Amazon Linux 2023 AMI, arm64',
  parameterName: '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64',
  rootDeviceName: '/dev/xvda',
  architecture: 'arm64',
};

/** Properties that select an EKS node image. */
export interface EksNodeImageProps {
  /** Kubernetes minor version, such as `1.35`. */
  readonly kubernetesVersion: string;
  /** Processor architecture of the node. */
  readonly architecture: InstanceType['architecture'];
  /** `nvidia` for nodes with a GPU, `standard` for the others. */
  readonly variant: 'standard' | 'nvidia';
}

/**
 * Root snapshot of the node images of Amazon Linux 2023, in GiB. The data volume of Bottlerocket has the same size.
 *
 * Sources: https://github.com/awslabs/amazon-eks-ami/pull/1581,
 * https://github.com/bottlerocket-os/bottlerocket/blob/develop/README.md (read 2026-11-28).
 */
export const EKS_NODE_SNAPSHOT_GIB = 20;

/**
 * The image that EKS gives a managed node group. Used by the pre-flight check only: the group selects it by `amiType`.
 *
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/retrieve-ami-id.html.
 */
export function eksNodeImage({
  kubernetesVersion,
  architecture,
  variant,
}: EksNodeImageProps): MachineImageParameter {
  const path = `${kubernetesVersion}/amazon-linux-2023/${architecture}/${variant}`;
  return {
    description: `Amazon EKS optimized Amazon Linux 2023 AMI, ${variant}, Kubernetes ${kubernetesVersion}`,
    parameterName: `/aws/service/eks/optimized-ami/${path}/recommended/image_id`,
    rootDeviceName: '/dev/xvda',
    architecture,
    snapshotGiB: EKS_NODE_SNAPSHOT_GIB,
  };
}
