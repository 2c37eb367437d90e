import type { GcpConfig } from '../../config/schema/gcp';

/**
 * What the provider does when a plan deletes something that holds data.
 *
 * `prevent_destroy` stands in the block, so it goes with a block that is removed from the configuration. This stands in the
 * state: the provider then refuses to delete what no block describes any more.
 * https://googlecloudplatform.github.io/magic-modules/best-practices/deletion-policy/, 2026-11
 */
export function deletionPolicy({ protectData }: Pick<GcpConfig, 'protectData'>): 'PREVENT' | 'DELETE' {
  return protectData ? 'PREVENT' : 'DELETE';
}
