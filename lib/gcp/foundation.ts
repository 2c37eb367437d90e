import type { GcpConfig } from '../config/schema/gcp';
import type { AttributeBlock, Block, Reference, TerraformDocument, ValueBlock } from './terraform';

/** Google APIs that the companion uses. */
const apis = {
  artifactregistry: 'artifactregistry.googleapis.com',
  billingbudgets: 'billingbudgets.googleapis.com',
  cloudkms: 'cloudkms.googleapis.com',
  // google_project_iam_member calls this API.
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
   * Enables an API of the project on first use. A resource needs `depends_on` for its API, because no argument refers
   * to it.
   */
  readonly api: (name: Api) => Block;
  /** The project number, which is part of the e-mail addresses of Google's service agents. */
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
    // Starts at the release that the types are generated from; later 8.x releases are compatible.
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
    // The Billing Budgets API requires user credentials to name a quota project.
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
      // Other users of the project may need the API.
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
  // For users; no resource depends on these APIs.
  for (const each of ['iap', 'oslogin'] as const) api(each);
  return { project, region, zone, api, projectNumber };
}

function backend(state: GcpConfig['state']) {
  return state.backend === 'gcs'
    ? { gcs: { bucket: state.bucket, prefix: state.prefix } }
    : { local: { path: state.path } };
}
