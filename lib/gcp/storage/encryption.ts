import type { Foundation } from '../foundation';
import { deletionPolicy } from './protection';
import type { GcpConfig } from '../../config/schema/gcp';
import { type AttributeBlock, type Block, template, type Text, type TerraformDocument } from '../terraform';

/** A key and the grants on it. */
export interface EncryptionKey {
  readonly key: AttributeBlock<'id'>;
  /** Grants that must exist before the key is used; resources need `depends_on`, as no argument refers to them. */
  readonly grants: readonly Block[];
}

/** The keys of the platform. */
export interface Encryption {
  /** Encrypts the buckets, in the same location. */
  readonly storage: EncryptionKey;
  /** Encrypts the disks of instances and nodes. */
  readonly disks: EncryptionKey;
  /** Encrypts the secrets of the cluster. Added on first use, because it needs the GKE API. */
  readonly cluster: EncryptionKey;
}

const SECONDS_PER_DAY = 86_400;

/**
 * Adds the key ring and the keys, each for one Google service only.
 *
 * Cloud KMS never deletes a key ring or a key: a destroy removes the key versions after 30 days, and the names remain
 * taken.
 * https://cloud.google.com/kms/docs/destroy-restore, 2026-11
 *
 * @returns Undefined if Google manages the keys.
 */
export function addEncryption(
  document: TerraformDocument,
  config: GcpConfig,
  foundation: Foundation,
): Encryption | undefined {
  if (!config.encryption.customerManaged) return undefined;
  const { api, project, projectNumber, region } = foundation;
  const lifecycle = { prevent_destroy: config.protectData };

  const addRing = (name: string, location: Text) =>
    document.resource('google_kms_key_ring', name, {
      name: config.encryption.keyRing,
      location,
      depends_on: [api('cloudkms')],
      lifecycle,
    });
  const addKey = (name: string, ring: AttributeBlock<'id'>, user: Text, agent: Block): EncryptionKey => {
    const key = document.resource('google_kms_crypto_key', name, {
      name,
      key_ring: ring.ref('id'),
      rotation_period: `${config.encryption.rotationDays * SECONDS_PER_DAY}s`,
      deletion_policy: deletionPolicy(config),
      // The default of destroy_scheduled_duration is 30 days; a change would replace the key.
      lifecycle,
    });
    const grant = document.resource('google_kms_crypto_key_iam_member', name, {
      crypto_key_id: key.ref('id'),
      role: 'roles/cloudkms.cryptoKeyEncrypterDecrypter',
      member: user,
      depends_on: [agent],
    });
    return { key, grants: [grant] };
  };
  // Google creates these service agents when the API is enabled: https://cloud.google.com/iam/docs/service-agents, 2026-11
  const agentOf = (domain: string) =>
    template`serviceAccount:service-${projectNumber()}@${domain}.iam.gserviceaccount.com`;

  const ring = addRing('ml_platform', region.ref());
  const elsewhere = storageKeyLocation(config);
  const storageRing = elsewhere === undefined ? ring : addRing('ml_storage', elsewhere);
  // Google creates the service agent of Cloud Storage when it is first read.
  const storageAgent = document.data('google_storage_project_service_account', 'this', {
    project: project.ref(),
    depends_on: [api('storage')],
  });
  let clusterKey: EncryptionKey | undefined;
  return {
    storage: addKey('storage', storageRing, storageAgent.ref('member'), storageAgent),
    disks: addKey('disks', ring, agentOf('compute-system'), api('compute')),
    get cluster() {
      return (clusterKey ??= addKey('cluster', ring, agentOf('container-engine-robot'), api('container')));
    },
  };
}

/**
 * Location of the buckets' key if it is not the region. The key must be in the location of the buckets.
 *
 * https://cloud.google.com/storage/docs/encryption/using-customer-managed-keys, https://cloud.google.com/kms/docs/locations,
 * 2026-11
 */
function storageKeyLocation({ buckets, region }: GcpConfig): string | undefined {
  const location = buckets.location?.toLowerCase();
  if (location === undefined || location === region) return undefined;
  // Cloud KMS has another name for this location.
  return location === 'eu' ? 'europe' : location;
}
