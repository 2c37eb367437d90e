import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { parseConfig } from '../../../lib/config';
import { environments } from '../../../lib/config/environments';
import { groupsOf, type Group, type GroupNode } from '../../../lib/config/scheduling/group-node';
import { place } from '../../../lib/config/scheduling/placement';
import { podsOfDocument } from '../../../cli/fits/pod-document';
import { environmentNames } from '../../synthesized';
import { assetsObstacle } from './assets';
import { ControlPlane } from './control-plane';

const obstacle = assetsObstacle();
const inKubernetes = obstacle ? describe.skip : describe;

const gpu = (count: number, requests: object = {}) => ({
  resources: { limits: { 'nvidia.com/gpu': count }, requests },
});
const INFERENCE = [{ key: 'workload', operator: 'Equal', value: 'inference', effect: 'NoSchedule' }];
const zone = (name: string) => ({ 'topology.kubernetes.io/zone': name });
const affinity = (...nodeSelectorTerms: object[]) => ({
  nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } },
});

/** Specs of pods by name, without names and images of their containers. */
const PODS: Readonly<
  Record<string, { containers: object[]; initContainers?: object[]; [field: string]: unknown }>
> = {
  nothing: { containers: [{}] },
  small: { containers: [{ resources: { requests: { cpu: '500m', memory: '512Mi' } } }] },
  'one-gpu': { containers: [gpu(1)] },
  'two-gpus': { containers: [gpu(2)] },
  'gpu-in-two-containers': { containers: [gpu(1), gpu(1)] },
  'gpu-for-inference': { containers: [gpu(1)], tolerations: INFERENCE },
  'gpu-everywhere': { containers: [gpu(1)], tolerations: [{ operator: 'Exists' }] },
  'gpu-other-value': {
    containers: [gpu(1)],
    tolerations: [{ key: 'workload', operator: 'Equal', value: 'training' }],
  },
  l40s: { containers: [gpu(1)], nodeSelector: { 'gpu-type': 'l40s' } },
  accelerator: {
    containers: [gpu(1)],
    nodeSelector: { 'k8s.amazonaws.com/accelerator': 'nvidia-tesla-t4' },
    tolerations: INFERENCE,
  },
  'feature-discovery': { containers: [gpu(1)], nodeSelector: { 'nvidia.com/gpu.product': 'NVIDIA-L4' } },
  disk: { containers: [gpu(1, { 'ephemeral-storage': '80Gi' })] },
  'large-disk': { containers: [gpu(1, { 'ephemeral-storage': '120Gi' })] },
  'most-cpu': { containers: [gpu(1, { cpu: '3640m' })] },
  'more-cpu': { containers: [gpu(1, { cpu: '3641m' })] },
  'cpu-with-nodes': { containers: [gpu(1, { cpu: '3740m' })] },
  'too-much-cpu': { containers: [gpu(1, { cpu: '3741m' })] },
  'memory-of-lesson': { containers: [gpu(1, { memory: '14361Mi' })] },
  'more-memory-than-lesson': { containers: [gpu(1, { memory: '14362Mi' })] },
  'zone-a': { containers: [gpu(1)], nodeSelector: zone('us-west-2a') },
  'zone-b': { containers: [gpu(1)], nodeSelector: zone('us-west-2b') },
  'zone-c': { containers: [{}], nodeSelector: zone('us-west-2c') },
  efa: { containers: [{ resources: { limits: { 'nvidia.com/gpu': 1, 'vpc.amazonaws.com/efa': 1 } } }] },
  init: {
    containers: [{ resources: { requests: { cpu: '1' } } }],
    initContainers: [{ resources: { requests: { cpu: '7' } } }],
  },
  sidecar: {
    containers: [{ resources: { requests: { cpu: '1' } } }],
    initContainers: [
      { restartPolicy: 'Always', resources: { requests: { cpu: '1' } } },
      { resources: { requests: { cpu: '900m' } } },
    ],
  },
  'role-in': {
    containers: [{}],
    affinity: affinity({ matchExpressions: [{ key: 'role', operator: 'In', values: ['general', 'x'] }] }),
  },
  'role-not-in': {
    containers: [{}],
    affinity: affinity({ matchExpressions: [{ key: 'role', operator: 'NotIn', values: ['general'] }] }),
    tolerations: [{ operator: 'Exists' }],
  },
  'no-role': {
    containers: [{}],
    affinity: affinity({ matchExpressions: [{ key: 'role', operator: 'DoesNotExist' }] }),
    tolerations: [{ operator: 'Exists' }],
  },
  'second-term': {
    containers: [{}],
    affinity: affinity(
      { matchExpressions: [{ key: 'team', operator: 'Exists' }] },
      { matchExpressions: [{ key: 'kubernetes.io/arch', operator: 'In', values: ['amd64'] }] },
    ),
  },
};

/** Names that the API server requires and that decide nothing. */
function complete({ containers, initContainers, ...spec }: (typeof PODS)[string]) {
  const named = (list: object[], prefix: string) =>
    list.map((each, index) => ({ name: `${prefix}${index}`, image: 'example', ...each }));
  return {
    ...spec,
    containers: named(containers, 'c'),
    ...(initContainers && { initContainers: named(initContainers, 'i') }),
  };
}

