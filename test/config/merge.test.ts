import { loadConfig, parseConfig } from '../../lib/config';
import { environments } from '../../lib/config/environments';
import { merge } from '../../lib/config/merge';

test('maps are merged key by key, and everything else is replaced', () => {
  const base = { a: { b: 1, c: [1, 2] }, d: 'x' };
  expect(merge(base, { a: { c: [3] }, e: true })).toEqual({ a: { b: 1, c: [3] }, d: 'x', e: true });
  expect(merge(base, { a: [1] })).toEqual({ a: [1], d: 'x' });
  expect(merge(base, { d: { f: 1 } })).toEqual({ a: { b: 1, c: [1, 2] }, d: { f: 1 } });
});

test('null removes a key, also in a new map', () => {
  expect(merge({ a: 1, b: 2 }, { a: null, c: null })).toEqual({ b: 2 });
  expect(merge({}, { a: { b: null, c: 1 } })).toEqual({ a: { c: 1 } });
  expect(merge({ a: [1] }, { a: { b: null } })).toEqual({ a: {} });
});

test('neither side is changed, nor the prototype of anything', () => {
  const base = { a: { b: 1 } };
  const overlay = JSON.parse('{"a":{"b":2},"__proto__":{"polluted":true}}') as object;
  const merged = merge(base, overlay) as object;
  expect(base).toEqual({ a: { b: 1 } });
  expect(Object.keys(merged)).toEqual(['a', '__proto__']);
  expect(merged).not.toHaveProperty('polluted');
  expect({}).not.toHaveProperty('polluted');
});

test('an overlay can remove entries of its environment', () => {
  const overlay = {
    training: { workstations: { default: null }, fleets: { default: null } },
    cluster: { nodeGroups: { gpu: null } },
    inference: { services: { model: null } },
  };
  const { config } = parseConfig(merge(environments.production, overlay));
  expect(config.training).toEqual({ workstations: {}, fleets: {} });
  expect(Object.keys(config.cluster.nodeGroups)).toEqual(['cpu', 'inference']);
  expect(config.inference.services).toEqual({});
});

test('loading leaves the environments as they are', () => {
  const before = structuredClone(environments);
  for (const environment of Object.keys(environments)) {
    loadConfig({ environment, region: 'eu-central-1', clusterName: 'other' });
  }
  expect(environments).toEqual(before);
});
