import type { Buckets } from '../storage/buckets';
import { bucketPurposes, nodesAccountId } from '../../config/gcp/names';
import type { Foundation } from '../foundation';
import type { GcpConfig } from '../../config/schema/gcp';
import {
  type AttributeBlock,
  type Block,
  literal,
  template,
  type Text,
  type TerraformDocument,
} from '../terraform';

/** A service account. */
export type ServiceAccount = AttributeBlock<'id' | 'email' | 'name' | 'member' | 'unique_id'>;

/** The service accounts of the platform. */
export interface Accounts {
  /** Account that training instances run as. */
  readonly training: ServiceAccount;
  /** Account that the nodes of the cluster run as. Added on first use. */
  readonly nodes: ServiceAccount;
}

/** Granted on single buckets; on the project it would cover the objects of all other users. */
const objectsRole = 'roles/storage.objectAdmin';

/** Blocks and settings that the accounts need. */
export interface AccountsProps {
  readonly config: GcpConfig;
  readonly foundation: Foundation;
  readonly buckets: Buckets;
}

/** Adds the service accounts with their access. */
export function addAccounts(document: TerraformDocument, props: AccountsProps): Accounts {
  const training = addTrainingAccount(document, props);
  let nodes: ServiceAccount | undefined;
  return {
    training,
    get nodes() {
      return (nodes ??= addNodesAccount(document, props.foundation));
    },
  };
}

function addTrainingAccount(
  document: TerraformDocument,
  { buckets, config: { serviceAccount }, foundation }: AccountsProps,
): ServiceAccount {
  const account = document.resource('google_service_account', 'ml_training', {
    account_id: serviceAccount.id,
    display_name: literal(serviceAccount.displayName),
    depends_on: [foundation.api('iam')],
  });
  const member = account.ref('member');
  grantObjects(document, 'ml_training', member, buckets);
  grantOnProject(document, 'ml_training_logs', 'roles/logging.logWriter', member, foundation);
  grantOnProject(document, 'ml_training_metrics', 'roles/monitoring.metricWriter', member, foundation);

  document.output('service_account_email', {
    description: 'Service account of the training instances',
    value: account.ref('email'),
  });
  document.output('training_account_unique_id', {
    description: 'Unique id of that service account, which a role on AWS can trust',
    value: account.ref('unique_id'),
  });
  return account;
}

function addNodesAccount(document: TerraformDocument, foundation: Foundation): ServiceAccount {
  const account = document.resource('google_service_account', 'ml_nodes', {
    account_id: nodesAccountId,
    display_name: 'ML GKE Nodes',
    depends_on: [foundation.api('iam')],
  });
  // Logs and metrics only; pods have their own identities.
  // https://cloud.google.com/kubernetes-engine/security/configure-node-service-accounts, 2026-11
  grantOnProject(
    document,
    'ml_nodes',
    'roles/container.defaultNodeServiceAccount',
    account.ref('member'),
    foundation,
  );
  return account;
}

/** Blocks and settings that the access of pods needs. */
export interface WorkloadAccessProps extends AccountsProps {
  /** The first cluster creates the identity pool of the project; grants to the pool are refused before. */
  readonly cluster: Block;
}

/**
 * Lets the pods of the configured Kubernetes service accounts reach the buckets.
 *
 * Pods use Workload Identity Federation directly, without impersonating a Google service account and without
 * annotations. This requires uniform bucket-level access.
 * https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity, 2026-11
 */
export function addWorkloadAccess(
  document: TerraformDocument,
  { buckets, cluster, config, foundation: { project, projectNumber } }: WorkloadAccessProps,
): void {
  for (const { name, namespace } of config.cluster?.serviceAccounts ?? []) {
    const member = template`principal://iam.googleapis.com/projects/${projectNumber()}/locations/global/workloadIdentityPools/${project.ref()}.svc.id.goog/subject/ns/${namespace}/sa/${name}`;
    // Neither name contains an underscore, so the combination is unique.
    grantObjects(document, `pods_${namespace}_${name}`, member, buckets, [cluster]);
  }
}

function grantObjects(
  document: TerraformDocument,
  name: string,
  member: Text,
  buckets: Buckets,
  dependsOn?: readonly Block[],
): void {
  for (const purpose of bucketPurposes) {
    document.resource('google_storage_bucket_iam_member', `${name}_${purpose}`, {
      bucket: buckets[purpose].ref('name'),
      role: objectsRole,
      member,
      depends_on: dependsOn,
    });
  }
}

function grantOnProject(
  document: TerraformDocument,
  name: string,
  role: string,
  member: Text,
  { api, project }: Foundation,
): void {
  document.resource('google_project_iam_member', name, {
    project: project.ref(),
    role,
    member,
    depends_on: [api('cloudresourcemanager'), api('logging'), api('monitoring')],
  });
}