inKubernetes('on a real API server and scheduler', () => {
  const controlPlane = new ControlPlane();
  beforeAll(() => controlPlane.start(), 60_000);
  afterAll(() => controlPlane.stop(), 60_000);

  /** Creates a node that a kubelet would have registered, and makes it ready. */
  async function createNode(name: string, { labels, taints, free }: GroupNode): Promise<void> {
    const path = `/api/v1/nodes/${name}`;
    const amounts = Object.fromEntries(
      Object.entries(free).map(([resource, thousandths]) => [
        resource,
        resource === 'cpu' ? `${thousandths}m` : String(thousandths / 1000n),
      ]),
    );
    const created = await controlPlane.create('/api/v1/nodes', {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name, labels: { ...labels, 'test/node': name } },
    });
    expect(created).toMatchObject({ status: 201 });
    expect(
      await controlPlane.merge(`${path}/status`, { status: { capacity: amounts, allocatable: amounts } }),
    ).toMatchObject({ status: 200 });
    // In place of the taint that a new node has until its kubelet is ready.
    expect(await controlPlane.merge(path, { spec: { taints } })).toMatchObject({ status: 200 });
  }

  /** Whether a pod is placed on a node, and else what the scheduler says. */
  async function schedule(podName: string, node: string): Promise<{ fits: boolean; reason: string }> {
    const spec = complete(PODS[podName]!);
    const pods = '/api/v1/namespaces/default/pods';
    const created = await controlPlane.create(pods, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: podName },
      spec: {
        ...spec,
        nodeSelector: { ...(spec as { nodeSelector?: object }).nodeSelector, 'test/node': node },
      },
    });
    expect(created).toMatchObject({ status: 201, warnings: [] });
    let found: { fits: boolean; reason: string } | undefined;
    await controlPlane.until(`an answer about ${podName} on ${node}`, async () => {
      const { body } = await controlPlane.get(`${pods}/${podName}`);
      const condition = (body.status.conditions ?? []).find(
        ({ type }: { type: string }) => type === 'PodScheduled',
      );
      if (body.spec.nodeName) found = { fits: true, reason: '' };
      else if (condition?.reason === 'Unschedulable') found = { fits: false, reason: condition.message };
      return found !== undefined;
    });
    await controlPlane.delete(`${pods}/${podName}`);
    await controlPlane.until(
      `the end of ${podName}`,
      async () => (await controlPlane.get(`${pods}/${podName}`)).status === 404,
    );
    return found!;
  }

  const nodesOf = (group: Group) => ({
    [`${group.key}-empty`]: group.imagined,
    [group.key]: group.real[0]!,
    [`${group.key}-b`]: group.real.at(-1)!,
  });

  test.each(environmentNames)(
    'pods of %s are placed where npm run fits says, from zero and with nodes',
    async (environment) => {
      const groups = groupsOf(parseConfig(environments[environment]).config);
      for (const group of groups) {
        for (const [name, node] of Object.entries(nodesOf(group))) await createNode(name, node);
      }
      const disagreements: string[] = [];
      for (const [name, spec] of Object.entries(PODS)) {
        const problems: string[] = [];
        const [pod] = podsOfDocument(
          { kind: 'Pod', metadata: { name }, spec: complete(spec) },
          name,
          problems,
        );
        expect(problems).toEqual([]);
        const { verdicts } = place(pod!, groups);
        for (const { group, fromZero, withNodes } of verdicts) {
          const empty = await schedule(name, `${group.key}-empty`);
          const [first, last] = [await schedule(name, group.key), await schedule(name, `${group.key}-b`)];
          const real = first.fits || last.fits;
          if (empty.fits !== fromZero)
            disagreements.push(`${name} on ${group.key} from zero: ${empty.reason || 'placed'}`);
          if (real !== withNodes)
            disagreements.push(`${name} on ${group.key} with nodes: ${first.reason || 'placed'}`);
          // Somebody who reads the event of the pod finds the same word.
          if (!empty.fits)
            expect(empty.reason).toMatch(/Insufficient|untolerated taint|node affinity\/selector/);
        }
      }
      expect(disagreements).toEqual([]);
      for (const group of groups) {
        for (const name of Object.keys(nodesOf(group))) await controlPlane.delete(`/api/v1/nodes/${name}`);
      }
    },
  );

  test('the training Job of the documentation is accepted in a restricted namespace, without warnings', async () => {
    const file = join(__dirname, '..', '..', '..', 'docs', 'examples', 'training-job.yaml');
    const job = parse(readFileSync(file, 'utf8')) as { metadata: { namespace: string } };
    const { namespace } = job.metadata;
    const level = Object.fromEntries(
      ['enforce', 'warn'].map((mode) => [`pod-security.kubernetes.io/${mode}`, 'restricted']),
    );
    const created = await controlPlane.create('/api/v1/namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: namespace, labels: level },
    });
    expect(created).toMatchObject({ status: 201 });
    const path = `/apis/batch/v1/namespaces/${namespace}/jobs`;
    expect(await controlPlane.create(path, job)).toMatchObject({ status: 201, warnings: [] });
  });

  test('labels and taints of every group are valid on a node', async () => {
    for (const environment of environmentNames) {
      for (const group of groupsOf(parseConfig(environments[environment]).config)) {
        await createNode(`${environment}-${group.key}`, group.real[0]!);
        await controlPlane.delete(`/api/v1/nodes/${environment}-${group.key}`);
      }
    }
  });
});
