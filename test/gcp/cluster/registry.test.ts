import { emitted } from '../emitted';

const type = 'google_artifact_registry_repository';

test('images that have lost their tag are deleted, really and in seconds', () => {
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

test('nodes may read it, and none may write', () => {
  expect(emitted('production').only(`${type}_iam_member`)).toEqual({
    location: '${google_artifact_registry_repository.ml_images.location}',
    repository: '${google_artifact_registry_repository.ml_images.name}',
    role: 'roles/artifactregistry.reader',
    member: '${google_service_account.ml_nodes.member}',
  });
  expect(emitted('production', { cluster: null }).resources(`${type}_iam_member`)).toEqual({});
});

test('where to push is an output', () => {
  expect(emitted('production').output['registry']?.value).toBe(
    '${google_artifact_registry_repository.ml_images.location}-docker.pkg.dev/${var.project}/${google_artifact_registry_repository.ml_images.repository_id}',
  );
});
