import { ECR_HOST, PLATFORM_SOURCES } from '../catalog/registries';
import { installsEfaPlugin } from './scheduling/group-hardware';
import type { PlatformConfig } from './schema/platform';

type Registries = PlatformConfig['registries'];

/** Something that is pulled from a registry or a repository of charts. */
export interface Pull {
  /** Setting that names it, or `registries` for what the platform names itself. */
  readonly path: string;
  readonly kind: 'image' | 'chart';
  readonly host: string;
  /** Image or chart that is pulled, for messages. */
  readonly name: string;
}

/** Where Helm gets a chart. A repository of OCI images has the chart in its address. */
export interface ChartSource {
  readonly repository: string;
  readonly chart: string;
}

/** Everything that an environment pulls. */
export function pulls({ cluster, inference }: PlatformConfig): Pull[] {
  const { addOns } = cluster;
  const hasEfaPlugin = installsEfaPlugin(cluster);
  const hasController = addOns.loadBalancerController.enabled;
  const own = (kind: Pull['kind'], address: string): Pull => ({
    path: 'registries',
    kind,
    name: address,
    host: kind === 'chart' ? new URL(address).host : splitImage(address)[0],
  });
  return [
    ...Object.entries(inference.services).map(([name, { image }]): Pull => ({
      path: `inference.services.${name}.image`,
      kind: 'image',
      name: image,
      host: splitImage(image)[0],
    })),
    ...(Object.values(inference.services).some(({ model }) => model !== undefined)
      ? [own('image', PLATFORM_SOURCES.modelLoaderImage)]
      : []),
    ...(addOns.devicePlugin.enabled
      ? [own('image', PLATFORM_SOURCES.devicePluginImage), own('chart', PLATFORM_SOURCES.devicePluginCharts)]
      : []),
    ...(addOns.dcgmExporter.enabled
      ? [own('image', PLATFORM_SOURCES.dcgmExporterImage), own('chart', PLATFORM_SOURCES.dcgmExporterCharts)]
      : []),
    ...(hasEfaPlugin ? [own('image', PLATFORM_SOURCES.efaPluginImage)] : []),
    ...(hasController ? [own('image', PLATFORM_SOURCES.loadBalancerControllerImage)] : []),
    ...(hasEfaPlugin || hasController ? [own('chart', PLATFORM_SOURCES.eksCharts)] : []),
    own('image', PLATFORM_SOURCES.clusterAutoscalerImage),
    own('chart', PLATFORM_SOURCES.clusterAutoscalerCharts),
  ];
}

/**
 * The name of an image at its mirror: the host is replaced, the rest stays, as a pull-through cache of Amazon ECR expects it.
 *
 * @param image - Name of an image. Without a host it is of Docker Hub.
 */
export function mirroredImage(image: string, registries: Registries): string {
  const [host, rest] = splitImage(image);
  const mirror = registries[host];
  return mirror === undefined ? image : `${mirror}/${rest}`;
}

/** The source of a chart at its mirror. */
export function mirroredChart(repository: string, chart: string, registries: Registries): ChartSource {
  const { host, pathname } = new URL(repository);
  const mirror = registries[host];
  if (mirror === undefined) return { repository, chart };
  return mirror.startsWith('oci://')
    ? { repository: `${mirror}/${chart}`, chart }
    : { repository: mirror + pathname, chart };
}

/** A folder of repositories in a private registry of Amazon ECR. */
export interface EcrMirror {
  readonly account: string;
  readonly region: string;
  /** Pattern of the names of its repositories. */
  readonly repositories: string;
}

/** The mirrors of images in Amazon ECR, which are pulled from with rights of IAM. */
export function ecrMirrors(registries: Registries): EcrMirror[] {
  return Object.values(registries).flatMap((mirror) => {
    const [host = '', ...path] = mirror.split('/');
    const [, account, region] = ECR_HOST.exec(host) ?? [];
    return account && region ? [{ account, region, repositories: [...path, '*'].join('/') }] : [];
  });
}

/** Host and rest of the name of an image: https://github.com/distribution/reference */
function splitImage(image: string): [host: string, rest: string] {
  const [first = '', ...others] = image.split('/');
  if (others.length > 0 && /[.:]/.test(first)) return [first, others.join('/')];
  return ['docker.io', others.length > 0 ? image : `library/${image}`];
}
