import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readArguments } from '../../../cli/fits/arguments';
import { report } from '../../../cli/fits/report';
import { UserError } from '../../../cli/user-error';

const folder = mkdtempSync(join(tmpdir(), 'ml-platform-fits-'));
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;

function written(text: string, extension = 'yaml'): string {
  const file = join(folder, `pod-${count++}.${extension}`);
  writeFileSync(file, text);
  return file;
}

/** What is printed for files with these texts, with file names without their folder. */
function fits(texts: readonly string[], selection: object = {}) {
  const { text, everyPodFits } = report({ files: texts.map((each) => written(each)), selection });
  return { lines: text.replaceAll(`${folder}/`, '').split('\n'), everyPodFits };
}

/** The lines that a user reads about files that cannot be used. */
function mistakes(...texts: string[]): string[] {
  try {
    fits(texts);
  } catch (cause) {
    expect(cause).toBeInstanceOf(UserError);
    return (cause as UserError).message.replaceAll(`${folder}/`, '').split('\n').slice(1);
  }
  throw new Error('nothing was refused');
}

const podWith = (spec: string) => `apiVersion: v1\nkind: Pod\nmetadata: {name: trainer}\nspec: ${spec}`;
const ONE_GPU = '{resources: {limits: {nvidia.com/gpu: 1}}}';
/** Where a pod with this spec runs: the last line. */
const answer = (spec: string, selection: object = {}) => fits([podWith(spec)], selection).lines.at(-1);
/** What a pod with this spec requests: the first line. */
const requests = (spec: string) => fits([podWith(spec)]).lines[0];

test('shows every group from zero and with nodes, with the reason, and where the pod runs', () => {
  const { lines, everyPodFits } = fits([podWith(`{containers: [${ONE_GPU}]}`)]);
  expect(lines).toEqual([
    'Pod trainer: GPU 1',
    'group      from zero  with nodes  reason',
    'cpu        has nodes  no          group cpu has no GPUs',
    'gpu        yes        yes',
    'inference  no         no          group inference has the taint workload=inference:NoSchedule',
    'It runs on gpu.',
  ]);
  expect(everyPodFits).toBe(true);
});

test('one pod that fits nowhere fails all, with the fix', () => {
  const { lines, everyPodFits } = fits([
    podWith(`{containers: [${ONE_GPU}]}`),
    podWith('{containers: [{resources: {requests: {cpu: "100"}}}]}'),
  ]);
  expect(lines).toContain('It runs on gpu.');
  expect(lines.at(-1)).toBe(
    'It runs nowhere: it asks for 100 of CPU, and the largest pod of group cpu (m7i.2xlarge) has 7460m; use c6a.32xlarge in cluster.nodeGroups.cpu, or lower the request.',
  );
  expect(everyPodFits).toBe(false);
});

describe('reads', () => {
  const template = `{spec: {containers: [${ONE_GPU}]}}`;

  test.each([
    ['a Deployment', `kind: Deployment\nmetadata: {name: a}\nspec: {template: ${template}}`, 'Deployment a'],
    ['a Job', `kind: Job\nmetadata: {generateName: a-}\nspec: {template: ${template}}`, 'Job a-'],
    [
      'a CronJob',
      `kind: CronJob\nmetadata: {name: a}\nspec: {jobTemplate: {spec: {template: ${template}}}}`,
      'CronJob a',
    ],
    [
      'a StatefulSet',
      `kind: StatefulSet\nmetadata: {name: a}\nspec: {template: ${template}}`,
      'StatefulSet a',
    ],
    ['a kind of a user', `kind: Rollout\nmetadata: {name: a}\nspec: {template: ${template}}`, 'Rollout a'],
    ['a PodTemplate', `kind: PodTemplate\nmetadata: {name: a}\ntemplate: ${template}`, 'PodTemplate a'],
    [
      'a list',
      `kind: List\nitems: [{kind: Pod, metadata: {name: a}, spec: {containers: [${ONE_GPU}]}}]`,
      'Pod a',
    ],
    ['the short form', 'gpus: 1', /^pod-\d+\.yaml$/],
    [
      'JSON',
      `{"kind": "Pod", "metadata": {"name": "a"}, "spec": {"containers": [${JSON.stringify({ resources: { limits: { 'nvidia.com/gpu': 1 } } })}]}}`,
      'Pod a',
    ],
  ])('%s', (_, text, name) => {
    const { lines } = fits([text]);
    expect(lines[0]!.split(':')[0]).toEqual(typeof name === 'string' ? name : expect.stringMatching(name));
    expect(lines[0]).toMatch(/: GPU 1$/);
    expect(lines.at(-1)).toBe('It runs on gpu.');
  });

  test('several documents, and leaves out those without pods', () => {
    const { lines } = fits([
      `---\nkind: Service\nspec: {ports: [{port: 80}]}\n---\n---\nkind: DaemonSet\nspec: {template: ${template}}\n---\n${podWith(`{containers: [{}]}`)}\n---\ngpus: 1\nvolumes: false\n`,
    ]);
    expect(lines.filter((line) => /^(Pod|pod-).*: /.test(line))).toEqual([
      'Pod trainer: no requests',
      expect.stringMatching(/^pod-\d+\.yaml, document \d: GPU 1$/),
    ]);
  });
});

