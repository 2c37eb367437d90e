import type { Text } from './expression';

/** Resource types of a project as a whole: its APIs, service accounts and access. An argument left out has the provider's default. */
export interface ProjectResources {
  readonly google_project_service: {
    readonly arguments: {
      readonly project?: Text;
      readonly service: string;
      readonly disable_on_destroy?: boolean;
    };
    readonly attributes: 'id' | 'service';
  };
  readonly google_service_account: {
    readonly arguments: {
      readonly account_id: Text;
      readonly display_name?: Text;
      readonly description?: Text;
      readonly project?: Text;
    };
    readonly attributes: 'id' | 'email' | 'name' | 'member';
  };
  readonly google_project_iam_member: {
    readonly arguments: { readonly project: Text; readonly role: string; readonly member: Text };
    readonly attributes: 'id';
  };
}
