import { parseConfig } from '../../../lib/config';
import { environments } from '../../../lib/config/environments';
import { merge } from '../../../lib/config/merge';
import { groupsOf } from '../../../lib/config/scheduling/group-node';
import { place, type Placement } from '../../../lib/config/scheduling/placement';
import { equals, type LabelRule, type Pod, type Toleration } from '../../../lib/config/scheduling/pod';
import { parseQuantity } from '../../../lib/config/scheduling/quantity';
import type { EnvironmentName } from '../problems';

interface Asked extends Partial<Omit<Pod, 'requests' | 'rules'>> {
  readonly requests?: Readonly<Record<string, string>>;
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly rules?: readonly LabelRule[];
}

const GPU: Asked = { requests: { 'nvidia.com/gpu': '1' } };
const FOR_INFERENCE: Toleration[] = [
  { key: 'workload', operator: 'Equal', value: 'inference', effect: 'NoSchedule' },
];

function placed(
  asked: Asked,
  nodeGroups: object = {},
  environment: EnvironmentName = 'production',
): Placement {
  const { config } = parseConfig(merge(environments[environment], { cluster: { nodeGroups } }));
  const { requests = {}, nodeSelector = {}, rules = [], ...rest } = asked;
  const pod: Pod = {
    name: 'pod',
    alternatives: [],
    tolerations: [],
    volumes: false,
    resourceClaims: false,
    ...rest,
    requests: {
      pods: 1000n,
      ...Object.fromEntries(Object.entries(requests).map(([name, text]) => [name, parseQuantity(text)!])),
    },
    rules: [...Object.entries(nodeSelector).map(([key, value]) => equals(key, value)), ...rules],
  };
  return place(pod, groupsOf(config));
}

