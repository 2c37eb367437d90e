import { clusterStack } from './cluster-stack';
import { objects } from './add-ons/manifests';
import { linesOf, problemsOf } from '../config/problems';

const labels = (stack = clusterStack()) =>
  Object.fromEntries(objects(stack, 'Namespace').map(({ metadata }) => [metadata.name, metadata.labels]));

test('the namespace of workloads is restricted', () => {
  expect(labels()['ml']).toMatchObject({ 'pod-security.kubernetes.io/enforce': 'restricted' });
});

test('another standard may be enforced, with a warning of what the strictest would refuse', () => {
  const found = labels(clusterStack({ cluster: { namespaces: { vision: { podSecurity: 'baseline' } } } }));
  expect(found['vision']).toMatchObject({
    'pod-security.kubernetes.io/enforce': 'baseline',
    'pod-security.kubernetes.io/warn': 'restricted',
  });
});

test('a namespace that exists is taken over, and none is deleted with what is in it', () => {
  const stack = clusterStack();
  const [{ id }] = objects(stack, 'Namespace') as [{ id: string }];
  expect(stack.Resources[id]).toMatchObject({
    DeletionPolicy: 'RetainExceptOnCreate',
    UpdateReplacePolicy: 'Retain',
    Properties: { Overwrite: true },
  });
});

test('the lesson has none', () => {
  expect(labels(clusterStack({}, 'lesson'))).toEqual({});
});

test.each([
  ['kube-system', {}, /belongs to Kubernetes or to an add-on/],
  ['default', {}, /belongs to Kubernetes or to an add-on/],
  ['mount-s3', {}, /belongs to Kubernetes or to an add-on/],
  ['ML', {}, /1 to 63 lower-case letters/],
  ['ml', { podSecurity: 'strict' }, /"restricted", "baseline" or "privileged"/],
])('the namespace %s with %j is refused', (name, settings, message) => {
  expect(linesOf(problemsOf({ cluster: { namespaces: { [name]: settings } } }))).toEqual([
    expect.stringMatching(message),
  ]);
});
