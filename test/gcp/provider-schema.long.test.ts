import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  schemaText,
  trimSchema,
  type ProviderSchema,
  type ProviderSchemas,
} from '../../lib/gcp/terraform/provider/schema';
import { dataTypesInUse, resourceTypesInUse } from '../../lib/gcp/terraform/provider/types-in-use';
import { inFolder, terraform, terraformObstacle } from './terraform-cli';

const committed = readFileSync(
  join(__dirname, '..', '..', 'lib', 'gcp', 'terraform', 'provider', 'schema.json'),
  'utf8',
);
const skipped = terraformObstacle();
const run = skipped ? test.skip : test;

describe(`the committed schema${skipped ? ` (skipped: ${skipped})` : ''}`, () => {
  run('is that of the provider, trimmed to the types in use', async () => {
    const { version } = JSON.parse(committed) as ProviderSchema;
    const required_providers = { google: { source: 'hashicorp/google' } };
    const output = await inFolder(
      { 'main.tf.json': JSON.stringify({ terraform: { required_providers } }) },
      (folder) => terraform(folder, ['providers', 'schema', '-json']),
    );
    const trimmed = trimSchema(JSON.parse(output) as ProviderSchemas, version, {
      resources: resourceTypesInUse,
      data: dataTypesInUse,
    });

    // Compared as a whole: the lines are long.
    expect(schemaText(trimmed) === committed).toBe(true);
  });
});
