import { emitted } from '../emitted';

const type = 'google_artifact_registry_repository';

test('untagged images are deleted, without a dry run', () => {
  const { only } = emitted('production', { registry: { name: 'team-images', untaggedExpireAfterDays: 14 } });

  expect(only(type)).toMatchObject({
    repository_id: 'team-images',
    location: '${var.region}',
    format: 'DOCKER',
    cleanup_policy_dry_run: false,
    cleanup_policies: [{ action: 'DELETE', condition: [{ tag_state: 'UNTAGGED', older_than: '1209600s' }] }],
    depends_on: ['google_project_service.artifactregistry'],
    lifecycle: { prevent_destroy: true },
  });
});

test('nodes may pull images, and cannot push', () => {
  expect(emitted('production').only(`${type}_iam_member`)).toEqual({
    location: '${google_artifact_registry_repository.ml_images.location}',
    repository: '${google_artifact_registry_repository.ml_images.name}',
    role: 'roles/artifactregistry.reader',
    member: '${google_service_account.ml_nodes.member}',
  });
  expect(emitted('production', { cluster: null }).resources(`${type}_iam_member`)).toEqual({});
});

test('the address to push to is an output', () => {
  expect(emitted('production').output['registry']?.value).toBe(
    '${google_artifact_registry_repository.ml_images.location}-docker.pkg.dev/${var.project}/${google_artifact_registry_repository.ml_images.repository_id}',
  );
});
