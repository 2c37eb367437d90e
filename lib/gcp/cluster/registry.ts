import type { Accounts } from '../identity/accounts';
import type { Foundation } from '../foundation';
import { deletionPolicy } from '../storage/protection';
import type { GcpConfig } from '../../config/schema/gcp';
import { template, type TerraformDocument } from '../terraform';

/** Blocks and settings that the registry needs. */
export interface RegistryProps {
  readonly config: GcpConfig;
  readonly foundation: Foundation;
  readonly accounts: Accounts;
}

const SECONDS_PER_DAY = 86_400;

/** Adds the repository of container images, with read access for the nodes of the cluster. */
export function addRegistry(
  document: TerraformDocument,
  { accounts, config, foundation: { api, project, region } }: RegistryProps,
): void {
  const repository = document.resource('google_artifact_registry_repository', 'ml_images', {
    repository_id: config.registry.name,
    location: region.ref(),
    format: 'DOCKER',
    description: 'Container images of the ML platform',
    // No customer-managed key: the service agent that would use it does not exist before the first repository, a key
    // cannot be added to a repository later, and only the beta provider can create the agent.
    // https://cloud.google.com/artifact-registry/docs/ar-service-account, 2026-11
    // Tags can move (no immutable_tags): untagged images are cleaned up, and a digest identifies an exact image.
    cleanup_policy_dry_run: false,
    cleanup_policies: [
      {
        id: 'delete-untagged',
        action: 'DELETE',
        condition: [
          {
            tag_state: 'UNTAGGED',
            // Seconds only: https://github.com/hashicorp/terraform-provider-google/issues/20796, 2026-11
            older_than: `${config.registry.untaggedExpireAfterDays * SECONDS_PER_DAY}s`,
          },
        ],
      },
    ],
    depends_on: [api('artifactregistry')],
    deletion_policy: deletionPolicy(config),
    lifecycle: { prevent_destroy: config.protectData },
  });
  if (config.cluster) {
    document.resource('google_artifact_registry_repository_iam_member', 'ml_nodes', {
      location: repository.ref('location'),
      repository: repository.ref('name'),
      role: 'roles/artifactregistry.reader',
      member: accounts.nodes.ref('member'),
    });
  }
  document.output('registry', {
    description: 'Where to push images: this, a slash, and the name of the image',
    value: template`${repository.ref('location')}-docker.pkg.dev/${project.ref()}/${repository.ref('repository_id')}`,
  });
}
