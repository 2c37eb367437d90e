import type { Foundation } from './foundation';
import type { GcpConfig } from './schema';
import { literal, template, type AttributeBlock, type TerraformDocument } from './terraform';

/** The service account that training instances run as. */
export type TrainingAccount = AttributeBlock<'id' | 'email' | 'name' | 'member'>;

/** Adds the service account of the training instances and its access to the objects of the project. */
export function addTrainingAccount(
  document: TerraformDocument,
  { serviceAccount }: GcpConfig,
  { api, project }: Foundation,
): TrainingAccount {
  const account = document.resource('google_service_account', 'ml_training', {
    account_id: serviceAccount.id,
    display_name: literal(serviceAccount.displayName),
    depends_on: [api('iam')],
  });
  document.resource('google_project_iam_member', 'ml_training_storage', {
    project: project.ref(),
    role: 'roles/storage.objectAdmin',
    member: template`serviceAccount:${account.ref('email')}`,
    depends_on: [api('cloudresourcemanager'), api('storage')],
  });
  document.output('service_account_email', {
    description: 'Service account of the training instances',
    value: account.ref('email'),
  });
  return account;
}