describe('in production', () => {
  test.each<[what: string, asked: Asked, groups: string[]]>([
    ['a pod without requests', {}, ['cpu']],
    ['a GPU, whose taint is tolerated by admission', GPU, ['gpu']],
    ['a GPU for inference', { ...GPU, tolerations: FOR_INFERENCE }, ['gpu', 'inference']],
    ['a GPU for everything', { ...GPU, tolerations: [{ operator: 'Exists' }] }, ['gpu', 'inference']],
    ['a GPU by its label', { ...GPU, nodeSelector: { 'gpu-type': 'l40s' } }, ['gpu']],
    [
      'a GPU by its accelerator',
      { ...GPU, nodeSelector: { 'k8s.amazonaws.com/accelerator': 'nvidia-l4' }, tolerations: FOR_INFERENCE },
      ['inference'],
    ],
    ['a disk', { requests: { 'nvidia.com/gpu': '1', 'ephemeral-storage': '175Gi' } }, ['gpu']],
    [
      'the largest pod of g6e.xlarge',
      { requests: { 'nvidia.com/gpu': '1', cpu: '3120m', memory: '28545Mi' } },
      ['gpu'],
    ],
    [
      'a zone of a group with nodes',
      { nodeSelector: { 'topology.kubernetes.io/zone': 'us-west-2b' } },
      ['cpu'],
    ],
    ['a market', { ...GPU, nodeSelector: { 'eks.amazonaws.com/capacityType': 'SPOT' } }, ['gpu']],
    [
      'an architecture',
      { nodeSelector: { 'kubernetes.io/arch': 'amd64', 'kubernetes.io/os': 'linux' } },
      ['cpu'],
    ],
    ['a volume on a group with nodes', { volumes: true }, ['cpu']],
    [
      'one of two terms',
      {
        alternatives: [
          [equals('team', 'a')],
          [equals('role', 'general'), { key: 'team', operator: 'DoesNotExist', values: [] }],
        ],
      },
      ['cpu'],
    ],
    ['a label that must be there', { rules: [{ key: 'role', operator: 'Exists', values: [] }] }, ['cpu']],
    [
      'a label that must be another',
      { rules: [{ key: 'role', operator: 'NotIn', values: ['ml-training'] }] },
      ['cpu'],
    ],
  ])('%s runs on its groups', (_, asked, groups) => {
    const { takenBy, reason } = placed(asked);
    expect({ takenBy, reason }).toEqual({ takenBy: groups, reason: undefined });
  });

  test.each<[what: string, asked: Asked, reason: RegExp]>([
    [
      'no toleration',
      { ...GPU, nodeSelector: { 'gpu-type': 'l4' } },
      /^group inference has the taint workload=inference:NoSchedule; add to the pod tolerations: \[\{key: workload, operator: Equal, value: "inference", effect: NoSchedule\}\]$/,
    ],
    [
      'a toleration of another value',
      { ...GPU, nodeSelector: { 'gpu-type': 'l4' }, tolerations: [{ key: 'workload', value: 'training' }] },
      /^group inference has the taint workload=inference:NoSchedule; add/,
    ],
    [
      'a label that no group has',
      { nodeSelector: { team: 'vision' } },
      /^no group has the label team; add it to cluster\.nodeGroups\.cpu\.labels, or remove it from the pod$/,
    ],
    [
      'a value that no group has',
      { ...GPU, nodeSelector: { 'gpu-type': 'h100' } },
      /^no group has gpu-type=h100; use l40s and l4, or add it/,
    ],
    [
      'a label of GPU Feature Discovery',
      { ...GPU, nodeSelector: { 'nvidia.com/gpu.product': 'NVIDIA-L4' } },
      /^no group has the label nvidia\.com\/gpu\.product=NVIDIA-L4, which is of GPU Feature Discovery; use k8s\.amazonaws\.com\/accelerator with nvidia-l40s \(group gpu\) and nvidia-l4 \(group inference\)$/,
    ],
    [
      'an accelerator that no group has',
      { ...GPU, nodeSelector: { 'k8s.amazonaws.com/accelerator': 'nvidia-h100' } },
      /^no group has .*nvidia-h100; use .*nvidia-l40s \(group gpu\)/,
    ],
    [
      'a generated name',
      { nodeSelector: { 'eks.amazonaws.com/nodegroup': 'cpu' } },
      /generated name; use a label of cluster\.nodeGroups\.cpu\.labels/,
    ],
    [
      'a label that only the imagined node has',
      { nodeSelector: { k8sVersion: '1.35' } },
      /^no group has the label k8sVersion; add it/,
    ],
    [
      'two GPUs',
      { requests: { 'nvidia.com/gpu': '2' } },
      /^it asks for 2 GPUs \(nvidia\.com\/gpu\), and a node has at most 1; use g6e\.12xlarge in cluster\.nodeGroups\.gpu/,
    ],
    [
      'more GPUs than any type has',
      { requests: { 'nvidia.com/gpu': '16' } },
      /and a node has at most 1; lower the request$/,
    ],
    [
      'EFA',
      { requests: { 'nvidia.com/gpu': '1', 'vpc.amazonaws.com/efa': '1' } },
      /^the nodes of group gpu have no EFA interfaces; set efa: true in cluster\.nodeGroups\.gpu with a type that has them, or remove/,
    ],
    [
      'a part of a GPU',
      { requests: { 'nvidia.com/mig-1g.5gb': '1' } },
      /^group cpu offers no nvidia\.com\/mig-1g\.5gb; add the tag k8s\.io\/cluster-autoscaler\/node-template\/resources\/nvidia\.com\/mig-1g\.5gb: "1" to cluster\.nodeGroups\.\w+\.tags/,
    ],
    ['huge pages', { requests: { 'hugepages-2Mi': '512Mi' } }, /resources\/hugepages-2Mi: "512Mi"/],
    [
      'a millicore too many',
      { requests: { 'nvidia.com/gpu': '1', cpu: '3121m' } },
      /^it asks for 3121m of CPU, and the largest pod of group gpu \(g6e\.xlarge\) has 3120m; use g6e\.2xlarge in cluster\.nodeGroups\.gpu, or lower the request$/,
    ],
    [
      'a mebibyte too many',
      { requests: { 'nvidia.com/gpu': '1', memory: '28872Mi' } },
      /^it asks for 28872Mi of memory, and the largest pod of group gpu \(g6e\.xlarge\) has 28871Mi; use g6e\.2xlarge/,
    ],
    [
      'a gibibyte of disk too many',
      { requests: { 'nvidia.com/gpu': '1', 'ephemeral-storage': '176Gi' } },
      /^it asks for 176Gi of disk, and the largest pod of group gpu has 175Gi; set cluster\.nodeGroups\.gpu\.volumeGiB to 202 or more/,
    ],
    [
      'more disk than a volume can have',
      { requests: { 'nvidia.com/gpu': '1', 'ephemeral-storage': '1Ei' } },
      /has 175Gi; lower the request$/,
    ],
    [
      'another zone',
      { ...GPU, nodeSelector: { 'topology.kubernetes.io/zone': 'us-west-2b' } },
      /^group gpu is imagined in us-west-2a only while it is empty, so a pod for us-west-2b never starts it; set cluster\.nodeGroups\.gpu\.zones to one zone and add a group for each other zone$/,
    ],
    [
      'a zone without a subnet',
      { nodeSelector: { 'topology.kubernetes.io/zone': 'us-west-2c' } },
      /^no group has topology\.kubernetes\.io\/zone=us-west-2c; use us-west-2a and us-west-2b/,
    ],
    [
      'a volume',
      { ...GPU, volumes: true },
      /^group gpu is imagined in us-west-2a only .* whose volume is in us-west-2b never starts it; set/,
    ],
    [
      'a resource claim',
      { resourceClaims: true },
      /^it has resource claims: .* without ResourceSlices, .*; ask for limits of nvidia\.com\/gpu/,
    ],
    [
      'a label that must not be there',
      { rules: [{ key: 'workload', operator: 'DoesNotExist', values: [] }] },
      /^group cpu has the label that workload DoesNotExist excludes; use a group without it$/,
    ],
  ])('%s is refused with the reason and the fix', (_, asked, reason) => {
    const found = placed(asked);
    expect(found.takenBy).toEqual([]);
    expect(found.reason).toMatch(reason);
  });
});

