import type { GcpConfig } from '../config/schema/gcp';
import type { AttributeBlock, Block, Reference, TerraformDocument, ValueBlock } from './terraform';

/** Google APIs that the companion uses. */
const apis = {
  artifactregistry: 'artifactregistry.googleapis.com',
  billingbudgets: 'billingbudgets.googleapis.com',
  cloudkms: 'cloudkms.googleapis.com',
  // Access on the project (google_project_iam_member) is a call to this API.
  cloudresourcemanager: 'cloudresourcemanager.googleapis.com',
  cloudscheduler: 'cloudscheduler.googleapis.com',
  compute: 'compute.googleapis.com',
  container: 'container.googleapis.com',
  iam: 'iam.googleapis.com',
  // SSH without a public address goes through the Identity-Aware Proxy.
  iap: 'iap.googleapis.com',
  logging: 'logging.googleapis.com',
  monitoring: 'monitoring.googleapis.com',
  oslogin: 'oslogin.googleapis.com',
  storage: 'storage.googleapis.com',
  storagetransfer: 'storagetransfer.googleapis.com',
} as const;

type Api = keyof typeof apis;

/** Blocks that every other part of the document refers to. */
export interface Foundation {
  readonly project: ValueBlock;
  readonly region: ValueBlock;
  readonly zone: ValueBlock;
  /**
   * An API of the project, enabled when it is first asked for; a resource depends on its API by `depends_on`, as no
   * argument names it.
   */
  readonly api: (name: Api) => Block;
  /** The number of the project, which the e-mail addresses of Google's own service accounts contain. */
  readonly projectNumber: () => Reference;
}

/** Adds versions, state, provider, variables and the APIs of the project. */
export function addFoundation(
  document: TerraformDocument,
  config: GcpConfig,
  environment: string,
): Foundation {
  document.terraform({
    required_version: '>= 1.0',
    // The release that the types come from; later ones of 8 keep what they have.
    required_providers: { google: { source: 'hashicorp/google', version: '>= 8.0, < 9.0' } },
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
    // The Billing Budgets API requires users to name the project that their calls count for.
    ...(config.budget && { user_project_override: true, billing_project: project.ref() }),
    default_labels: { ...config.labels, environment, 'managed-by': 'terraform' },
  });

  const enabled = new Map<Api, Block>();
  const api = (name: Api): Block => {
    const known = enabled.get(name);
    if (known) return known;
    const block = document.resource('google_project_service', name, {
      project: project.ref(),
      service: apis[name],
      // Others may use the API in the same project.
      disable_on_destroy: false,
    });
    enabled.set(name, block);
    return block;
  };
  let projectData: AttributeBlock<'number'> | undefined;
  const projectNumber = (): Reference =>
    (projectData ??= document.data('google_project', 'this', {
      project_id: project.ref(),
      depends_on: [api('cloudresourcemanager')],
    })).ref('number');
  // Users need these APIs; no resource depends on them.
  for (const each of ['iap', 'oslogin'] as const) api(each);
  return { project, region, zone, api, projectNumber };
}

function backend(state: GcpConfig['state']) {
  return state.backend === 'gcs'
    ? { gcs: { bucket: state.bucket, prefix: state.prefix } }
    : { local: { path: state.path } };
}
