import { z } from 'zod';
import { EKS_NODE_SNAPSHOT_GIB, serviceLimits } from '../../catalog';
import { managedNodeLabel, nodeLabels, nodeTaints, taintKey } from './kubernetes';
import {
  capacityReservationId,
  cidr,
  distinct,
  gibibytes,
  groupMarket,
  limitedText,
  placement,
  tags,
  volumeIops,
  volumeThroughputMiBps,
} from './values';

/** What the kubelet keeps from pods. What is left out stays as the image computes it. */
const kubeletReserved = z.strictObject({
  cpuMillicores: z
    .int()
    .min(10)
    .optional()
    .describe('CPU, in thousandths of a vCPU. Default: as the image computes it from the vCPUs.'),
  memoryMiB: z
    .int()
    .min(100)
    .optional()
    .describe('Memory, in MiB. Default: as the image computes it from the most pods.'),
  diskGiB: z.int().min(1).optional().describe('Disk, in GiB. Default: 1.'),
});

/** An image of the user. */
const customImage = z.strictObject({
  parameter: z
    .string()
    .regex(/^\/?[\w.-]+(\/[\w.-]+)*$/, 'write the name of an SSM parameter such as /images/gpu-nodes')
    .describe(
      'Name of the SSM parameter whose value is the id of the image, which must be derived from Amazon Linux 2023 of EKS. It is read at every deploy.',
    ),
  serviceCidr: cidr.describe(
    'Range of the services of the cluster, which EKS chooses: `aws eks describe-cluster --name NAME --query cluster.kubernetesNetworkConfig.serviceIpv4Cidr` shows it.',
  ),
});

/**
 * How EKS replaces the nodes of a group:
 * https://docs.aws.amazon.com/eks/latest/APIReference/API_NodegroupUpdateConfig.html
 */
const update = z.strictObject({
  maxUnavailable: z
    .int()
    .min(1)
    .max(100)
    .optional()
    .describe('Most nodes that are replaced at once. Default: 1, unless there is a percentage.'),
  maxUnavailablePercentage: z
    .int()
    .min(1)
    .max(100)
    .optional()
    .describe('The same as a percentage of the nodes of the group.'),
  strategy: z
    .enum(['default', 'minimal'])
    .optional()
    .describe(
      '`default`: new nodes start before old ones are drained. `minimal`: old ones go first, so that no more capacity is needed. Default: `minimal` for GPU types, else `default`.',
    ),
});

/** Stopped instances that have booted once and wait to become nodes; only their disks are billed. */
const warmPool = z.strictObject({
  min: z.int().min(0).default(0).describe('Fewest instances that wait.'),
  max: z
    .int()
    .min(1)
    .optional()
    .describe(
      'Most instances of the group and its warm pool together. Default: the largest size of the group.',
    ),
});

/** A managed node group. */
export const nodeGroupSchema = z.strictObject({
  name: limitedText(
    serviceLimits.nodeGroupName,
    /^[A-Za-z0-9][\w-]*$/,
    'letters, digits, hyphens and underscores',
  )
    .optional()
    .describe(
      'Exact name, for `historical` environments only: a group that has one can change neither its types nor how nodes are bought. Default: generated.',
    ),
  namePrefix: z
    .string()
    .regex(/^[A-Za-z0-9][\w-]{0,53}$/, 'use 1 to 54 letters, digits, hyphens and underscores')
    .optional()
    .describe(
      'The name of the group begins with this; the rest changes with what EKS replaces a group for. Default: a generated name.',
    ),
  instanceTypes: distinct(z.array(z.string()).min(1).max(20)).describe(
    'Instance types to choose from, with equal vCPU, memory and processor architecture.',
  ),
  market: groupMarket.default('on-demand'),
  capacityReservationId,
  placement,
  efa: z
    .boolean()
    .default(false)
    .describe(
      'Whether nodes have Elastic Fabric Adapters on every network card of the type, and offer them as `vpc.amazonaws.com/efa`.',
    ),
  amiFamily: z.enum(['al2023', 'bottlerocket']).default('al2023').describe('Operating system of the nodes.'),
  customImage: customImage
    .optional()
    .describe('Image of your own. Its version of Kubernetes is then yours to keep. Default: that of EKS.'),
  min: z.int().min(0).describe('Smallest size; 0 lets cluster-autoscaler remove every node.'),
  max: z.int().min(1).describe('Largest size.'),
  desired: z
    .int()
    .min(0)
    .optional()
    .describe(
      'Size that the group starts at, and goes back to when a deploy changes its sizes. Default: min.',
    ),
  volumeGiB: gibibytes(EKS_NODE_SNAPSHOT_GIB)
    .default(100)
    .describe('Size of the encrypted gp3 volume with images and pods, in GiB.'),
  volumeIops: volumeIops.describe('Provisioned input and output operations a second of that volume.'),
  volumeThroughputMiBps: volumeThroughputMiBps.describe('Provisioned throughput of that volume, in MiB/s.'),
  localDisks: z
    .enum(['unused', 'raid0'])
    .default('unused')
    .describe(
      'Local NVMe disks of the type. `raid0`: images, logs and `emptyDir` volumes are on all of them, and not on the volume.',
    ),
  fastImagePull: z
    .boolean()
    .default(false)
    .describe(
      'Whether layers of an image are downloaded and unpacked in parallel (SOCI), for large images on fast disks. AWS calls it experimental.',
    ),
  maxPods: z
    .int()
    .min(10)
    .optional()
    .describe('Most pods of a node. Default: what the addresses of the type allow.'),
  kubeletReserved: kubeletReserved
    .optional()
    .describe('What the kubelet keeps from pods. Default: as the image computes it.'),
  warmPool: warmPool
    .optional()
    .describe('Stopped instances that have booted and wait to become nodes. Default: none.'),
  update: update
    .optional()
    .describe('How nodes are replaced when their image or launch template changes. Default: one at a time.'),
  zones: distinct(z.array(z.string()).min(1))
    .optional()
    .describe(
      'Availability Zones of the nodes, such as `[a]`. Give pods with EBS volumes a group in one zone. Default: all zones of the network.',
    ),
  // The kubelet sets labels of Kubernetes' own domains only below these two, and does not start with others.
  labels: nodeLabels(managedNodeLabel, ['node.kubernetes.io/', 'kubelet.kubernetes.io/']),
  taints: nodeTaints(taintKey).describe('Kubernetes taints of the nodes.'),
  tags: tags.default({}).describe('AWS tags of the node group. Of them only `Name` reaches its nodes.'),
});