describe('with other groups', () => {
  test('a group that cannot grow takes no further pod', () => {
    const full = { gpu: { min: 2, max: 2 } };
    expect(placed(GPU, full).reason).toMatch(
      /^group gpu is always at its max \(2\), .*; raise cluster\.nodeGroups\.gpu\.max$/,
    );
  });

  test('the second type of an empty group is not imagined', () => {
    const types = {
      gpu: { instanceTypes: ['g6e.xlarge', 'g6e.xlarge'].slice(0, 1) },
      cpu: { min: 2, instanceTypes: ['m7i.2xlarge', 'm6i.2xlarge'] },
    };
    const second = { nodeSelector: { 'node.kubernetes.io/instance-type': 'm6i.2xlarge' } };
    expect(placed(second, types).takenBy).toEqual(['cpu']);
    const empty = { more: { instanceTypes: ['m7a.2xlarge', 'm6a.2xlarge'], min: 0, max: 2 } };
    expect(
      placed({ nodeSelector: { 'node.kubernetes.io/instance-type': 'm6a.2xlarge' } }, empty).reason,
    ).toMatch(
      /^group more is imagined as m7a\.2xlarge only while it is empty, .*; add a group for each type$/,
    );
  });

  test('a group in one zone takes pods with volumes and with that zone', () => {
    const zones = { gpu: { zones: ['b'] } };
    expect(placed({ ...GPU, volumes: true }, zones).takenBy).toEqual(['gpu']);
    expect(
      placed({ ...GPU, nodeSelector: { 'topology.kubernetes.io/zone': 'us-west-2b' } }, zones),
    ).toMatchObject({
      takenBy: ['gpu'],
      notes: [],
    });
  });

  test('tags of the user count', () => {
    const prefix = 'k8s.io/cluster-autoscaler/node-template/resources/';
    const mig = { gpu: { tags: { [`${prefix}nvidia.com/mig-1g.5gb`]: '7' } } };
    const pod = {
      requests: { 'nvidia.com/mig-1g.5gb': '7' },
      tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists' as const }],
    };
    expect(placed(pod, mig).takenBy).toEqual(['gpu']);
  });

  test('a name that is fixed can be selected', () => {
    expect(
      placed({ nodeSelector: { 'eks.amazonaws.com/nodegroup': 'cpu-nodes' } }, {}, 'lesson').takenBy,
    ).toEqual(['cpu']);
  });
});

describe('notes', () => {
  test('a pod without a GPU that only GPU nodes take', () => {
    const pod = { nodeSelector: { 'gpu-type': 'l40s' }, tolerations: [{ operator: 'Exists' as const }] };
    expect(placed(pod).notes).toEqual([
      'it asks for no GPU and only groups with GPUs take it (gpu); add a group without GPUs for it',
    ]);
  });

  test('a pod for the first zone of a group that is in several', () => {
    expect(placed({ ...GPU, nodeSelector: { 'topology.kubernetes.io/zone': 'us-west-2a' } }).notes).toEqual([
      'nodes of gpu start in any of us-west-2a and us-west-2b, and only some of them fit its zone; give such pods a group with zones set to one zone',
    ]);
  });
});
