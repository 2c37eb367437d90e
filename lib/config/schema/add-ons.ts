import { z } from 'zod';
import type { AddOnName } from '../../catalog/add-ons';
import { namespace } from './kubernetes';
import { distinct, entryName, secretsPrefix } from './values';

const off = (what: string) => z.boolean().default(false).describe(`Whether the cluster has ${what}.`);

/** The add-ons of the cluster that can be switched. Each follows the Kubernetes version. */
export const addOnsSchema = z.strictObject({
  ebsCsiDriver: z
    .strictObject({
      enabled: z
        .boolean()
        .default(true)
        .describe(
          'Whether pods can have EBS volumes. Switched off, existing volumes stay but cannot be attached.',
        ),
      defaultStorageClass: z
        .boolean()
        .default(true)
        .describe(
          'Whether claims that name no storage class get an encrypted gp3 volume, with the key `ebsKeyArn` if there is one. Without it they wait, since EKS has no default class from 1.30 on.',
        ),
    })
    .prefault({})
    .describe('Amazon EBS CSI driver.'),
  snapshotController: z
    .strictObject({
      enabled: off('the CSI snapshot controller and a default class for snapshots of EBS volumes'),
    })
    .prefault({})
    .describe('Snapshots of volumes as Kubernetes objects.'),
  nodeMonitoring: z
    .strictObject({
      enabled: off(
        'the node monitoring agent, by which the repair of nodes sees faults of GPUs, disks and network',
      ),
    })
    .prefault({})
    .describe('Health of nodes.'),
  metricsServer: z
    .strictObject({
      enabled: off('metrics-server, which `kubectl top` and HorizontalPodAutoscalers need'),
    })
    .prefault({})
    .describe('Use of CPU and memory at present.'),
  devicePlugin: z
    .strictObject({
      enabled: z
        .boolean()
        .default(true)
        .describe(
          'Whether the NVIDIA device plugin runs on GPU nodes, without which they offer no GPU. Bottlerocket has its own.',
        ),
      timeSlicing: z
        .record(entryName, z.int().min(2).max(100))
        .default({})
        .describe(
          'Node groups whose GPUs are shared, each with the number of pods that use a GPU in turn. They share its memory without limits between them.',
        ),
    })
    .prefault({})
    .describe('NVIDIA device plugin.'),
  efaPlugin: z
    .strictObject({
      enabled: z
        .boolean()
        .default(true)
        .describe(
          'Whether the EFA device plugin runs on the nodes of groups with `efa: true`, without which they offer no interface to pods.',
        ),
    })
    .prefault({})
    .describe('EFA device plugin.'),
  dcgmExporter: z
    .strictObject({
      enabled: off("NVIDIA's exporter of GPU metrics, for a Prometheus of your own"),
    })
    .prefault({})
    .describe('GPU metrics for Prometheus.'),
  loadBalancerController: z
    .strictObject({
      enabled: off(
        'the AWS Load Balancer Controller, which makes a load balancer for each Ingress of the class `alb` and for Services of the class `service.k8s.aws/nlb`. Each of them costs, which the estimate leaves out. Delete them before the cluster',
      ),
      gatewayApi: z
        .boolean()
        .default(false)
        .describe(
          'Whether it makes load balancers for Gateways as well, of the class `alb`. Apply the definitions of the Gateway API first: a deploy without them fails.',
        ),
    })
    .prefault({})
    .describe('Load balancers for Ingresses, Gateways and Services.'),
  mountpointS3: z
    .strictObject({
      enabled: off('the Mountpoint S3 CSI driver, and the data buckets as volumes'),
      namespaces: distinct(z.array(namespace).min(1))
        .optional()
        .describe(
          'Namespaces that have the volumes, for the claims `s3-datasets`, `s3-models` and `s3-artifacts`. Every pod there may read datasets and models, and read and write artifacts. Default: those of `serviceAccounts`; without any, there is the driver alone.',
        ),
      userId: z
        .int()
        .min(0)
        .max(65_535)
        .default(1000)
        .describe('User and group of containers that write artifacts. Others read them only.'),
    })
    .prefault({})
    .describe('The data buckets as volumes.'),
  secretsStore: z
    .strictObject({
      enabled: off(
        'the Secrets Store CSI driver with the provider of AWS, by which pods have secrets of Secrets Manager as files',
      ),
      prefix: secretsPrefix
        .optional()
        .describe(
          'Pods of `serviceAccounts` may read the Secrets Manager secrets whose names start with this. Default: project, `/`, environment, `/`.',
        ),
    })
    .prefault({})
    .describe('Secrets as files in pods.'),
  cloudWatch: z
    .strictObject({
      enabled: off(
        'CloudWatch Container Insights: metrics of nodes, pods and GPUs, with their alarms and their part of the dashboard. Billed by observation, which the estimate leaves out',
      ),
    })
    .prefault({})
    .describe('Metrics in CloudWatch.'),
} satisfies Record<AddOnName, z.ZodType>);

/** How EKS repairs nodes. Every setting is for each node group. */
export const nodeRepairSchema = z.strictObject({
  enabled: z
    .boolean()
    .default(true)
    .describe(
      'Whether EKS replaces or reboots unhealthy nodes. It sees faults of GPUs by `addOns.nodeMonitoring`.',
    ),
  maxParallel: z
    .int()
    .min(1)
    .optional()
    .describe('Most nodes of a group that are repaired at the same time. Default: no limit but that of EKS.'),
  maxUnhealthyPercent: z
    .int()
    .min(1)
    .max(100)
    .optional()
    .describe(
      'Share of unhealthy nodes of a group, in percent, above which repair stops. A group with few nodes exceeds it with one: below 100, a single node is never repaired. Default: the limit of EKS.',
    ),
});

/** Namespaces that the stack makes, by name. */
export const namespacesSchema = z.record(
  namespace.refine(
    (name) => !/^(kube-|default$|amazon-cloudwatch$|mount-s3$)/.test(name),
    'use a namespace of your own: this one belongs to Kubernetes or to an add-on',
  ),
  z.strictObject({
    podSecurity: z
      .enum(['restricted', 'baseline', 'privileged'])
      .default('restricted')
      .describe('Pod Security Standard that the API server enforces in the namespace.'),
  }),
);
