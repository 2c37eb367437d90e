import {
  managedNodeLabel,
  nodeLabel,
  nodeLabels,
  nodeTaints,
  taintKey,
} from '../../../lib/config/schema/kubernetes';

const refusal = (schema: ReturnType<typeof nodeTaints> | ReturnType<typeof nodeLabels>, input: unknown) =>
  schema.safeParse(input).error?.issues[0];

test.each(['team', 'nvidia.com/gpu', 'a.b-c.example/A_b.c', 'notkubernetes.io/a'])(
  '%s is a key of labels and of taints',
  (key) => {
    expect(refusal(nodeLabels(nodeLabel), { [key]: 'A_b.c' })).toBeUndefined();
    expect(refusal(nodeTaints(), [{ key }])).toBeUndefined();
  },
);

test.each(['', '-a', 'a-', '/a', 'example.com/', '.com/a', 'Example.com/a', 'a/b/c', 'a b', 'a'.repeat(64)])(
  '%j is not',
  (key) => {
    expect(refusal(nodeLabels(nodeLabel), { [key]: 'a' })).toBeDefined();
    expect(refusal(nodeTaints(), [{ key }])).toBeDefined();
  },
);

test('labels of Kubernetes itself are refused, except the allowed ones', () => {
  const allowed = nodeLabels(nodeLabel, ['node.kubernetes.io/']);

  for (const key of ['kubernetes.io/role', 'node-role.kubernetes.io/gpu', 'x.k8s.io/a']) {
    expect(refusal(allowed, { [key]: 'a' })).toMatchObject({ code: 'invalid_key', path: [key] });
  }
  expect(refusal(allowed, { 'node.kubernetes.io/role': 'a' })).toBeUndefined();
  expect(refusal(nodeLabels(nodeLabel), { 'node.kubernetes.io/role': 'a' })).toMatchObject({
    code: 'invalid_key',
  });
});

test('a taint has an effect of Kubernetes, by default one that keeps pods away', () => {
  expect(nodeTaints().parse([{ key: 'team' }])).toEqual([{ key: 'team', value: '', effect: 'NoSchedule' }]);
  expect(refusal(nodeTaints(), [{ key: 'team', effect: 'NO_SCHEDULE' }])).toBeDefined();
  expect(refusal(nodeTaints(), [{ key: 'team' }, { key: 'team', value: 'a' }])).toMatchObject({ path: [1] });
  expect(refusal(nodeTaints(), [{ key: 'team' }, { key: 'team', effect: 'NoExecute' }])).toBeUndefined();
});

describe('EKS takes less than Kubernetes:', () => {
  const labels = nodeLabels(managedNodeLabel);
  const long = (length: number) => `example.com/${'a'.repeat(length - 'example.com/'.length)}`;

  test('keys of 63 characters with their prefix, of labels and of taints', () => {
    expect(refusal(labels, { [long(63)]: 'a' })).toBeUndefined();
    expect(refusal(labels, { [long(64)]: 'a' })).toMatchObject({ code: 'invalid_key' });
    expect(refusal(nodeTaints(taintKey), [{ key: long(63) }])).toBeUndefined();
    expect(refusal(nodeTaints(taintKey), [{ key: long(64) }])).toMatchObject({ path: [0, 'key'] });
  });

  test('values of labels of 1 to 63 characters, and empty ones of taints', () => {
    expect(refusal(labels, { a: 'a'.repeat(63) })).toBeUndefined();
    expect(refusal(labels, { a: 'a'.repeat(64) })).toBeDefined();
    expect(refusal(labels, { a: '' })).toMatchObject({ path: ['a'] });
    expect(refusal(nodeTaints(taintKey), [{ key: 'a', value: '' }])).toBeUndefined();
  });

  test('no labels of its own domain', () => {
    expect(refusal(labels, { 'eks.amazonaws.com/nodegroup': 'a' })).toMatchObject({ code: 'invalid_key' });
    expect(refusal(labels, { 'x.eks.amazonaws.com/a': 'a' })).toMatchObject({ code: 'invalid_key' });
    expect(refusal(labels, { 'noteks.amazonaws.com/a': 'a' })).toBeUndefined();
  });
});

test('a prefix is a DNS name of at most 253 characters', () => {
  const prefix = (length: number) => `${'a.'.repeat((length - 1) / 2)}a`;
  expect(refusal(nodeLabels(nodeLabel), { [`${prefix(253)}/a`]: 'a' })).toBeUndefined();
  expect(refusal(nodeLabels(nodeLabel), { [`${prefix(255)}/a`]: 'a' })).toBeDefined();
  expect(refusal(nodeLabels(nodeLabel), { 'a..b/c': 'a' })).toBeDefined();
});
