import type { GcpConfig } from '../../config/schema/gcp';

/**
 * Action of the provider when a plan deletes something that holds data.
 *
 * `prevent_destroy` is part of the block, so it is lost with a block that is removed from the configuration. This is part
 * of the state: the provider refuses to delete a resource that no block describes any more.
 * https://googlecloudplatform.github.io/magic-modules/best-practices/deletion-policy/, 2026-11
 */
export function deletionPolicy({ protectData }: Pick<GcpConfig, 'protectData'>): 'PREVENT' | 'DELETE' {
  return protectData ? 'PREVENT' : 'DELETE';
}
