import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { validOverlay } from '../config/arbitrary';
import { environmentNames } from '../synthesized';
import { emitted } from './emitted';
import { EVERY_AWS_OPTION_FOR_GCP, EVERY_GCP_OPTION } from './every-gcp-option';
import { terraformObstacle, terraformTest, validationErrors, type TestFile } from './terraform-cli';

const shared = ['platform', 'cluster'] as const;
const everyOption = () => emitted('production', EVERY_GCP_OPTION, EVERY_AWS_OPTION_FOR_GCP).text;

const documents: readonly (readonly [name: string, document: () => string, files: readonly TestFile[]])[] = [
  ['every option', everyOption, [...shared, 'encryption', 'fleets', 'every-option', 'apply-every-option']],
  [
    'production',
    () => emitted('production').text,
    [...shared, 'encryption', 'fleets', 'production', 'apply', 'computed'],
  ],
  ['dev', () => emitted('dev').text, [...shared, 'dev', 'apply']],
  ['lesson', () => emitted('lesson').text, [...shared, 'lesson', 'apply']],
];

const skipped = terraformObstacle();
const run = skipped ? test.skip : test;

describe(`terraform test${skipped ? ` (skipped: ${skipped})` : ''}`, () => {
  run.each(documents)('passes on %s', async (_, document, files) => {
    const { runs, errors } = await terraformTest(document(), files);

    expect(errors.map(({ summary, detail }) => `${summary}: ${detail}`)).toEqual([]);
    expect(new Set(runs.map(({ file }) => file))).toEqual(new Set(files.map((file) => `${file}.tftest.hcl`)));
    expect(runs.filter(({ status }) => status !== 'pass')).toEqual([]);
  });

  run('finds whatever is within the limits of the configuration valid', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...environmentNames), validOverlay(), async (name, overlay) => {
        const { gcp } = overlay as { gcp?: object };
        expect(await validationErrors(emitted(name, gcp).text)).toEqual([]);
      }),
      // A smaller example takes a second for each try.
      { numRuns: 4, endOnFailure: true },
    );
  });

  run('leaves out no test file', () => {
    const files = readdirSync(join(__dirname, 'terraform'))
      .filter((name) => name.endsWith('.tftest.hcl'))
      .map((name) => name.replace('.tftest.hcl', ''));

    expect([...new Set(documents.flatMap(([, , used]) => used))].sort()).toEqual(files.sort());
  });
});
