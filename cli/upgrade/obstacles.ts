import { minorVersion, OLDEST_NODES } from '../../lib/catalog';
import type { ClusterConfig } from '../../lib/config';
import { nodeVersion } from '../../lib/config/scheduling/group-node';
import { list } from '../../lib/config/show';
import type { DeployedCluster } from './deployed-cluster';

/** The part of the configuration that decides about an upgrade. */
export type NextCluster = Pick<ClusterConfig, 'addOnVersions' | 'nodeVersion' | 'version'>;

/** Free addresses that EKS needs: https://docs.aws.amazon.com/eks/latest/userguide/update-cluster.html */
const ADDRESSES = 5;

/** What an upgrade would meet: sentences with their full stop. */
export interface Outlook {
  /** Why the upgrade would fail, each with the fix. */
  readonly obstacles: readonly string[];
  /** What the upgrade does besides. */
  readonly notes: readonly string[];
}

/** What a deploy of the configuration would meet in a cluster. */
export function outlook(deployed: DeployedCluster, next: NextCluster): Outlook {
  return {
    obstacles: [
      ...versionObstacles(deployed, next),
      ...stateObstacles(deployed),
      ...nodeObstacles(deployed, next),
      ...addOnObstacles(deployed, next),
      ...addressObstacles(deployed),
      ...deployed.findings
        .filter(({ status }) => status === 'ERROR')
        .map(({ name, reason }) => `EKS has found: ${sentence(`${name}: ${reason}`)}`),
    ],
    notes: [
      ...laterNodes(deployed, next),
      ...deployed.findings
        .filter(({ status }) => status === 'WARNING' || status === 'UNKNOWN')
        .map(({ name, reason }) => `EKS is not sure: ${sentence(`${name}: ${reason}`)}`),
    ],
  };
}

function sentence(text: string): string {
  return `${text.replace(/[\s.:]+$/, '')}.`;
}

function versionObstacles({ nodes, version }: DeployedCluster, next: NextCluster): string[] {
  const step = minorVersion(next.version) - minorVersion(version);
  if (step > 1) {
    const path = Array.from({ length: step }, (_, index) => `1.${minorVersion(version) + index + 1}`);
    return [
      `EKS takes one minor version at a time: deploy with cluster.version ${list(path.slice(0, -1))} first, and then ${next.version}.`,
    ];
  }
  if (step < -1) {
    return [
      `EKS does not go from ${version} back to ${next.version}; set cluster.version to "${version}", or to a later one.`,
    ];
  }
  const newer = nodes.filter((each) => minorVersion(each.version) > minorVersion(next.version));
  if (step < 0 && newer.length > 0) {
    return [
      `EKS goes back from ${version} to ${next.version} within 7 days of an upgrade, and only once no node is newer: ${list(newer.map((each) => `${each.name} has ${each.version}`))}. The runbook, "Go back to the former version", has the steps.`,
    ];
  }
  return [];
}

function stateObstacles({ name, nodes, status }: DeployedCluster): string[] {
  const parts = [
    { what: `cluster ${name}`, status },
    ...nodes.map((group) => ({ what: `node group ${group.name}`, status: group.status })),
  ];
  return parts
    .filter((part) => part.status !== 'ACTIVE')
    .map(
      (part) =>
        `${part.what[0]!.toUpperCase()}${part.what.slice(1)} is ${part.status}; wait until it is ACTIVE, or mend it.`,
    );
}

function nodeObstacles({ nodes }: DeployedCluster, next: NextCluster): string[] {
  const wanted = nodeVersion(next);
  return nodes.flatMap(({ name, version }) => {
    if (minorVersion(next.version) - minorVersion(version) > OLDEST_NODES) {
      return [
        `Node group ${name} has ${version}, which is too old for a control plane of ${next.version}; update its nodes first, with cluster.nodeVersion.`,
      ];
    }
    if (minorVersion(version) > minorVersion(wanted) && minorVersion(version) <= minorVersion(next.version)) {
      return [
        `Node group ${name} has ${version}, and EKS does not take nodes back to ${wanted}; set cluster.nodeVersion to "${version}", or remove it.`,
      ];
    }
    return [];
  });
}

function addOnObstacles({ addOns }: DeployedCluster, { addOnVersions, version }: NextCluster): string[] {
  return addOns.flatMap(({ name, nextReleases }) => {
    const pinned = addOnVersions[name];
    if (nextReleases.length === 0) {
      return [
        `EKS has no release of the add-on ${name} for ${version}; switch it off, or stay with the present version.`,
      ];
    }
    if (pinned === undefined || nextReleases.includes(pinned)) return [];
    return [
      `cluster.addOnVersions.${name}: ${pinned} does not fit ${version}; use ${nextReleases[0]}, or remove it.`,
    ];
  });
}

function addressObstacles({ subnets }: DeployedCluster): string[] {
  const free = subnets.reduce((sum, { freeAddresses }) => sum + freeAddresses, 0);
  if (free >= ADDRESSES) return [];
  const each = list(subnets.map(({ freeAddresses, id, zone }) => `${id} in ${zone} has ${freeAddresses}`));
  return [
    `EKS needs ${ADDRESSES} free addresses in the subnets of the cluster for the new control plane, and there are ${free} (${each}); free some, such as those of nodes without pods.`,
  ];
}

function laterNodes({ nodes }: DeployedCluster, next: NextCluster): string[] {
  const wanted = nodeVersion(next);
  const rolling = nodes.filter(({ version }) => minorVersion(version) < minorVersion(wanted));
  const waiting = nodes.filter(
    ({ version }) => minorVersion(version) === minorVersion(wanted) && wanted !== next.version,
  );
  return [
    ...(rolling.length > 0
      ? [
          `Every node of ${list(rolling.map(({ name }) => name))} is replaced by one of ${wanted}, after its pods have moved.`,
        ]
      : []),
    ...(waiting.length > 0
      ? [`The nodes stay at ${wanted}. Remove cluster.nodeVersion afterwards, and deploy again.`]
      : []),
  ];
}
