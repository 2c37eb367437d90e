import { z } from 'zod';
import { nodeLabel, nodeLabels, nodeTaints } from '../kubernetes';
import { cidr, distinct, entryName } from '../values';
import { gpu } from './training';
import { diskSizeGb, diskType, groupSize, resourceName, zoneName } from './values';

/** A group of identical nodes. */
const nodePool = z.strictObject({
  machineType: z.string().describe('Compute Engine machine type, from lib/catalog/gcp-machine-types.ts.'),
  gpu: gpu.optional(),
  spot: z
    .boolean()
    .default(false)
    .describe('Whether to use Spot capacity, which Google may reclaim at any time.'),
  min: groupSize.describe('Smallest number of nodes, of all zones together.'),
  max: groupSize.min(1).describe('Largest number of nodes, of all zones together.'),
  zones: distinct(z.array(zoneName))
    .min(1)
    .optional()
    .describe(
      'Zones of the nodes. Default: those of the region that offer the machine type and GPU; of a zonal cluster, gcp.zone.',
    ),
  diskGb: diskSizeGb.default(100),
  diskType: diskType,
  // GKE refuses all labels of Kubernetes' own domains:
  // https://cloud.google.com/kubernetes-engine/docs/how-to/update-existing-nodepools, 2026-11.
  labels: nodeLabels(nodeLabel),
  taints: nodeTaints().describe('Kubernetes taints of the nodes. GKE adds one to nodes with GPUs.'),
});

/** A GKE cluster whose nodes have no public addresses. */
export const cluster = z.strictObject({
  name: z
    .string()
    .regex(
      /^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/,
      'use 1 to 40 lower-case letters, digits and hyphens; start with a letter',
    )
    .default('ml-platform-cluster')
    .describe('Name of the cluster.'),
  regional: z
    .boolean()
    .default(true)
    .describe(
      'Whether the control plane is in three zones. `false`: in gcp.zone, for which the free tier of GKE pays.',
    ),
  releaseChannel: z
    .enum(['RAPID', 'REGULAR', 'STABLE', 'EXTENDED'])
    .default('REGULAR')
    .describe('Release channel, from which GKE takes the version and its upgrades.'),
  authorizedCidrs: distinct(z.array(cidr))
    .default([])
    .describe(
      'Ranges that reach the API by its public address. Empty: it has a DNS endpoint only, where IAM decides.',
    ),
  nodePools: z.record(entryName, nodePool).default({}).describe('Groups of nodes by name.'),
  serviceAccounts: distinct(
    z.array(
      z.strictObject({
        namespace: resourceName.describe('Kubernetes namespace.'),
        name: resourceName.describe('Name of the service account.'),
      }),
    ),
    ({ namespace, name }) => `${namespace}/${name}`,
  )
    .default([])
    .describe('Kubernetes service accounts whose pods reach the buckets.'),
});
