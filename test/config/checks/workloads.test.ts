import { parseConfig } from '../../../lib/config';
import { environments } from '../../../lib/config/environments';
import { merge } from '../../../lib/config/merge';
import { problemsOf, withoutOpenDecisions } from '../problems';

const workloads = (...pods: object[]) => ({
  cluster: { workloads: Object.fromEntries(pods.map((pod, index) => [`pod-${index}`, pod])) },
});
const lines = (...pods: object[]) =>
  withoutOpenDecisions(problemsOf(workloads(...pods))).map(
    ({ path, message, severity }) => `${severity} ${path}: ${message}`,
  );

test('workloads that fit a group are accepted', () => {
  const pods = [
    {},
    { gpus: 1, cpu: 2, memory: '8Gi', disk: '100Gi', nodeSelector: { 'gpu-type': 'l40s' } },
    { gpus: 1, tolerations: [{ key: 'workload', value: 'inference' }] },
    { zone: 'b' },
    { volumes: true },
  ];
  expect(lines(...pods)).toEqual([]);
});

test('each that fits none is refused, with the reason and the fix', () => {
  expect(
    lines({ gpus: 2 }, { nodeSelector: { team: 'a' } }, { gpus: 1, zone: 'b' }, { gpus: 1, volumes: true }),
  ).toEqual([
    'error cluster.workloads.pod-0: no node group takes it: it asks for 2 GPUs (nvidia.com/gpu), and a node has at most 1; use g6e.12xlarge in cluster.nodeGroups.gpu, or lower the request.',
    'error cluster.workloads.pod-1: no node group takes it: no group has the label team; add it to cluster.nodeGroups.cpu.labels, or remove it from the pod.',
    expect.stringMatching(
      /^error cluster\.workloads\.pod-2: no node group takes it: group gpu is imagined in us-west-2a only/,
    ),
    expect.stringMatching(
      /^error cluster\.workloads\.pod-3: no node group takes it: group gpu is imagined in us-west-2a only/,
    ),
  ]);
});

test('a pod without a GPU that only GPU nodes take is a warning', () => {
  const { warnings } = parseConfig(
    merge(
      environments.production,
      workloads({ nodeSelector: { 'gpu-type': 'l40s' }, tolerations: [{ operator: 'Exists' }] }),
    ),
  );
  expect(withoutOpenDecisions(warnings)).toMatchObject([
    {
      path: 'cluster.workloads.pod-0',
      message: expect.stringMatching(/^it asks for no GPU and only groups with GPUs take it \(gpu\); add/),
    },
  ]);
});

test.each([
  [{ cpu: '2 cores' }, 'cpu', /"2 cores" is not allowed; write a Kubernetes quantity/],
  [{ memory: -1 }, 'memory', /"?-1"? is not allowed; write a Kubernetes quantity/],
  [{ disk: {} }, 'disk', /is not text; write text/],
  [{ gpus: -1 }, 'gpus', /-1 is out of range; use at least 0/],
  [{ resources: { 'hugepages-2Mi': 'many' } }, 'resources.hugepages-2Mi', /"many" is not allowed/],
  [
    { tolerations: [{ operator: 'Like' }] },
    'tolerations.0.operator',
    /"Like" is not allowed; use "Equal" or "Exists"/,
  ],
  [{ nodeselector: {} }, 'nodeselector', /is not a setting; .* Did you mean "nodeSelector"\?/],
])('%j is refused', (pod, setting, message) => {
  expect(problemsOf(workloads(pod))).toContainEqual(
    expect.objectContaining({
      path: `cluster.workloads.pod-0.${setting}`,
      message: expect.stringMatching(message),
      severity: 'error',
    }),
  );
});
