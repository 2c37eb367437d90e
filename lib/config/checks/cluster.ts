import { eksVersions, findEksVersion } from '../../catalog';
import { error, warning, type Problem } from '../problem';
import type { NodeGroupConfig, PlatformConfig } from '../schema/platform';
import { checkInstanceType } from './instance-type';
import { checkSize } from './size';

/** The label that the NVIDIA device plugin selects nodes by. */
const GPU_LABEL = 'nvidia.com/gpu';

/** Checks the Kubernetes version, the API endpoint and the node groups. */
export function checkCluster({ cluster, historical }: PlatformConfig): Problem[] {
  const groups = Object.entries(cluster.nodeGroups);
  return [
    ...checkVersion(cluster.version, historical),
    ...checkEndpoint(cluster.endpoint, historical),
    ...groups.flatMap(([key, group]) => checkNodeGroup(`cluster.nodeGroups.${key}`, group, historical)),
    ...checkGroupNames(groups),
    ...checkRoomForAddOns(groups),
  ];
}

function checkVersion(version: string, historical: boolean): Problem[] {
  const path = 'cluster.version';
  const known = findEksVersion(version);
  const usable = eksVersions.filter(
    ({ kubectlLayer, extendedSupportEnds }) => kubectlLayer && !isPast(extendedSupportEnds),
  );
  const fix = `use ${usable.map((entry) => `"${entry.version}"`).join(' or ')}`;
  if (!known?.kubectlLayer) {
    return [
      error(
        path,
        `"${version}" has no kubectl layer in this app; ${fix}, or install the layer's package and add it to lib/catalog/eks-versions.ts.`,
      ),
    ];
  }
  if (!isPast(known.extendedSupportEnds)) return [];
  const say = historical ? warning : error;
  return [
    say(
      path,
      `EKS ${version} left extended support on ${known.extendedSupportEnds} and cannot be created; ${fix}.`,
    ),
  ];
}

function checkEndpoint(endpoint: PlatformConfig['cluster']['endpoint'], historical: boolean): Problem[] {
  const path = 'cluster.endpoint.publicCidrs';
  const { public: isPublic, publicCidrs } = endpoint;
  if (!isPublic) {
    return publicCidrs.length === 0
      ? []
      : [
          error(
            path,
            `${publicCidrs.join(', ')} has no effect on a private endpoint; remove it or set cluster.endpoint.public: true.`,
          ),
        ];
  }
  if (publicCidrs.length === 0) {
    return [
      error(
        path,
        'is empty, but the endpoint is public; list the ranges of your office or VPN, or set public: false.',
      ),
    ];
  }
  if (!historical && publicCidrs.some((range) => range.endsWith('/0'))) {
    return [
      error(
        path,
        `${publicCidrs.join(', ')} opens the API server to the world; list the ranges of your office or VPN.`,
      ),
    ];
  }
  return [];
}

function checkNodeGroup(path: string, group: NodeGroupConfig, historical: boolean): Problem[] {
  const findings = group.instanceTypes.map((name, index) =>
    checkInstanceType(`${path}.instanceTypes.${index}`, name, historical),
  );
  const types = findings.map(({ instanceType }) => instanceType);
  const [first] = types;
  const problems = [...checkSize(path, group), ...findings.flatMap(({ problems }) => problems)];
  for (const [index, type] of types.entries()) {
    if (!type || !first) continue;
    const typePath = `${path}.instanceTypes.${index}`;
    if (type.vcpu !== first.vcpu || type.memoryGiB !== first.memoryGiB) {
      problems.push(
        error(
          typePath,
          `${type.name} (${type.vcpu} vCPU, ${type.memoryGiB} GiB) is not as large as ${first.name} (${first.vcpu} vCPU, ` +
            `${first.memoryGiB} GiB); cluster-autoscaler needs equal sizes in a group: use a second group.`,
        ),
      );
    }
    if (group.labels[GPU_LABEL] === 'true' && !type.gpu) {
      problems.push(
        error(
          typePath,
          `${type.name} has no GPU, but the group is labelled ${GPU_LABEL}: "true"; use a GPU type or remove the label.`,
        ),
      );
    }
    if (group.labels[GPU_LABEL] !== 'true' && type.gpu) {
      problems.push(
        error(
          `${path}.labels`,
          `lack ${GPU_LABEL}: "true", so the device plugin would not serve the GPUs of ${type.name}; add the label.`,
        ),
      );
    }
    if (type.gpu?.model === 'V100' && !historical) {
      problems.push(
        error(
          typePath,
          `${type.name} needs the proprietary NVIDIA driver, which current EKS images lack; use another type.`,
        ),
      );
    }
  }
  return problems;
}

function checkGroupNames(groups: readonly [string, NodeGroupConfig][]): Problem[] {
  return groups.flatMap(([key, { name }], index) =>
    name !== undefined && groups.slice(0, index).some(([, other]) => other.name === name)
      ? [error(`cluster.nodeGroups.${key}.name`, `"${name}" names another node group too; choose another.`)]
      : [],
  );
}

/** CoreDNS and cluster-autoscaler tolerate no taint of ours: without a node for them no group ever grows. */
function checkRoomForAddOns(groups: readonly [string, NodeGroupConfig][]): Problem[] {
  if (
    groups.some(
      ([, { min, taints }]) => min > 0 && !taints.some(({ effect }) => effect !== 'PREFER_NO_SCHEDULE'),
    )
  )
    return [];
  return [
    error(
      'cluster.nodeGroups',
      'have no group with min of at least 1 and without taints; CoreDNS and cluster-autoscaler need one to run on: add it.',
    ),
  ];
}

/** Whether the day is over. Support ends are the only facts of the catalog that the calendar can turn into an error. */
function isPast(date: string): boolean {
  return Date.now() > Date.parse(`${date}T23:59:59Z`);
}
