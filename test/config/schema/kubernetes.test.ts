import { nodeLabels, nodeTaints } from '../../../lib/config/schema/kubernetes';

const refusal = (schema: typeof nodeTaints | ReturnType<typeof nodeLabels>, input: unknown) =>
  schema.safeParse(input).error?.issues[0];

test.each(['team', 'nvidia.com/gpu', 'a.b-c.example/A_b.c', 'notkubernetes.io/a'])(
  '%s is a key of labels and of taints',
  (key) => {
    expect(refusal(nodeLabels(), { [key]: 'A_b.c' })).toBeUndefined();
    expect(refusal(nodeTaints, [{ key }])).toBeUndefined();
  },
);

test.each(['', '-a', 'a-', '/a', 'example.com/', '.com/a', 'Example.com/a', 'a/b/c', 'a b', 'a'.repeat(64)])(
  '%j is not',
  (key) => {
    expect(refusal(nodeLabels(), { [key]: 'a' })).toBeDefined();
    expect(refusal(nodeTaints, [{ key }])).toBeDefined();
  },
);

test('labels of Kubernetes itself are refused, except the allowed ones', () => {
  const allowed = nodeLabels(['node.kubernetes.io/']);

  for (const key of ['kubernetes.io/role', 'node-role.kubernetes.io/gpu', 'x.k8s.io/a']) {
    expect(refusal(allowed, { [key]: 'a' })).toMatchObject({ code: 'invalid_key', path: [key] });
  }
  expect(refusal(allowed, { 'node.kubernetes.io/role': 'a' })).toBeUndefined();
  expect(refusal(nodeLabels(), { 'node.kubernetes.io/role': 'a' })).toMatchObject({ code: 'invalid_key' });
});

test('a taint has an effect of Kubernetes, by default one that keeps pods away', () => {
  expect(nodeTaints.parse([{ key: 'team' }])).toEqual([{ key: 'team', value: '', effect: 'NoSchedule' }]);
  expect(refusal(nodeTaints, [{ key: 'team', effect: 'NO_SCHEDULE' }])).toBeDefined();
  expect(refusal(nodeTaints, [{ key: 'team' }, { key: 'team', value: 'a' }])).toMatchObject({ path: [1] });
  expect(refusal(nodeTaints, [{ key: 'team' }, { key: 'team', effect: 'NoExecute' }])).toBeUndefined();
});
