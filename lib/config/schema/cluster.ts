import { z } from 'zod';
import { serviceLimits } from '../../catalog';
import { EKS_ADD_ONS } from '../../catalog/add-ons';
import { addOnsSchema, namespacesSchema, nodeRepairSchema } from './add-ons';
import { namespace } from './kubernetes';
import { nodeGroupSchema } from './node-group';
import { cidr, distinct, entryName, limitedText, principalArn, retentionDays } from './values';
import { workloadSchema } from './workload';

/** Names as Kubernetes takes them: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
const serviceAccount = z.strictObject({
  namespace: namespace.describe('Kubernetes namespace.'),
  name: z
    .string()
    .regex(
      /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/,
      'use 1 to 253 lower-case letters, digits, hyphens and dots, with a letter or digit at both ends',
    )
    .describe('Name of the service account.'),
});

/** The EKS cluster. */
export const clusterSchema = z.strictObject({
  name: limitedText(
    serviceLimits.clusterName,
    /^[A-Za-z0-9][A-Za-z0-9_-]*$/,
    'letters, digits, hyphens and underscores, starting with a letter or digit',
  )
    .default('ml-platform-cluster')
    .describe('Name of the cluster; also in subnet tags. Same as -c clusterName=.'),
  version: z
    .string()
    .regex(/^1\.\d\d$/, 'write a version such as "1.35"')
    .describe('Kubernetes version.'),
  nodeVersion: z
    .string()
    .regex(/^1\.\d\d$/, 'write a version such as "1.35"')
    .optional()
    .describe(
      'Kubernetes version of the nodes while they wait for theirs to be updated: at most three minor versions older than `version`. Default: that of the cluster.',
    ),
  support: z
    .enum(['standard', 'extended'])
    .default('standard')
    .describe(
      'What EKS does when the standard support of the version ends. `standard`: it upgrades the control plane to the next version. `extended`: it keeps the version for a year more, at $0.60 in place of $0.10 an hour.',
    ),
  endpoint: z
    .strictObject({
      public: z.boolean().default(false).describe('Whether the API server has an address on the internet.'),
      publicCidrs: distinct(z.array(cidr)).default([]).describe('Ranges that reach the public address.'),
    })
    .prefault({})
    .describe('Access to the API server. The private address in the VPC always exists.'),
  secretsKeyDeletionWindowDays: z
    .int()
    .min(serviceLimits.keyDeletionDaysLeast.value)
    .max(serviceLimits.keyDeletionDays.value)
    .default(7)
    .describe('Waiting time before a deleted secrets key is destroyed.'),
  logRetentionDays: retentionDays.describe('Days that control plane logs are kept.'),
  adminArns: distinct(z.array(principalArn))
    .default([])
    .describe('IAM roles or users that administer the cluster with kubectl.'),
  serviceAccounts: distinct(z.array(serviceAccount), ({ namespace, name }) => `${namespace}/${name}`)
    .default([])
    .describe(
      'Kubernetes service accounts whose pods may read and write datasets and models, by EKS Pod Identity.',
    ),
  addOns: addOnsSchema.prefault({}).describe('What runs in the cluster beside the pods of users.'),
  addOnVersions: z
    .partialRecord(
      z.enum([...EKS_ADD_ONS.keys()]),
      z.string().regex(/^v\d+\.\d+\.\d+-eksbuild\.\d+$/, 'write a release such as v1.22.4-eksbuild.3'),
    )
    .default({})
    .describe(
      'Releases of add-ons that EKS installs, by their name in EKS, such as `vpc-cni`. Default: at the first deploy, and with each Kubernetes version, the one that EKS has as its default.',
    ),
  namespaces: namespacesSchema
    .default({})
    .describe(
      'Namespaces of users, each with a Pod Security Standard. One that exists is taken over, and none is deleted.',
    ),
  nodeRepair: nodeRepairSchema.prefault({}).describe('How EKS repairs nodes.'),
  detailedMonitoring: z
    .boolean()
    .default(true)
    .describe(
      'Whether EC2 publishes the metrics of nodes every minute, at $2.10 a node and month, and not every five minutes for free. A change replaces the nodes, group by group.',
    ),
  nodeGroups: z.record(entryName, nodeGroupSchema).describe('Managed node groups by name.'),
  workloads: z
    .record(entryName, workloadSchema)
    .default({})
    .describe('Pods by name, each of which must fit a node group; see scale-from-zero.md.'),
});
