import { z } from 'zod';
import { cidr, distinct, entryName } from '../values';
import { gpu } from './machines';
import { diskSizeGb, diskType, resourceName } from './values';

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/ */
const labelKey = z
  .string()
  .regex(
    /^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/,
    'write a Kubernetes label key',
  );
const labelValue = z
  .string()
  .regex(/^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/, 'write a Kubernetes label value');

const taint = z.strictObject({
  key: labelKey.describe('Key of the taint.'),
  value: labelValue.describe('Value of the taint.'),
  effect: z
    .enum(['NO_SCHEDULE', 'PREFER_NO_SCHEDULE', 'NO_EXECUTE'])
    .describe('What happens to a pod that does not tolerate the taint.'),
});

const size = z.int().min(0).max(1000);

/** A group of equal nodes. */
const nodePool = z.strictObject({
  machineType: z.string().describe('Compute Engine machine type, from lib/catalog/gcp-machine-types.ts.'),
  gpu: gpu.optional(),
  spot: z
    .boolean()
    .default(false)
    .describe('Whether to use Spot capacity, which Google may take back at any time.'),
  min: size.describe('Least number of nodes, of all zones together.'),
  max: size.min(1).describe('Largest number of nodes, of all zones together.'),
  zones: distinct(z.array(z.string().regex(/^[a-z]+-[a-z]+\d+-[a-z]$/, 'write a zone such as us-central1-a')))
    .min(1)
    .optional()
    .describe(
      'Zones of the nodes. Default: those of the region that offer machine and GPU; of a zonal cluster, gcp.zone.',
    ),
  diskGb: diskSizeGb.default(100),
  diskType: diskType,
  labels: z.record(labelKey, labelValue).default({}).describe('Kubernetes labels of the nodes.'),
  taints: z.array(taint).default([]).describe('Taints of the nodes. GKE taints nodes with GPUs by itself.'),
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
      'Whether the control plane is in three zones; false: in gcp.zone, which the free tier of GKE pays for.',
    ),
  releaseChannel: z
    .enum(['RAPID', 'REGULAR', 'STABLE', 'EXTENDED'])
    .default('REGULAR')
    .describe('Who chooses the version, and how early.'),
  authorizedCidrs: distinct(z.array(cidr))
    .default([])
    .describe(
      'Ranges that reach the API by its public address. Empty: it has none, only the one by DNS, where IAM decides.',
    ),
  nodePools: z.record(entryName, nodePool).default({}).describe('Groups of nodes, by a short name.'),
  serviceAccounts: z
    .array(
      z.strictObject({
        namespace: resourceName.describe('Kubernetes namespace.'),
        name: resourceName.describe('Kubernetes service account.'),
      }),
    )
    .default([])
    .describe('Kubernetes service accounts whose pods reach the buckets.'),
});
