import { texts } from '../setup/texts';

type Body = Record<string, any>;

/** Types of resources with data that a destroy would lose. */
const stateful = [
  'google_artifact_registry_repository',
  'google_compute_disk',
  'google_container_cluster',
  'google_kms_crypto_key',
  'google_kms_key_ring',
  'google_storage_bucket',
];

interface Resource {
  readonly address: string;
  readonly type: string;
  readonly body: Body;
}

function resources(document: string): Resource[] {
  const { resource = {} } = JSON.parse(document) as { resource?: Record<string, Record<string, Body>> };
  return Object.entries(resource).flatMap(([type, blocks]) =>
    Object.entries(blocks).map(([name, body]) => ({ address: `${type}.${name}`, type, body })),
  );
}

/** Resources that hold data, and that Terraform would destroy. */
export function unprotected(document: string): string[] {
  return resources(document)
    .filter(({ type, body }) => stateful.includes(type) && body.lifecycle?.prevent_destroy !== true)
    .map(({ address }) => address);
}

/**
 * Resources that name a key and do not wait for the grant that lets Google use it. No argument refers to a grant, so no
 * check of Terraform sees that it is missing; the first apply fails.
 */
export function withoutGrant(document: string): string[] {
  return resources(document).flatMap(({ address, type, body }) => {
    if (type.startsWith('google_kms_')) return [];
    const keys = new Set(
      texts(body).flatMap((text) =>
        [...text.matchAll(/google_kms_crypto_key\.(\w+)\.id/g)].map(([, key]) => key!),
      ),
    );
    return [...keys]
      .map((key) => `google_kms_crypto_key_iam_member.${key}`)
      .filter((grant) => !body.depends_on?.includes(grant))
      .map((grant) => `${address} does not wait for ${grant}`);
  });
}

/** APIs that resources of these types call, by the names of their blocks. */
const apiOf: Readonly<Record<string, string>> = {
  google_artifact_registry_repository: 'artifactregistry',
  google_billing_budget: 'billingbudgets',
  google_cloud_scheduler_job: 'cloudscheduler',
  google_compute_network: 'compute',
  google_container_cluster: 'container',
  google_kms_key_ring: 'cloudkms',
  google_monitoring_notification_channel: 'monitoring',
  google_service_account: 'iam',
  google_storage_bucket: 'storage',
};

/** Resources that do not wait for their API. */
export function withoutApi(document: string): string[] {
  return resources(document)
    .filter(({ type }) => apiOf[type])
    .filter(({ type, body }) => !body.depends_on?.includes(`google_project_service.${apiOf[type]}`))
    .map(({ address }) => address);
}
