import { eksVersions, findEksVersion, minorVersion, OLDEST_NODES, serviceLimits } from '../../catalog';
import { error, warning, type Problem } from '../problem';
import type { ClusterConfig, PlatformConfig } from '../schema/platform';
import { choices, show } from '../show';
import { useInAllZones } from './instance-type';
import { checkLimit } from './limit';
import { checkNodeGroup } from './node-group';
import { checkOpenRange } from './open-range';
import { privateRange, range as parseRange } from './range';
import { checkScaleFromZero } from './scale-from-zero';
import { zonesOf } from '../scheduling/group-node';
import { checkWorkloads } from './workloads';

/** Service accounts of the platform's own pods, which already have roles. */
const OWN_SERVICE_ACCOUNTS = ['kube-system/cluster-autoscaler', 'kube-system/ebs-csi-controller-sa'];

/** Checks the Kubernetes version, the API endpoint, the service accounts, the node groups, and what runs on them. */
export function checkCluster(config: PlatformConfig): Problem[] {
  const { cluster, historical, network } = config;
  const use = useInAllZones(config);
  const groups = Object.entries(cluster.nodeGroups);
  return [
    ...checkVersion(cluster.version, historical),
    ...checkNodeVersion(cluster),
    ...checkSupport(cluster),
    ...checkEndpoint(cluster.endpoint, historical),
    ...checkAdministrators(cluster.adminArns),
    ...checkServiceAccounts(cluster.serviceAccounts),
    ...groups.flatMap(([key, group]) =>
      checkNodeGroup(`cluster.nodeGroups.${key}`, group, {
        ...use,
        zones: zonesOf(group, network),
      }),
    ),
    ...checkScaleFromZero(config),
    ...checkWorkloads(config),
    ...checkLimit('cluster.nodeGroups', groups.length, serviceLimits.nodeGroups, 'put alike groups together'),
  ];
}

function checkVersion(version: string, historical: boolean): Problem[] {
  const path = 'cluster.version';
  const known = findEksVersion(version);
  const usable = eksVersions.filter(
    ({ kubectlLayer, extendedSupportEnds }) => kubectlLayer && !isPast(extendedSupportEnds),
  );
  const fix = `use ${choices(usable.map((entry) => entry.version))}`;
  if (!known?.kubectlLayer) {
    return [
      error(
        path,
        `${show(version)} has no kubectl layer in this app; ${fix}, or install the layer's package and add it to lib/catalog/eks-versions.ts.`,
        [],
      ),
    ];
  }
  if (!isPast(known.extendedSupportEnds)) return [];
  const say = historical ? warning : error;
  return [
    say(
      path,
      `${show(version)} left extended support of EKS on ${known.extendedSupportEnds} and cannot be created; ${fix}.`,
      ['historical'],
    ),
  ];
}

function checkNodeVersion({ nodeVersion, version }: ClusterConfig): Problem[] {
  if (nodeVersion === undefined) return [];
  const behind = minorVersion(version) - minorVersion(nodeVersion);
  if (behind >= 0 && behind <= OLDEST_NODES) return [];
  const oldest = `1.${minorVersion(version) - OLDEST_NODES}`;
  return [
    error(
      'cluster.nodeVersion',
      `${show(nodeVersion)} is ${behind < 0 ? 'newer than the control plane' : 'too old for it'}; use ${show(oldest)} to ${show(version)}, or remove it.`,
      ['cluster.version'],
    ),
  ];
}

/** https://docs.aws.amazon.com/eks/latest/userguide/view-upgrade-policy.html */
function checkSupport({ support, version }: ClusterConfig): Problem[] {
  const known = findEksVersion(version);
  if (support !== 'standard' || !known || !isPast(known.standardSupportEnds)) return [];
  // checkVersion refuses a version without any support.
  if (isPast(known.extendedSupportEnds)) return [];
  const newer = eksVersions.filter(
    ({ kubectlLayer, standardSupportEnds }) => kubectlLayer && !isPast(standardSupportEnds),
  );
  const fix = newer.length > 0 ? `use ${choices(newer.map((entry) => entry.version))}, or ` : '';
  return [
    error(
      'cluster.support',
      `${show(support)} ended for ${show(version)} on ${known.standardSupportEnds}; ${fix}write cluster.support: extended, which costs $0.60 an hour.`,
      ['cluster.version'],
    ),
  ];
}

function checkEndpoint(endpoint: ClusterConfig['endpoint'], historical: boolean): Problem[] {
  const path = 'cluster.endpoint.publicCidrs';
  const { public: isPublic, publicCidrs } = endpoint;
  if (!isPublic && publicCidrs.length > 0) {
    return [
      error(
        path,
        `${show(publicCidrs)} has no effect on a private endpoint; remove it or set cluster.endpoint.public: true.`,
      ),
    ];
  }
  if (isPublic && publicCidrs.length === 0) {
    return [
      error(
        path,
        'is empty, but the endpoint is public; list the ranges of your office or VPN, or set cluster.endpoint.public: false.',
      ),
    ];
  }
  return [
    ...checkLimit(
      path,
      publicCidrs.length,
      serviceLimits.publicAccessCidrs,
      'write fewer and larger ranges, or let users in through a VPN',
    ),
    ...publicCidrs.flatMap((range, index) => checkPublicRange(`${path}.${index}`, range, historical)),
  ];
}

function checkPublicRange(path: string, range: string, historical: boolean): Problem[] {
  const reserved = privateRange(parseRange(path, range));
  if (reserved !== undefined) {
    return [
      error(
        path,
        `${range} is a private range or a reserved one, in ${reserved}, which EKS refuses for the public address; write the addresses that users have on the internet.`,
        [],
      ),
    ];
  }
  return historical ? [] : checkOpenRange(path, range, ['historical']);
}

/** The creator of the cluster gets no access: it is the role with which CloudFormation deploys. */
function checkAdministrators(adminArns: readonly string[]): Problem[] {
  if (adminArns.length > 0) return [];
  return [
    warning(
      'cluster.adminArns',
      'is empty, so nobody can use kubectl in the cluster; list the IAM roles or users that administer it.',
    ),
  ];
}

/** A service account can have one role only. */
function checkServiceAccounts(accounts: ClusterConfig['serviceAccounts']): Problem[] {
  return accounts.flatMap(({ namespace, name }, index) =>
    OWN_SERVICE_ACCOUNTS.includes(`${namespace}/${name}`)
      ? [
          error(
            `cluster.serviceAccounts.${index}`,
            `${namespace}/${name} has a role of the platform already; use a service account of your own.`,
            [],
          ),
        ]
      : [],
  );
}

/** Whether the day is over. Only end-of-support dates of the catalog turn into errors as time passes. */
function isPast(date: string): boolean {
  return Date.now() > Date.parse(`${date}T23:59:59Z`);
}
