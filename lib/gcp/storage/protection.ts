import type { GcpConfig } from '../../config/schema/gcp';

/**
 * Deletion policy of resources that contain data.
 *
 * `prevent_destroy` is part of the block, so it has no effect once the block is removed from the configuration. This
 * policy is part of the state, so the provider also refuses to delete a resource without a block.
 * https://googlecloudplatform.github.io/magic-modules/best-practices/deletion-policy/, 2026-11
 */
export function deletionPolicy({ protectData }: Pick<GcpConfig, 'protectData'>): 'PREVENT' | 'DELETE' {
  return protectData ? 'PREVENT' : 'DELETE';
}
