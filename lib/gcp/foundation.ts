import type { GcpConfig } from './schema';
import type { Block, TerraformDocument, ValueBlock } from './terraform';

/** Google APIs that the companion uses. */
const apis = {
  compute: 'compute.googleapis.com',
  iam: 'iam.googleapis.com',
  // SSH without a public address goes through the Identity-Aware Proxy.
  iap: 'iap.googleapis.com',
  // Access on the project (google_project_iam_member) is a call to this API.
  cloudresourcemanager: 'cloudresourcemanager.googleapis.com',
  oslogin: 'oslogin.googleapis.com',
  storage: 'storage.googleapis.com',
} as const;

/** What every other part of the document refers to. */
export interface Foundation {
  readonly project: ValueBlock;
  readonly region: ValueBlock;
  readonly zone: ValueBlock;
  /** The enabled APIs; a resource depends on its API by `depends_on`, as no argument names it. */
  readonly apis: Readonly<Record<keyof typeof apis, Block>>;
}

/** Adds versions, state, provider, variables and the APIs of the project. */
export function addFoundation(
  document: TerraformDocument,
  config: GcpConfig,
  environment: string,
): Foundation {
  document.terraform({
    required_version: '>= 1.0',
    // Checked with the schema of 8.0; every argument in use is as it was in 7.0.
    required_providers: { google: { source: 'hashicorp/google', version: '>= 7.0, < 9.0' } },
    backend: backend(config.state),
  });

  const variable = (name: 'project' | 'region' | 'zone', description: string) =>
    document.variable(name, { type: 'string', description, default: config[name] });
  const project = variable('project', 'GCP project id');
  const region = variable('region', 'GCP region');
  const zone = variable('zone', 'GCP zone of the instances');

  document.provider('google', {
    project: project.ref(),
    region: region.ref(),
    zone: zone.ref(),
    default_labels: { ...config.labels, environment, 'managed-by': 'terraform' },
  });

  const enable = (name: keyof typeof apis) =>
    document.resource('google_project_service', name, {
      project: project.ref(),
      service: apis[name],
      // Others may use the API in the same project.
      disable_on_destroy: false,
    });
  return {
    project,
    region,
    zone,
    apis: {
      compute: enable('compute'),
      iam: enable('iam'),
      iap: enable('iap'),
      cloudresourcemanager: enable('cloudresourcemanager'),
      oslogin: enable('oslogin'),
      storage: enable('storage'),
    },
  };
}

function backend(state: GcpConfig['state']) {
  return state.backend === 'gcs'
    ? { gcs: { bucket: state.bucket, prefix: state.prefix } }
    : { local: { path: state.path } };
}