describe('requests of a pod', () => {
  const container = (amounts: string) => `{resources: {requests: ${amounts}}}`;

  test.each([
    [
      'are those of all containers',
      `{containers: [${container('{cpu: 1}')}, ${container('{cpu: 500m, memory: 1Gi}')}]}`,
      'cpu 1500m, memory 1Gi',
    ],
    [
      'are the limits where there are no requests',
      '{containers: [{resources: {limits: {cpu: 2, memory: 1Gi}, requests: {cpu: 1}}}]}',
      'cpu 1, memory 1Gi',
    ],
    [
      'are those of an init container that asks for more',
      `{initContainers: [${container('{cpu: 3, memory: 1Gi}')}, ${container('{cpu: 1}')}], containers: [${container('{cpu: 2, memory: 2Gi}')}]}`,
      'cpu 3, memory 2Gi',
    ],
    [
      'count sidecars with both',
      `{initContainers: [{restartPolicy: Always, resources: {requests: {cpu: 1}}}, ${container('{cpu: 3}')}], containers: [${container('{cpu: 2}')}]}`,
      'cpu 4',
    ],
    ['count overhead', `{overhead: {cpu: 250m}, containers: [${container('{cpu: 1}')}]}`, 'cpu 1250m'],
    [
      'are those of the pod itself, if it has any',
      `{resources: {requests: {cpu: 4}}, containers: [${container('{cpu: 1, memory: 1Gi}')}]}`,
      'cpu 4, memory 1Gi',
    ],
    ['may be in exponents', `{containers: [${container('{cpu: 2e0, memory: 1e9}')}]}`, 'cpu 2, memory 954Mi'],
  ])('%s', (_, spec, expected) => {
    expect(requests(spec)).toBe(`Pod trainer: ${expected}`);
  });
});

describe('rules of a pod', () => {
  const affinity = (...expressions: string[]) =>
    `{affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [${expressions.map((each) => `{matchExpressions: [${each}]}`).join(', ')}]}}}, containers: [${ONE_GPU}]}`;

  test.each([
    ['In', affinity('{key: gpu-type, operator: In, values: [h100, l40s]}'), 'It runs on gpu.'],
    [
      'a later term',
      affinity('{key: gpu-type, operator: In, values: [h100]}', '{key: role, operator: Exists}'),
      'It runs on gpu.',
    ],
    [
      'NotIn',
      affinity('{key: gpu-type, operator: NotIn, values: [l40s]}'),
      /^It runs nowhere: group inference has the taint/,
    ],
    [
      'DoesNotExist',
      affinity('{key: gpu-type, operator: DoesNotExist}'),
      /^It runs nowhere: group gpu has the label that gpu-type DoesNotExist excludes/,
    ],
    [
      'a toleration of everything',
      `{tolerations: [{operator: Exists}], containers: [${ONE_GPU}]}`,
      'It runs on gpu, inference.',
    ],
    [
      'a volume claim',
      `{volumes: [{name: a, persistentVolumeClaim: {claimName: a}}], containers: [${ONE_GPU}]}`,
      /^It runs nowhere: group gpu is imagined in us-west-2a only/,
    ],
    [
      'an ephemeral volume',
      `{volumes: [{name: a, ephemeral: {volumeClaimTemplate: {}}}], containers: [${ONE_GPU}]}`,
      /^It runs nowhere: group gpu is imagined/,
    ],
    ['another volume', `{volumes: [{name: a, emptyDir: {}}], containers: [${ONE_GPU}]}`, 'It runs on gpu.'],
    [
      'a resource claim',
      '{resourceClaims: [{name: gpu, resourceClaimTemplateName: gpu}], containers: [{}]}',
      /^It runs nowhere: it has resource claims/,
    ],
  ])('%s', (_, spec, expected) => {
    expect(answer(spec)).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
  });

  test('a StatefulSet with claims has volumes', () => {
    const { lines } = fits([
      `kind: StatefulSet\nspec: {volumeClaimTemplates: [{}], template: {spec: {containers: [${ONE_GPU}]}}}`,
    ]);
    expect(lines.at(-1)).toMatch(/^It runs nowhere: group gpu is imagined/);
  });
});

