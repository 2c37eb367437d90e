import { App, Stack } from 'aws-cdk-lib';
import { kubectlLayer } from '../../lib/cluster/kubectl-layer';
import { devDependencies } from '../../package.json';
import { appProps } from '../fast-app';

const V28 = '@aws-cdk/lambda-layer-kubectl-v28';

/** Throws as Node does for a package that is not installed. */
const notFound = () => {
  throw Object.assign(new Error(`Cannot find module '${V28}'`), { code: 'MODULE_NOT_FOUND' });
};
const stack = () => new Stack(new App(appProps()), 'Test');

beforeEach(() => jest.doMock(V28, notFound));
afterEach(() => jest.dontMock(V28));

test('a Kubernetes version needs its own kubectl package only', () => {
  expect(kubectlLayer(stack(), '1.35').layerVersionArn).toBeDefined();
});

test('a missing kubectl package is an error that says how to install it', () => {
  expect(() => kubectlLayer(stack(), '1.28')).toThrow(
    'The configuration has 1 problem:\n' +
      `  cluster.version: "1.28" needs the package ${V28}, which is not installed; ` +
      `run npm install --no-save ${V28}@${devDependencies[V28]}.`,
  );
});
