import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { declarations } from '../lib/gcp/terraform/provider/declarations';
import {
  schemaText,
  trimSchema,
  type ProviderSchema,
  type ProviderSchemas,
} from '../lib/gcp/terraform/provider/schema';
import { dataTypesInUse, resourceTypesInUse } from '../lib/gcp/terraform/provider/types-in-use';

/**
 * `npm run gcp:schema` writes lib/gcp/terraform/google.ts from the committed schema.
 * `npm run gcp:schema -- 8.0.0` first updates the schema from that release of the provider, or from the build in the
 * dev_overrides of TF_CLI_CONFIG_FILE.
 */
const folder = join(__dirname, '..', 'lib', 'gcp', 'terraform');
const schemaFile = join(folder, 'provider', 'schema.json');
const version = process.argv[2];
if (version) writeFileSync(schemaFile, schemaText(trimmed(version)));
const schema = JSON.parse(readFileSync(schemaFile, 'utf8')) as ProviderSchema;
writeFileSync(join(folder, 'google.ts'), declarations(schema));

function trimmed(release: string): ProviderSchema {
  const directory = mkdtempSync(join(tmpdir(), 'gcp-schema-'));
  try {
    const required_providers = { google: { source: 'hashicorp/google', version: release } };
    writeFileSync(join(directory, 'main.tf.json'), JSON.stringify({ terraform: { required_providers } }));
    // A provider from dev_overrides needs no init.
    const overridden = process.env['TF_CLI_CONFIG_FILE'] !== undefined;
    if (!overridden) terraform(directory, 'init', '-input=false');
    const full = JSON.parse(terraform(directory, 'providers', 'schema', '-json')) as ProviderSchemas;
    return trimSchema(full, release, { resources: resourceTypesInUse, data: dataTypesInUse });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function terraform(directory: string, ...args: string[]): string {
  const { error, status, stdout, stderr } = spawnSync('terraform', [`-chdir=${directory}`, ...args], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error || status !== 0) {
    console.error(`terraform ${args.join(' ')} failed: ${error ? error.message : stderr}`);
    process.exit(1);
  }
  return stdout;
}
