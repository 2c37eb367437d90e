import { build } from '../../synthesized';
import { emitted } from '../emitted';

const training = '100000000000000000001';
const transfer = { uniqueId: '100000000000000000002', buckets: ['datasets', 'models'], everyHours: 12 };
const account = 'data.google_storage_transfer_project_service_account.this';

test('by default there is no access to AWS', () => {
  const { document, text } = emitted('production');
  expect(text).not.toContain('storagetransfer');
  expect(Object.keys(document['variable'])).toEqual(['project', 'region', 'zone']);
});

test('the first apply outputs the ids, and needs no AWS account', () => {
  const { document, output, resources } = emitted('production', { aws: {} });
  expect(output['transfer_account_unique_id']?.value).toBe(`\${${account}.subject_id}`);
  expect(output['training_account_unique_id']?.value).toBe('${google_service_account.ml_training.unique_id}');
  expect(document['data'].google_storage_transfer_project_service_account.this).toEqual({
    project: '${var.project}',
    depends_on: ['google_project_service.storagetransfer'],
  });
  expect(Object.keys(document['variable'])).toEqual(['project', 'region', 'zone']);
  expect(resources('google_storage_transfer_job')).toEqual({});
});

test('the role names match those of the Identity stack', () => {
  const overlay = { aws: { trainingUniqueId: training, transfer } };
  const { document } = emitted('production', overlay);
  const names = build('production', { gcp: overlay })
    .ofType('AWS::IAM::Role')
    .map(({ resource }) => resource.Properties['RoleName'] as string);
  const prefix = 'arn:aws:iam::${var.aws_account_id}:role/';
  for (const arn of Object.values<string>(document['locals'])) {
    expect(arn.startsWith(prefix)).toBe(true);
    expect(names).toContain(arn.slice(prefix.length));
  }
});

test('Terraform asks for the account unless the configuration knows it', () => {
  const variable = (aws: object) =>
    emitted('production', { aws: { trainingUniqueId: training } }, aws).document['variable'].aws_account_id;
  expect(variable({})).not.toHaveProperty('default');
  expect(variable({ account: '111122223333' })).toMatchObject({ default: '111122223333' });
});

test('instances have the settings to exchange their token, and no key', () => {
  const { resources, text } = emitted('production', { aws: { trainingUniqueId: training, transfer } });
  expect(resources('google_compute_instance')['gpu_training']!['metadata']).toMatchObject({
    'aws-role-arn': '${local.aws_training_role_arn}',
    'aws-audience': 'ml-platform-production',
    'aws-region': 'us-west-2',
  });
  const [template] = Object.values(resources('google_compute_instance_template'));
  expect(template!['metadata']).toMatchObject({ 'aws-role-arn': '${local.aws_training_role_arn}' });
  expect(text).not.toMatch(/aws_access_key|secret_access_key/);
});

test('a bucket is copied by the role, into the bucket of its purpose, and nothing is deleted', () => {
  const { document, resources } = emitted('production', { aws: { transfer } });
  const jobs = resources('google_storage_transfer_job');
  expect(Object.keys(jobs)).toEqual(['datasets', 'models']);
  expect(jobs['models']).toMatchObject({
    transfer_spec: [
      {
        aws_s3_data_source: [
          { bucket_name: '${var.aws_models_bucket}', role_arn: '${local.aws_transfer_role_arn}' },
        ],
        gcs_data_sink: [{ bucket_name: '${google_storage_bucket.models.name}' }],
        transfer_options: [{ overwrite_when: 'DIFFERENT' }],
      },
    ],
    schedule: [{ repeat_interval: '43200s' }],
    depends_on: [
      'google_storage_bucket_iam_member.transfer_models_writer',
      'google_storage_bucket_iam_member.transfer_models_viewer',
    ],
  });
  expect(document['variable'].aws_models_bucket.description).toContain(
    'output ModelsBucket of the stack ml-platform-production-storage',
  );
  expect(Object.keys(build('production').json('Storage').Outputs!)).toContain('ModelsBucket');
});

test('objects in Glacier and temporary objects are not copied', () => {
  const { resources } = emitted(
    'production',
    { aws: { transfer } },
    { storage: { datasets: { archive: { glacierAfterDays: 200 }, temporaryPrefix: 'scratch/' } } },
  );
  const conditions = (purpose: string) =>
    resources('google_storage_transfer_job')[purpose]!['transfer_spec'][0].object_conditions;
  expect(conditions('datasets')).toEqual([
    { max_time_elapsed_since_last_modification: '17280000s', exclude_prefixes: ['scratch/'] },
  ]);
  expect(conditions('models')).toBeUndefined();

  // Without Glacier, every dataset is copied however old it is.
  const [job] = [emitted('production', { aws: { transfer } }).resources('google_storage_transfer_job')];
  expect(job['datasets']!['transfer_spec'][0].object_conditions).toEqual([{ exclude_prefixes: ['temp/'] }]);
});

test('a bucket with a configured name is read by that name', () => {
  const { document, resources } = emitted('lesson', { aws: { transfer } });
  const [source] = resources('google_storage_transfer_job')['datasets']!['transfer_spec'][0]
    .aws_s3_data_source;
  expect(source.bucket_name).toBe('ml-platform-datasets-${var.aws_account_id}');
  expect(document['variable']).not.toHaveProperty('aws_datasets_bucket');
});

test('Storage Transfer Service may write into the buckets that it copies to, and into no other', () => {
  const { resources } = emitted('production', { aws: { transfer: { ...transfer, buckets: ['datasets'] } } });
  const grants = Object.values(resources('google_storage_bucket_iam_member')).filter(
    ({ member }) => member === `\${${account}.member}`,
  );
  expect(grants.map(({ bucket, role }) => [bucket, role])).toEqual([
    ['${google_storage_bucket.datasets.name}', 'roles/storage.objectViewer'],
    ['${google_storage_bucket.datasets.name}', 'roles/storage.legacyBucketWriter'],
  ]);
});
