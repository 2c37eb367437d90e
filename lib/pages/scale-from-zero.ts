import { parseConfig } from '../config';
import { environments } from '../config/environments';
import { largestPodColumns, largestPods } from '../config/scheduling/largest-pods';
import { daemonRequests } from '../config/scheduling/platform-pods';
import { markdownTable } from '../table/markdown-table';
import { leftColumns, rightColumns, type Row } from '../table/table';

/** Order on the page. */
const ENVIRONMENTS = ['production', 'dev', 'lesson'] as const satisfies (keyof typeof environments)[];

/** The page docs/scale-from-zero.md: what the nodes of each environment offer, and how to find out where a pod runs. */
export function scaleFromZeroPage(): string {
  return [
    '<!-- Generated from lib/catalog and the environments by `npm run docs`. Change those, not this file. -->',
    '',
    '# Scale from zero',
    '',
    'A node group with `min: 0` has no nodes until a pod needs one. cluster-autoscaler then imagines a node of the group, and starts one if the pod would fit it. If it imagines too much, it starts nodes for pods that never run there. If it imagines too little, the pod stays pending. So the platform tells it what a node offers.',
    '',
    '## The largest pod of a node group',
    '',
    'Requests above these keep a pod pending. `npx cdk synth` prints the table of your configuration.',
    '',
    ...ENVIRONMENTS.flatMap((name) => [
      `### ${name}`,
      '',
      ...markdownTable(largestPodColumns, largestPods(parseConfig(environments[name]).config)),
      '',
    ]),
    'The numbers come from the [catalog](../lib/catalog/node-capacity.ts):',
    '',
    '- CPU: 6 % of the first vCPU, 1 % of the second, 0.5 % of the next two and 0.25 % of the others are reserved. 100m more are subtracted from a group with `min: 0`, because cluster-autoscaler counts kube-proxy twice while it is empty.',
    '- Memory: 92.5 % of the type, less 255 MiB, 11 MiB for each pod that its network interfaces allow, and 100 MiB at which the kubelet evicts pods.',
    '- Disk: 90 % of the volume, or of all local disks with `localDisks: raid0`, less 1 GiB, less 2 % for the file system.',
    '- Pods: network interfaces × (addresses − 1) + 2, at most 110 below 30 vCPUs and 250 from there. `maxPods` lowers it.',
    '- EFA: with `efa: true`, one for each network card that takes one.',
    '',
    'What `kubeletReserved` of a [node group](node-groups.md) sets takes the place of the CPU, the memory (but the 100 MiB) and the 1 GiB of disk above.',
    '',
    'From these the [add-ons](add-ons.md) of every node are subtracted:',
    '',
    ...markdownTable(
      [...leftColumns('environment', 'node'), ...rightColumns('CPU', 'memory', 'pods')],
      ENVIRONMENTS.flatMap((name) => daemonRows(name)),
    ),
    '',
    '## Where does a pod run?',
    '',
    '```sh',
    'npm run fits -- pod.yaml --environment dev',
    '```',
    '',
    'The command reads a Pod, or anything with a pod template: Deployment, StatefulSet, Job, CronJob and others. For each node group it says whether the pod starts a node from zero and whether it runs on a node that is there. If no group takes the pod, it prints the first reason and the fix, and exits with code 1:',
    '',
    '```',
    'Pod trainer: cpu 4, GPU 1',
    'group      from zero  with nodes  reason',
    'cpu        has nodes  no          group cpu has no GPUs',
    'gpu        no         no          it asks for 4 of CPU, and the largest pod of group gpu (g6e.xlarge) has 3120m',
    'inference  no         no          group inference has the taint workload=inference:NoSchedule',
    'It runs nowhere: it asks for 4 of CPU, and the largest pod of group gpu (g6e.xlarge) has 3120m; use g6e.2xlarge in cluster.nodeGroups.gpu, or lower the request.',
    '```',
    '',
    '[training-job.yaml](examples/training-job.yaml) is a Job that trains on one GPU of `production` or `dev`. Its pods have the annotation `cluster-autoscaler.kubernetes.io/safe-to-evict: "false"`: without it cluster-autoscaler moves a pod from a node whose requests are below half of what it offers, and training starts again. Give it to every pod that trains.',
    '',
    'Pods that must always fit can be in the configuration. Then every synth checks them:',
    '',
    '```yaml',
    'cluster:',
    '  workloads:',
    "    train: { gpus: 1, cpu: '3', memory: 24Gi, disk: 100Gi, nodeSelector: { gpu-type: l40s } }",
    '```',
    '',
    'The same fields, without a `kind`, are also a file for `npm run fits`.',
    '',
    'The command knows requests, init containers and sidecars, overhead, node selectors, required node affinity, tolerations, volumes and resource claims. It does not know what other pods use, pod affinity and anti-affinity, topology spread, priorities and quotas. EKS adds a toleration of the taint `nvidia.com/gpu` to pods that ask for `nvidia.com/gpu`, and the command does, too.',
    '',
    '## What cluster-autoscaler is told',
    '',
    '| What                                                                          | Why                                                                                                                                                                        |',
    '| ----------------------------------------------------------------------------- | -------------------------------------------------------------------------------------------------------------------------------------------------------------------------- |',
    '| tags `k8s.io/cluster-autoscaler/node-template/resources/…` of each node group | Without them an empty group is imagined with all CPU and memory of its type, 110 pods and no disk. Your own `tags` come after them, for resources that a plug-in of yours offers |',
    '| label `k8s.amazonaws.com/accelerator` of GPU groups                           | Without it a node whose device plugin has not started counts as one without GPUs, and the waiting pods start another one                                                   |',
    '| `expander: priority,least-waste`                                              | The cheapest group that takes the pod starts, by the prices of the catalog. Each group has a rank                                                                          |',
    '| `node-info-cache-expire-time: 10m`                                            | Otherwise a group is remembered as its last node, also when that was broken                                                                                                |',
    '| `balancing-ignore-label: nodegroup-name`                                      | Groups that differ by zone only are kept balanced                                                                                                                          |',
    '',
    '## Zones',
    '',
    'An empty group is imagined in its first zone only. A pod with an EBS volume or a zone selector of another zone never starts it. Make one group for each zone, alike but for `zones`:',
    '',
    '```yaml',
    'cluster:',
    '  nodeGroups:',
    '    gpu: { max: 5, zones: [a] }',
    '    gpu-b:',
    '      instanceTypes: [g6e.xlarge]',
    '      min: 0',
    '      max: 5',
    '      zones: [b]',
    "      labels: { gpu-type: l40s, nvidia.com/gpu: 'true' }",
    "      taints: [{ key: nvidia.com/gpu, value: 'true' }]",
    '```',
    '',
    'A change of `zones` replaces the group: EKS starts the new one before it drains the old one.',
    '',
    '## Room for the add-ons',
    '',
    'CoreDNS, the controller of the EBS CSI driver and cluster-autoscaler run on groups without taints and with `min` of at least 1. The synth refuses nodes without room for them. Where there is one such node, CoreDNS and the controller have one copy each, since two on one node would stop together.',
    '',
    '## Sources',
    '',
    '- CPU and memory that the image reserves, and pods by network interfaces: <https://github.com/awslabs/amazon-eks-ami/tree/main/nodeadm/internal/kubelet>',
    '- The limit of pods on managed nodes: <https://docs.aws.amazon.com/eks/latest/userguide/cni-increase-ip-addresses-procedure.html>',
    '- What cluster-autoscaler reads: <https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/cloudprovider/aws/README.md>',
    '- Admission of pods that ask for GPUs: <https://docs.aws.amazon.com/eks/latest/userguide/platform-versions.html>',
    '',
  ].join('\n');
}

function daemonRows(name: (typeof ENVIRONMENTS)[number]): Row[] {
  const { cluster } = parseConfig(environments[name]).config;
  return [false, true].map((hasGpus) => {
    const { cpuMillicores, memoryMiB, pods } = daemonRequests(cluster, { hasGpus, hasEfa: false });
    return [name, hasGpus ? 'with GPUs' : 'without', `${cpuMillicores}m`, `${memoryMiB}Mi`, String(pods)];
  });
}
