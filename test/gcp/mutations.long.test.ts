import * as rules from './document-rules';
import { emitted } from './emitted';
import { EVERY_AWS_OPTION_FOR_GCP, EVERY_GCP_OPTION } from './every-gcp-option';
import { mutated, mutations, type Mutation } from './mutations';
import {
  terraformObstacle,
  terraformTest,
  validationErrors,
  type TestFile,
  type TestOutcome,
} from './terraform-cli';

const skipped = terraformObstacle();
const run = skipped ? test.skip : test;
const document = emitted('production', EVERY_GCP_OPTION, EVERY_AWS_OPTION_FOR_GCP).text;

type Layer = 'validate' | 'test' | 'rule';
type CaughtBy<L extends Layer> = Extract<Mutation['caughtBy'], { readonly [Key in L]: unknown }>;
const foundBy = <L extends Layer>(layer: L) =>
  mutations
    .filter(({ caughtBy }) => layer in caughtBy)
    .map((mutation) => [mutation.name, mutation.caughtBy as CaughtBy<L>, mutation] as const);

/** One run of Terraform for all mistakes that one file finds: each has a message of its own. */
const outcomes = new Map<TestFile, Promise<TestOutcome>>();
function outcomeOf(file: TestFile): Promise<TestOutcome> {
  const mistakes = foundBy('test').filter(([, { test }]) => test === file);
  const outcome =
    outcomes.get(file) ??
    terraformTest(mutated(document, ...mistakes.map(([, , mutation]) => mutation)), [file]);
  outcomes.set(file, outcome);
  return outcome;
}

const suffix = skipped ? ` (skipped: ${skipped})` : '';

describe(`terraform validate finds${suffix}`, () => {
  run.each(foundBy('validate'))('%s', async (_, { validate }, mutation) => {
    const errors = await validationErrors(mutated(document, mutation));

    expect(errors.map(({ summary, detail }) => `${summary}: ${detail}`).join('\n')).toContain(validate);
  });
});

describe(`terraform test finds mistakes in valid Terraform${suffix}`, () => {
  const files = [...new Set(foundBy('test').map(([, { test }]) => test))];

  run.each(foundBy('test'))('%s', async (_, { test, message }) => {
    expect((await outcomeOf(test)).errors.map(({ detail }) => detail)).toContain(message);
  });

  // An error of another kind would mean that Terraform found the document invalid.
  run.each(files)('and nothing else with %s', async (file) => {
    const messages = foundBy('test').flatMap(([, { test, message }]) => (test === file ? [message] : []));
    const { errors } = await outcomeOf(file);

    expect(new Set(messages).size).toBe(messages.length);
    expect(errors.map(({ summary, detail }) => `${summary}: ${detail}`).sort()).toEqual(
      messages.map((message) => `Test assertion failed: ${message}`).sort(),
    );
  });
});

describe(`the document rules find${suffix}`, () => {
  run.each(foundBy('rule'))('%s', (_, { rule, address }, mutation) => {
    expect(rules[rule](mutated(document, mutation))).toEqual([address]);
  });

  run('what terraform validate lets pass', async () => {
    const mistakes = foundBy('rule').map(([, , mutation]) => mutation);

    expect(await validationErrors(mutated(document, ...mistakes))).toEqual([]);
  });
});
