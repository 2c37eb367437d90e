import { RegionInfo } from 'aws-cdk-lib/region-info';
import { ECR_HOST } from '../../catalog/registries';
import { error, warning, type Problem } from '../problem';
import { pulls, type Pull } from '../registries';
import type { PlatformConfig } from '../schema/platform';
import { choices, show } from '../show';
import { didYouMean } from '../spelling';

/** Checks the mirrors of registries, and that what has none can be pulled in the region. */
export function checkRegistries(config: PlatformConfig): Problem[] {
  const all = pulls(config);
  const byHost = new Map(
    all.map(({ host }): [string, Pull[]] => [host, all.filter((each) => each.host === host)]),
  );
  return [
    ...Object.entries(config.registries).flatMap(([host, mirror]) =>
      checkMirror(host, mirror, byHost.get(host)?.[0], [...byHost.keys()], config.region),
    ),
    ...[...byHost]
      .filter(([host]) => config.registries[host] === undefined)
      .flatMap(([host, from]) => checkReach(host, from, config.region)),
  ];
}

function checkMirror(
  host: string,
  mirror: string,
  pull: Pull | undefined,
  hosts: string[],
  region: string,
): Problem[] {
  const path = `registries.${host}`;
  if (!pull) {
    return [
      error(
        path,
        `nothing is pulled from ${show(host)}; use ${choices(hosts)}, or remove it.${didYouMean(host, hosts)}`,
        ['cluster.addOns', 'inference.services'],
      ),
    ];
  }
  const hasScheme = /^(oci|https):\/\//.test(mirror);
  if (hasScheme === (pull.kind === 'chart')) return checkMirrorHost(path, mirror, region);
  return [
    error(
      path,
      pull.kind === 'chart'
        ? `${show(mirror)} has no scheme, but ${host} has charts; write oci:// or https:// before it.`
        : `${show(mirror)} has a scheme, but ${host} has images; write the host and a path only.`,
      [],
    ),
  ];
}

/** A first part without a dot and a port is no host for Docker, but a folder of Docker Hub. */
function checkMirrorHost(path: string, mirror: string, region: string): Problem[] {
  const [scheme = '', address = ''] = /^((?:oci|https):\/\/)?(.*)$/.exec(mirror)?.slice(1) ?? [];
  const [host = ''] = address.split('/');
  if (scheme === '' && !/[.:]/.test(host)) {
    const message = `${show(mirror)} has no host, so docker.io would be asked for it; write a host with a domain or a port, such as mirror.example.com/nvcr.`;
    return [error(path, message, [])];
  }
  const ecrRegion = ECR_HOST.exec(host)?.[2];
  if (ecrRegion === undefined || isSamePartition(ecrRegion, region)) return [];
  const message = `${show(host)} is in another partition than ${region}, whose roles cannot pull from it; write a registry of ${region}.`;
  return [error(path, message, ['region'])];
}

function isSamePartition(one: string, other: string): boolean {
  return RegionInfo.get(one).partition === RegionInfo.get(other).partition;
}

/**
 * In China, Amazon ECR has no public registry and no pull-through cache, and the registries and chart repositories of the
 * internet are blocked or too slow to rely on. GovCloud and the European Sovereign Cloud reach the internet, outside of their boundary. Credentials of one
 * partition are of no use in another.
 *
 * https://docs.amazonaws.cn/en_us/aws/latest/userguide/ecr.html,
 * https://aws.amazon.com/about-aws/whats-new/2023/11/amazon-ecr-pull-through-cache-additional-upstream-registries/, 2026-11
 */
function checkReach(host: string, from: readonly Pull[], region: string): Problem[] {
  const { partition } = RegionInfo.get(region);
  const ecrRegion = ECR_HOST.exec(host)?.[2];
  const names = choices(from.map(({ name }) => name)).replace(/ or ([^ ]+)$/, ' and $1');
  const path = `registries.${host}`;
  const dependsOn = ['region', 'cluster.addOns', 'inference.services'];
  if (ecrRegion !== undefined) {
    if (isSamePartition(ecrRegion, region)) return [];
    const message = `is missing: ${host} is in another partition than ${region}, whose roles cannot pull from it; copy ${names} and write the registry of the copy.`;
    return [error(path, message, dependsOn)];
  }
  const fix = `copy ${names} to a registry there, such as Amazon ECR, and write its host and path.`;
  if (partition === 'aws-cn' || partition?.startsWith('aws-iso'))
    return [error(path, `is missing, and ${region} cannot rely on pulling from ${host}; ${fix}`, dependsOn)];
  if (partition === undefined || partition === 'aws') return [];
  const message = `is missing: ${region} pulls from ${host} over the internet, from outside of its partition; ${fix}`;
  return [warning(path, message, dependsOn)];
}
