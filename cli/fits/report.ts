import { loadConfig, type PlatformConfig } from '../../lib/config';
import { groupsOf, GPU_RESOURCE, type Group } from '../../lib/config/scheduling/group-node';
import { place, type Placement, type Verdict } from '../../lib/config/scheduling/placement';
import { podOf, type Pod } from '../../lib/config/scheduling/pod';
import { formatQuantity } from '../../lib/config/scheduling/quantity';
import { leftColumns } from '../../lib/table/table';
import { textTable } from '../../lib/table/text-table';
import { whileChecking } from '../slow-notice';
import { UserError } from '../user-error';
import type { Arguments } from './arguments';
import { readPods } from './pod-files';

/** What users read, and whether a node group takes every pod. */
export interface Report {
  readonly text: string;
  readonly everyPodFits: boolean;
}

const columns = leftColumns('group', 'from zero', 'with nodes', 'reason');

/**
 * Places the pods of files, or the workloads of the configuration, on its node groups.
 *
 * @throws UserError for files that cannot be read, ConfigError for a configuration that cannot be used.
 */
export function report({ files, selection }: Arguments): Report {
  const { environment, config: configFile, region } = selection;
  const { config } = whileChecking(() => loadConfig({ environment, configFile, region }));
  const pods = files.length > 0 ? readPods(files) : workloads(config);
  const groups = groupsOf(config);
  const placements = pods.map((pod) => place(pod, groups));
  return {
    text: placements.map((placement) => describe(placement)).join('\n\n'),
    everyPodFits: placements.every(({ reason }) => reason === undefined),
  };
}

function workloads({ cluster, environment }: PlatformConfig): Pod[] {
  const pods = Object.entries(cluster.workloads).map(([name, workload]) => podOf(name, workload));
  if (pods.length > 0) return pods;
  throw new UserError(
    `${environment} has no cluster.workloads; add some, or give a file with pods: npm run fits -- pod.yaml.`,
  );
}

function describe({ pod, verdicts, takenBy, reason, notes }: Placement): string {
  const asked = Object.entries(pod.requests)
    .filter(([resource, amount]) => resource !== 'pods' && amount > 0n)
    .map(([resource, amount]) => `${shortName(resource)} ${formatQuantity(resource, amount)}`);
  return [
    `${pod.name}: ${asked.length > 0 ? asked.join(', ') : 'no requests'}`,
    textTable(columns, verdicts.map(row)),
    reason === undefined ? `It runs on ${takenBy.join(', ')}.` : `It runs nowhere: ${reason}.`,
    ...notes.map((note) => `Note: ${note}.`),
  ].join('\n');
}

function row({ group, fromZero, withNodes, obstacles }: Verdict): string[] {
  return [
    group.key,
    hasNodesAlways(group) ? 'has nodes' : yesOrNo(fromZero),
    yesOrNo(withNodes),
    obstacles[0]?.message.split(';')[0] ?? '',
  ];
}

function hasNodesAlways({ config }: Group): boolean {
  return config.min > 0;
}

function yesOrNo(answer: boolean): string {
  return answer ? 'yes' : 'no';
}

function shortName(resource: string): string {
  return resource === GPU_RESOURCE ? 'GPU' : resource === 'ephemeral-storage' ? 'disk' : resource;
}
