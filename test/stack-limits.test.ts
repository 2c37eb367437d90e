import { App, CfnOutput, CfnResource, Stack } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';
import { serviceLimits } from '../lib/catalog';
import { checkResources, checkTemplates } from '../lib/stack-limits';

/** A stack in an app that is not synthesized. */
function stackOf(fill: (stack: Stack) => void = () => undefined): Stack {
  const stack = new Stack(new App({ autoSynth: false }), 'Training');
  fill(stack);
  return stack;
}

const addResources = (scope: Construct, count: number) => {
  for (let index = 0; index < count; index++) new CfnResource(scope, `R${index}`, { type: 'A::B::C' });
};

/** Problems of a stack whose synthesis gave this template. */
function problemsOf(template: object, stack = stackOf()) {
  const assembly = { getStackArtifact: () => ({ template }) } as unknown as CloudAssembly;
  return checkTemplates({ stacks: [stack] }, assembly);
}

const resourcesOf = (count: number) =>
  checkResources({ stacks: [stackOf((stack) => addResources(stack, count))] });

test('500 resources fit into a stack, and 501 do not', () => {
  expect(resourcesOf(500)).toEqual([]);
  expect(resourcesOf(501)).toMatchObject([
    {
      path: 'training',
      message:
        'stack Training would have 501 resources, and AWS CloudFormation takes 500; move some of its entries to an environment of their own.',
    },
  ]);
});

test('200 outputs fit into a template, and 201 do not', () => {
  const outputs = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`O${index}`, { Value: 'x' }]));
  expect(problemsOf({ Outputs: outputs(200) })).toEqual([]);
  expect(problemsOf({ Outputs: outputs(201) })).toMatchObject([
    { message: expect.stringContaining('would have 201 outputs, and AWS CloudFormation takes 200') },
  ]);
});

test('a template of 1,000,000 bytes fits, and a larger one does not', () => {
  const { value } = serviceLimits.templateBytes;
  const template = (bytes: number) => ({ Metadata: 'x'.repeat(bytes - '{\n "Metadata": ""\n}'.length) });
  expect(problemsOf(template(value))).toEqual([]);
  expect(problemsOf(template(value + 1))).toMatchObject([
    { message: expect.stringContaining('a template of 1000001 bytes, and AWS CloudFormation takes 1000000') },
  ]);
});

test('the map that contributes most is named', () => {
  const stack = stackOf((own) => {
    addResources(own, 10);
    for (const [name, entries, resources] of [
      ['Fleets', 100, 5],
      ['Workstations', 10, 1],
    ] as const) {
      const scope = new Construct(own, name);
      for (let index = 0; index < entries; index++)
        addResources(new Construct(scope, `e${index}`), resources);
    }
    new CfnOutput(own, 'Output', { value: 'x' });
  });
  expect(checkResources({ stacks: [stack] })).toMatchObject([
    { path: 'training.fleets', message: expect.stringMatching(/^has 100 entries, and about 96 fit: stack/) },
  ]);
});
