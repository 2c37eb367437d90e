import { eksVersions, findInstanceType } from '../../catalog';
import { SWITCHABLE_ADD_ONS, worksWith } from '../../catalog/add-ons';
import { compareReleases } from '../../contract/release-order';
import { enabledAddOns, installedAddOns } from '../add-ons';
import { error, warning, type Problem } from '../problem';
import type { ClusterConfig, NodeGroupConfig, PlatformConfig } from '../schema/platform';
import { EFA_RESOURCE, groupsWithEfa } from '../scheduling/group-hardware';
import { choices, list, show } from '../show';
import { didYouMean } from '../spelling';

/**
 * From this version on, EKS marks no storage class as the default:
 * https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions-extended.html, 2026-11
 */
const NO_DEFAULT_CLASS = { oldestKubernetes: '1.30' };

/** Checks that add-ons fit the Kubernetes version and each other. */
export function checkAddOns({ cluster }: PlatformConfig): Problem[] {
  return [
    ...checkVersions(cluster),
    ...checkReleases(cluster),
    ...checkStorage(cluster),
    ...checkRepair(cluster),
    ...checkDevicePlugin(cluster),
    ...checkEfaPlugin(cluster),
    ...checkExporters(cluster),
    ...checkGatewayApi(cluster),
    ...checkSecrets(cluster),
  ];
}

function checkVersions(cluster: ClusterConfig): Problem[] {
  return enabledAddOns(cluster).flatMap((name) => {
    const facts = SWITCHABLE_ADD_ONS[name];
    if (worksWith(facts, cluster.version)) return [];
    const fitting = eksVersions.filter((each) => each.kubectlLayer && worksWith(facts, each.version));
    const fix = `set it to false, or cluster.version to ${choices(fitting.map(({ version }) => version))}`;
    return [
      error(
        `cluster.addOns.${name}.enabled`,
        `true does not fit Kubernetes ${cluster.version}: the catalog has this add-on from ${facts.oldestKubernetes} on; ${fix}.`,
        ['cluster.version'],
      ),
    ];
  });
}

function checkReleases(cluster: ClusterConfig): Problem[] {
  const installed = installedAddOns(cluster);
  return Object.entries(cluster.addOnVersions).flatMap(([name, release]) => {
    const path = `cluster.addOnVersions.${name}`;
    const facts = installed.find(({ eksName }) => eksName === name);
    if (!facts) {
      return [
        error(path, `${show(release)} has no effect, since the add-on is off; remove it.`, [
          'cluster.addOns',
        ]),
      ];
    }
    const { oldestRelease: oldest } = facts;
    if (oldest === undefined || compareReleases(release!, oldest) >= 0) return [];
    return [error(path, `${show(release)} lacks settings that this app writes; use ${oldest} or later.`, [])];
  });
}

function checkStorage({ addOns, version }: ClusterConfig): Problem[] {
  const { ebsCsiDriver, snapshotController } = addOns;
  const path = 'cluster.addOns.ebsCsiDriver';
  const problems: Problem[] = [];
  if (snapshotController.enabled && !ebsCsiDriver.enabled) {
    const message = `true has no effect without a driver that makes snapshots; set it to false, or ${path}.enabled to true.`;
    problems.push(error('cluster.addOns.snapshotController.enabled', message, [`${path}.enabled`]));
  }
  if (ebsCsiDriver.enabled && ebsCsiDriver.defaultStorageClass && !worksWith(NO_DEFAULT_CLASS, version)) {
    const message = `true does not fit Kubernetes ${version}, where EKS has a default class already, gp2; set it to false.`;
    problems.push(error(`${path}.defaultStorageClass`, message, ['cluster.version']));
  }
  return problems;
}

/** Without its agent, repair knows only whether the kubelet answers. */
function checkRepair({ addOns, nodeGroups, nodeRepair, version }: ClusterConfig): Problem[] {
  const path = 'cluster.nodeRepair';
  const { enabled, maxParallel, maxUnhealthyPercent } = nodeRepair;
  if (!enabled) {
    return Object.entries({ maxParallel, maxUnhealthyPercent })
      .filter(([, limit]) => limit !== undefined)
      .map(([name, limit]) =>
        error(
          `${path}.${name}`,
          `${limit} has no effect without repair; remove it, or set ${path}.enabled to true.`,
          [`${path}.enabled`],
        ),
      );
  }
  const problems: Problem[] = [];
  if (!addOns.nodeMonitoring.enabled && worksWith(SWITCHABLE_ADD_ONS.nodeMonitoring, version)) {
    const message = `true repairs nodes whose kubelet is silent, but sees no fault of a GPU; set cluster.addOns.nodeMonitoring.enabled to true.`;
    problems.push(warning(`${path}.enabled`, message, ['cluster.addOns.nodeMonitoring.enabled']));
  }
  if (maxUnhealthyPercent === undefined) return problems;
  const small = Object.entries(nodeGroups).filter(([, { max }]) => 100 / max > maxUnhealthyPercent);
  if (small.length > 0) {
    const groups = list(small.map(([name, { max }]) => `${name} (at most ${max})`));
    const fewest = Math.max(...small.map(([, { max }]) => Math.ceil(100 / max)));
    const message = `${maxUnhealthyPercent} is less than one node of ${groups}, so no node there would be repaired; raise it to ${fewest} or more, or remove it.`;
    problems.push(error(`${path}.maxUnhealthyPercent`, message, ['cluster.nodeGroups']));
  }
  return problems;
}

