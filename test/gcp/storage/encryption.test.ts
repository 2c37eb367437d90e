import { emitted } from '../emitted';

const managed = { encryption: { customerManaged: true } };
const ringLocations = (gcp: object) =>
  Object.fromEntries(
    Object.entries(emitted('production', gcp).resources('google_kms_key_ring')).map(([name, ring]) => [
      name,
      ring['location'],
    ]),
  );

test('every key is for one Google service, and rotates', () => {
  const { resources } = emitted('production', { encryption: { rotationDays: 30 } });

  expect(resources('google_kms_crypto_key')).toMatchObject({
    cluster: { name: 'cluster', rotation_period: '2592000s' },
    disks: { name: 'disks', rotation_period: '2592000s' },
    storage: { name: 'storage', rotation_period: '2592000s' },
  });
  const role = 'roles/cloudkms.cryptoKeyEncrypterDecrypter';
  const agent = (domain: string) =>
    `serviceAccount:service-\${data.google_project.this.number}@${domain}.iam.gserviceaccount.com`;
  expect(resources('google_kms_crypto_key_iam_member')).toEqual({
    cluster: {
      crypto_key_id: '${google_kms_crypto_key.cluster.id}',
      role,
      member: agent('container-engine-robot'),
      depends_on: ['google_project_service.container'],
    },
    disks: {
      crypto_key_id: '${google_kms_crypto_key.disks.id}',
      role,
      member: agent('compute-system'),
      depends_on: ['google_project_service.compute'],
    },
    storage: {
      crypto_key_id: '${google_kms_crypto_key.storage.id}',
      role,
      member: '${data.google_storage_project_service_account.this.member}',
      depends_on: ['data.google_storage_project_service_account.this'],
    },
  });
});

test('with keys that Google manages there is no key ring, and the API of Cloud KMS stays off', () => {
  const { resources } = emitted('production', { encryption: { customerManaged: false } });

  expect(resources('google_kms_key_ring')).toEqual({});
  expect(resources('google_kms_crypto_key')).toEqual({});
  expect(resources('google_project_service')).not.toHaveProperty('cloudkms');
});

test('without a cluster there is no key for it, and the API of GKE stays off', () => {
  const { resources } = emitted('production', { cluster: null });

  expect(Object.keys(resources('google_kms_crypto_key'))).toEqual(['disks', 'storage']);
  expect(resources('google_project_service')).not.toHaveProperty('container');
});

test.each(['google_kms_key_ring', 'google_kms_crypto_key'])('protectData keeps each %s', (type) => {
  const prevented = (protectData: boolean) =>
    new Set(
      Object.values(emitted('production', { protectData, ...managed }).resources(type)).map(
        ({ lifecycle }) => lifecycle.prevent_destroy,
      ),
    );

  expect(prevented(true)).toEqual(new Set([true]));
  expect(prevented(false)).toEqual(new Set([false]));
});

test.each([
  [undefined, { ml_platform: '${var.region}' }],
  ['us-central1', { ml_platform: '${var.region}' }],
  ['US-CENTRAL1', { ml_platform: '${var.region}' }],
  ['US', { ml_platform: '${var.region}', ml_storage: 'us' }],
  ['EU', { ml_platform: '${var.region}', ml_storage: 'europe' }],
  ['europe-west4', { ml_platform: '${var.region}', ml_storage: 'europe-west4' }],
])('the key of buckets in %s is in the same location', (location, rings) => {
  expect(ringLocations({ buckets: { location } })).toEqual(rings);
});

test('only the key of the buckets is in the ring beside them', () => {
  const { resources } = emitted('production', { buckets: { location: 'US' } });

  expect(resources('google_kms_crypto_key')).toMatchObject({
    storage: { key_ring: '${google_kms_key_ring.ml_storage.id}' },
    disks: { key_ring: '${google_kms_key_ring.ml_platform.id}' },
    cluster: { key_ring: '${google_kms_key_ring.ml_platform.id}' },
  });
});