test('mistakes of all files are reported at once', () => {
  expect(
    mistakes(
      podWith(
        '{containers: [{resources: {requests: {cpu: 2 cores, memory: -1Gi}}}], tolerations: [{operator: Like}]}',
      ),
      'gpus: 1.5\ngpu: 1\ncpu: true',
      'kind: Pod\nmetadata: {name: a}',
      podWith('{containers: []}'),
      'kind: Service',
      '- a',
      'a: [',
      '',
      podWith(
        '{affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchFields: [{key: metadata.name}]}]}}}, containers: [{}]}',
      ),
    ).map((line) => line.replace(/pod-\d+/, 'pod')),
  ).toEqual([
    '  pod.yaml: Pod trainer: spec.containers.0.resources.requests.cpu: "2 cores" is not allowed; write a Kubernetes quantity of 0 or more, such as 500m, 2 or 1.5Gi.',
    '  pod.yaml: Pod trainer: spec.containers.0.resources.requests.memory: "-1Gi" is not allowed; write a Kubernetes quantity of 0 or more, such as 500m, 2 or 1.5Gi.',
    '  pod.yaml: Pod trainer: spec.tolerations.0.operator: "Like" is not allowed; use "Equal" or "Exists".',
    '  pod.yaml: gpus: 1.5 is not a whole number; write a whole number.',
    '  pod.yaml: cpu: true is not text; put it in quotes.',
    '  pod.yaml: gpu: is not a setting; remove it or correct its name. Did you mean "gpus"?',
    '  pod.yaml: the Pod has no spec; write one with containers.',
    '  pod.yaml: Pod trainer: spec.containers: [] has the wrong length; give at least 1 entries.',
    '  pod.yaml: has no pod; write a Pod, or something with a pod template such as a Deployment.',
    '  pod.yaml: is no map; write a Kubernetes object, or gpus, cpu, memory and so on.',
    expect.stringMatching(/^ {2}pod\.yaml: is not YAML: .*\.$/),
    '  pod.yaml: has no pod; write a Pod, or something with a pod template such as a Deployment.',
    expect.stringMatching(
      /^ {2}pod\.yaml: Pod trainer: spec\.affinity\.\S+nodeSelectorTerms\.0: .* is not allowed; matchFields names one node, .*; use matchExpressions\.$/,
    ),
  ]);
});

test('folders and files that are too large are refused', () => {
  expect(() => report({ files: [folder], selection: {} })).toThrow(
    /is a folder; write the path of a file in it/,
  );
  const large = written('#'.repeat(11 * 2 ** 20));
  expect(() => report({ files: [large], selection: {} })).toThrow(/is larger than 10 MiB; give a file/);
});

test('the environment, the file and the region decide the groups', () => {
  const spec = `{nodeSelector: {gpu-type: t4}, containers: [${ONE_GPU}]}`;
  expect(answer(spec, { environment: 'dev' })).toBe('It runs on gpu.');
  expect(answer(spec)).toMatch(/^It runs nowhere: no group has gpu-type=t4; use l40s and l4/);
  const config = written('cluster: {nodeGroups: {gpu: {labels: {gpu-type: t4}}}}');
  expect(answer(spec, { config })).toBe('It runs on gpu.');
  const zone = '{nodeSelector: {topology.kubernetes.io/zone: eu-central-1b}, containers: [{}]}';
  expect(answer(zone, { region: 'eu-central-1' })).toBe('It runs on cpu.');
});

describe('without files', () => {
  test('the workloads of the configuration are placed', () => {
    const config = written('cluster: {workloads: {train: {gpus: 1, cpu: 500m, memory: 8Gi, disk: 100Gi}}}');
    expect(report({ files: [], selection: { config } }).text).toMatch(
      /^train: cpu 500m, memory 8Gi, disk 100Gi, GPU 1\n[^]*\nIt runs on gpu\.$/,
    );
  });

  test('a configuration without workloads has nothing to place', () => {
    expect(() => report({ files: [], selection: {} })).toThrow(
      new UserError(
        'production has no cluster.workloads; add some, or give a file with pods: npm run fits -- pod.yaml.',
      ),
    );
  });
});

test('the command line has files and the options that select the configuration', () => {
  const read = (...args: string[]) =>
    readArguments(args, () => {
      throw new Error('printed');
    });
  expect(read()).toEqual({ files: [], selection: {} });
  expect(
    read('a.yaml', '--environment', 'dev', 'b.json', '--region', 'eu-west-1', '--config', 'c.yaml'),
  ).toEqual({
    files: ['a.yaml', 'b.json'],
    selection: { environment: 'dev', region: 'eu-west-1', config: 'c.yaml' },
  });
  expect(() => read('--all')).toThrow(/^Unknown option '--all'/);
  expect(() => read('--config')).toThrow(/--config needs a value/);
});
