import { join } from 'node:path';
import ts from 'typescript';
import { problemsOf, linesOf } from '../config/problems';
import { emitted } from './emitted';
import { EVERY_AWS_OPTION_FOR_GCP, EVERY_GCP_OPTION } from './every-gcp-option';
import { terraformObstacle, terraformTest, validationErrors } from './terraform-cli';

const skipped = terraformObstacle();
const run = skipped ? test.skip : test;
const suffix = skipped ? ` (skipped: ${skipped})` : '';

/** Findings of each layer, for the output of the run. */
const said: string[] = [];
afterAll(() => process.stderr.write(`\n${said.join('\n')}\n`));

function expectToSay(layer: string, messages: readonly string[], expected: readonly RegExp[]): void {
  said.push(
    `${layer} says:`,
    ...messages.map((message) => `  ${message.replaceAll(/\s+/g, ' ').trim().slice(0, 240)}`),
  );
  expect(messages).toEqual(expected.map((each) => expect.stringMatching(each) as string));
}

/** Messages of the compiler about statements with a document. */
function compilerErrors(statements: string): string[] {
  const file = join(__dirname, 'in-memory.ts');
  const text = `import { TerraformDocument } from '../../lib/gcp/terraform';
    const document = new TerraformDocument('gcp');
    ${statements}`;
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts'],
    module: ts.ModuleKind.Node20,
    types: [],
    noEmit: true,
    strict: true,
    skipLibCheck: true,
  };
  const host = ts.createCompilerHost(options);
  const onDisk = { ...host };
  host.fileExists = (name) => name === file || onDisk.fileExists(name);
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, text, rest[0]) : onDisk.getSourceFile(name, ...rest);
  return ts
    .getPreEmitDiagnostics(ts.createProgram([file], options, host))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

const everyOption = () => emitted('production', EVERY_GCP_OPTION, EVERY_AWS_OPTION_FOR_GCP).text;

test('the compiler finds an unknown argument, a missing one, a wrong value and an unknown attribute', () => {
  expectToSay(
    'tsc',
    compilerErrors(`
      const bucket = document.resource('google_storage_bucket', 'a', { name: 'a', location: 'US', public_acess_prevention: 'enforced' });
      document.resource('google_storage_bucket', 'b', { name: 'b', location: 'US', public_access_prevention: 'enforce' });
      document.resource('google_kms_crypto_key', 'c', { name: 'c' });
      bucket.ref('bucket_name');`),
    [
      /'public_acess_prevention' does not exist .* Did you mean to write 'public_access_prevention'\?/,
      /Type '"enforce"' is not assignable to type '"enforced" \| "inherited"/,
      /Property 'key_ring' is missing/,
      /Argument of type '"bucket_name"' is not assignable/,
    ],
  );
});

test('checks of the configuration find values that Google would refuse', () => {
  const overlay = {
    trainingVms: {
      v100: { machineType: 'a2-highgpu-1g', gpu: { acceleratorType: 'nvidia-tesla-v100' }, bootDiskGb: 100 },
    },
    cluster: { nodePools: { gpu: { min: 11 } } },
    buckets: { names: { models: 'models-on-google' } },
  };
  // Schema problems are reported first, and the others once there are none.
  const { buckets, ...others } = overlay;
  expectToSay(
    'parseConfig',
    [{ gcp: { buckets } }, { gcp: others }].flatMap((each) => linesOf(problemsOf(each, 'production'))),
    [
      /gcp\.buckets\.names\.models: "models-on-google" .* does not contain google/,
      /gcp\.trainingVms\.v100\.gpu: "nvidia-tesla-v100" cannot be attached: a2-highgpu-1g brings 1 A100/,
      /gcp\.cluster\.nodePools\.gpu/,
    ],
  );
});

describe(`Terraform${suffix}`, () => {
  run('validate finds a misspelt argument', async () => {
    const misspelt = everyOption().replace('"private_ip_google_access"', '"private_ip_gogle_access"');
    const errors = await validationErrors(misspelt);

    expectToSay(
      'terraform validate',
      errors.map(({ summary, detail }) => `${summary}: ${detail}`),
      [
        /No argument or block type is named "private_ip_gogle_access"\. Did you mean "private_ip_google_access"\?/,
      ],
    );
  });

  run('test finds a pool that grows further than it should', async () => {
    const document = emitted(
      'production',
      {
        ...EVERY_GCP_OPTION,
        cluster: {
          ...EVERY_GCP_OPTION.cluster,
          nodePools: { batch: { ...EVERY_GCP_OPTION.cluster.nodePools.batch, max: 70 } },
        },
      },
      EVERY_AWS_OPTION_FOR_GCP,
    ).text;
    expect(await validationErrors(document)).toEqual([]);

    const { errors } = await terraformTest(document, ['every-option']);
    expectToSay(
      'terraform test',
      errors.map(({ summary, detail }) => `${summary}: ${detail}`),
      [/^Test assertion failed: The pool batch has other limits or zones\.$/],
    );
  });
});
