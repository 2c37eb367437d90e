import { emitted } from '../emitted';

const grants = (type: string, gcp?: object) =>
  Object.values(emitted('production', gcp).resources(type)).map(({ bucket, member, role }) => ({
    bucket,
    member,
    role,
  }));
const allBuckets = ['artifacts', 'datasets', 'models'].map(
  (purpose) => `\${google_storage_bucket.${purpose}.name}`,
);

test.each(['lesson', 'production', 'dev'] as const)(
  'in %s, access to objects is on buckets and never on the project',
  (environment) => {
    const members = Object.values(emitted(environment).resources('google_project_iam_member'));
    // The role of the schedules is tested in fleets.test.ts.
    const roles = members.map(({ role }) => role as string).filter((role) => role.startsWith('roles/'));

    expect(new Set(roles)).toEqual(
      new Set([
        'roles/logging.logWriter',
        'roles/monitoring.metricWriter',
        'roles/container.defaultNodeServiceAccount',
      ]),
    );
  },
);

test('training instances write to the three buckets, to logs and to metrics', () => {
  const member = '${google_service_account.ml_training.member}';
  const own = ({ member: each }: { member: unknown }) => each === member;

  expect(grants('google_storage_bucket_iam_member').filter(own)).toEqual(
    allBuckets.map((bucket) => ({ bucket, member, role: 'roles/storage.objectAdmin' })),
  );
  expect(
    grants('google_project_iam_member')
      .filter(own)
      .map(({ role }) => role),
  ).toEqual(['roles/logging.logWriter', 'roles/monitoring.metricWriter']);
});

test('the account of the instances keeps its name, and its unique id is an output', () => {
  const { output, resources } = emitted('lesson');

  expect(resources('google_service_account')).toMatchObject({
    ml_training: { account_id: 'ml-training-sa', display_name: 'ML Training Service Account' },
  });
  expect(output['service_account_email']?.value).toBe('${google_service_account.ml_training.email}');
  expect(output['training_account_unique_id']?.value).toBe('${google_service_account.ml_training.unique_id}');
});

test('nodes have an account of their own that reaches no bucket', () => {
  const member = '${google_service_account.ml_nodes.member}';

  expect(grants('google_project_iam_member')).toContainEqual({
    bucket: undefined,
    member,
    role: 'roles/container.defaultNodeServiceAccount',
  });
  expect(grants('google_storage_bucket_iam_member').map((grant) => grant.member)).not.toContain(member);
});

test('without a cluster there is no account of nodes, and no access of pods', () => {
  const { resources, text } = emitted('production', { cluster: null });

  expect(Object.keys(resources('google_service_account'))).not.toContain('ml_nodes');
  expect(text).not.toContain('principal://');
});

test('pods access the buckets under their own identity, once the cluster has created the identity pool', () => {
  const serviceAccounts = [
    { namespace: 'ml-a', name: 'b' },
    { namespace: 'ml', name: 'a-b' },
  ];
  const { resources } = emitted('production', { cluster: { serviceAccounts } });
  const members = resources('google_storage_bucket_iam_member');
  const pool =
    'principal://iam.googleapis.com/projects/${data.google_project.this.number}/locations/global/workloadIdentityPools/${var.project}.svc.id.goog';

  expect(members['pods_ml-a_b_models']).toEqual({
    bucket: '${google_storage_bucket.models.name}',
    role: 'roles/storage.objectAdmin',
    member: `${pool}/subject/ns/ml-a/sa/b`,
    depends_on: [expect.stringMatching(/^google_container_cluster\./)],
  });
  expect(members['pods_ml_a-b_models']).toMatchObject({ member: `${pool}/subject/ns/ml/sa/a-b` });
});
