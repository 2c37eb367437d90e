import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { declarations } from '../../lib/gcp/terraform/provider/declarations';
import { enumerations } from '../../lib/gcp/terraform/provider/enumerations';
import type { ProviderSchema } from '../../lib/gcp/terraform/provider/schema';
import { schemaText } from '../../lib/gcp/terraform/provider/schema';
import { dataTypesInUse, resourceTypesInUse } from '../../lib/gcp/terraform/provider/types-in-use';
import { environmentNames } from '../synthesized';
import { emitted } from './emitted';
import { EVERY_AWS_OPTION_FOR_GCP, EVERY_GCP_OPTION } from './every-gcp-option';

const folder = join(__dirname, '..', '..', 'lib', 'gcp', 'terraform');
const text = readFileSync(join(folder, 'provider', 'schema.json'), 'utf8');
const schema = JSON.parse(text) as ProviderSchema;

test('google.ts matches the committed schema; npm run gcp:schema writes it', () => {
  // Compared as a whole: a diff of three thousand lines takes Jest minutes.
  expect(readFileSync(join(folder, 'google.ts'), 'utf8') === declarations(schema)).toBe(true);
  expect(text === schemaText(schema)).toBe(true);
});

test('the schema has the types in use, in their order, and no others', () => {
  expect(Object.keys(schema.resources)).toEqual([...resourceTypesInUse]);
  expect(Object.keys(schema.data)).toEqual([...dataTypesInUse]);
  expect([...resourceTypesInUse]).toEqual([...resourceTypesInUse].sort());
  expect([...dataTypesInUse]).toEqual([...dataTypesInUse].sort());
});

test('every type in use is in an environment, or in the configuration with every option', () => {
  const documents = [
    ...environmentNames.map((name) => emitted(name)),
    emitted('production', EVERY_GCP_OPTION, EVERY_AWS_OPTION_FOR_GCP),
  ].map(({ document }) => document);
  const types = (kind: 'resource' | 'data') =>
    [...new Set(documents.flatMap((document) => Object.keys(document[kind] ?? {})))].sort();

  expect(types('resource')).toEqual([...resourceTypesInUse]);
  expect(types('data')).toEqual([...dataTypesInUse]);
});

test('an enumeration of an argument that no longer exists is refused', () => {
  const [path] = Object.keys(enumerations);
  const [type] = path!.split('.');
  const resources = Object.fromEntries(Object.entries(schema.resources).filter(([name]) => name !== type));

  expect(() => declarations({ ...schema, resources })).toThrow(`No argument has the enumeration ${path}`);
});