function checkDevicePlugin({ addOns, nodeGroups }: ClusterConfig): Problem[] {
  const path = 'cluster.addOns.devicePlugin';
  const { enabled, timeSlicing } = addOns.devicePlugin;
  const served = Object.entries(nodeGroups)
    .filter(([, group]) => hasGpu(group) && group.amiFamily !== 'bottlerocket')
    .map(([name]) => name);
  if (!enabled && Object.keys(timeSlicing).length > 0) {
    const message = `${show(timeSlicing)} has no effect without the plugin; remove it, or set ${path}.enabled to true.`;
    return [error(`${path}.timeSlicing`, message, [`${path}.enabled`])];
  }
  if (!enabled && served.length > 0) {
    const message = `false leaves the nodes of ${list(served)} without a GPU for pods, unless you install another plugin; set it to true.`;
    return [warning(`${path}.enabled`, message, ['cluster.nodeGroups'])];
  }
  return Object.keys(timeSlicing).flatMap((name) => {
    if (served.includes(name)) return [];
    const why = whyNotShared(nodeGroups[name]);
    const likely = nodeGroups[name] ? '' : didYouMean(name, served);
    const fix = served.length > 0 ? `use ${choices(served)}, or remove it` : 'remove it';
    return [
      error(`${path}.timeSlicing.${name}`, `${show(name)} ${why}; ${fix}.${likely}`, ['cluster.nodeGroups']),
    ];
  });
}

function whyNotShared(group: NodeGroupConfig | undefined): string {
  if (!group) return 'is no node group';
  return hasGpu(group) ? 'runs Bottlerocket, which has its own device plugin' : 'has no GPU';
}

function hasGpu({ instanceTypes }: NodeGroupConfig): boolean {
  return findInstanceType(instanceTypes[0]!)?.gpu !== undefined;
}

/** Such a group would start nodes for pods that stay pending. */
function checkEfaPlugin(cluster: ClusterConfig): Problem[] {
  const groups = groupsWithEfa(cluster);
  if (cluster.addOns.efaPlugin.enabled || groups.length === 0) return [];
  const message = `false leaves the EFA interfaces of ${list(groups)} without a plugin that offers them to pods, so those that ask for ${EFA_RESOURCE} start nodes and stay pending; set it to true, unless you install the plugin yourself.`;
  return [warning('cluster.addOns.efaPlugin.enabled', message, ['cluster.nodeGroups'])];
}

/** Two exporters on a node would ask the same GPUs for profiling metrics, which DCGM gives to one only. */
function checkExporters({ addOns: { cloudWatch, dcgmExporter } }: ClusterConfig): Problem[] {
  if (!cloudWatch.enabled || !dcgmExporter.enabled) return [];
  const other = 'cluster.addOns.cloudWatch.enabled';
  const message = `true would be a second DCGM exporter on every GPU node, beside that of ${other}; set one of them to false.`;
  return [error('cluster.addOns.dcgmExporter.enabled', message, [other])];
}

function checkGatewayApi({ addOns: { loadBalancerController } }: ClusterConfig): Problem[] {
  const path = 'cluster.addOns.loadBalancerController';
  if (loadBalancerController.enabled || !loadBalancerController.gatewayApi) return [];
  const message = `true has no effect without the controller; set it to false, or ${path}.enabled to true.`;
  return [error(`${path}.gatewayApi`, message, [`${path}.enabled`])];
}

/** The rights on secrets are those of the service accounts. */
function checkSecrets({ addOns: { secretsStore }, serviceAccounts }: ClusterConfig): Problem[] {
  const path = 'cluster.addOns.secretsStore';
  const { enabled, prefix } = secretsStore;
  if (!enabled) {
    if (prefix === undefined) return [];
    const message = `${show(prefix)} has no effect without the add-on; remove it, or set ${path}.enabled to true.`;
    return [error(`${path}.prefix`, message, [`${path}.enabled`])];
  }
  if (serviceAccounts.length > 0) return [];
  const accounts = 'cluster.serviceAccounts';
  if (prefix !== undefined) {
    const message = `${show(prefix)} has no effect without service accounts whose pods may read the secrets; remove it, or add them to ${accounts}.`;
    return [error(`${path}.prefix`, message, [accounts])];
  }
  const message = `true gives no pod the right to read a secret; add service accounts to ${accounts}, unless their roles are yours.`;
  return [warning(`${path}.enabled`, message, [accounts])];
}
