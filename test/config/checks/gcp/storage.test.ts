import { merge } from '../../../../lib/config/merge';
import { productionGcp } from '../../../../lib/config/environments/gcp';
import { checkStorage } from '../../../../lib/config/checks/gcp/storage';
import { gcpSchema } from '../../../../lib/config/schema/gcp';

const check = (overlay: object) => checkStorage(gcpSchema.parse(merge(productionGcp, overlay)));

test('production is without problems', () => {
  expect(check({})).toEqual([]);
});

test.each([
  [
    'a default name that Cloud Storage refuses',
    { project: 'my-g00gle-project', buckets: { names: { models: 'm-models', artifacts: 'm-artifacts' } } },
    'gcp.buckets.names.datasets',
    /"my-g00gle-project-ml-datasets", which comes from gcp.project, is refused .*give the bucket another name/,
  ],
  [
    'two buckets of one name',
    { buckets: { names: { models: 'team-data', artifacts: 'team-data' } } },
    'gcp.buckets.names.artifacts',
    /"team-data" is also the name that gcp.buckets.names.models gives/,
  ],
  [
    'a bucket that has the default name of another',
    { buckets: { names: { models: 'my-ml-project-ml-datasets' } } },
    'gcp.buckets.names.models',
    /is also the name that gcp.buckets.names.datasets gives/,
  ],
  [
    'a bucket that is that of the state',
    { buckets: { names: { models: 'my-ml-project-terraform-state' } } },
    'gcp.buckets.names.models',
    /is also the name that gcp.state.bucket gives/,
  ],
  [
    'a location that does not exist',
    { buckets: { location: 'ASAI' } },
    'gcp.buckets.location',
    /"ASAI" is not a location of buckets; use "us-central1", "US", "EU" or "ASIA", .*Did you mean "ASIA"\?/,
  ],
])('finds %s', (_, overlay, path, message) => {
  expect(check(overlay)).toMatchObject([
    { path, message: expect.stringMatching(message) as string, severity: 'error' },
  ]);
});

test.each(['US', 'EU', 'ASIA', 'us-east1', 'US-EAST1'])('accepts the location %s', (location) => {
  expect(check({ buckets: { location } })).toEqual([]);
});

test('warns of keys in a project that is destroyed and created again', () => {
  expect(check({ protectData: false })).toMatchObject([
    {
      path: 'gcp.encryption.customerManaged',
      message: expect.stringMatching(/never deletes the key ring "ml-platform", .*use false/) as string,
      severity: 'warning',
    },
  ]);
  expect(check({ protectData: false, encryption: { customerManaged: false } })).toEqual([]);
});

test.each([
  ['buckets.names.models', { buckets: { names: { models: 'goog-models' } } }],
  ['buckets.names.models', { buckets: { names: { models: 'a'.repeat(64) } } }],
  ['buckets.names.models', { buckets: { names: { models: 'Models' } } }],
  ['buckets.location', { buckets: { location: 'eu' } }],
  ['encryption.rotationDays', { encryption: { rotationDays: 0 } }],
  ['encryption.keyRing', { encryption: { keyRing: 'ml platform' } }],
  ['registry.name', { registry: { name: 'ML' } }],
])('refuses a bad value of %s', (path, overlay) => {
  const { error } = gcpSchema.safeParse(merge(productionGcp, overlay));

  expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
});
