import { list } from '../show';
import { GPU_RESOURCE, type Group, type GroupNode } from './group-node';
import { adviceOnLabel, adviceOnResource, adviceOnSize, adviceOnTaints } from './advice';
import { pieces } from './quantity';
import { excess, repelling, unfulfilled, ZONE_LABEL, type LabelRule, type Pod } from './pod';

/** What keeps a pod from a group, in the order in which users are told. */
const KINDS = ['claims', 'taint', 'label', 'gpus', 'resource', 'size', 'zone', 'volumes', 'full'] as const;

type Kind = (typeof KINDS)[number];

/** The same, from what says that a group is meant for other pods to what is mended by one number. */
const NEARNESS: readonly Kind[] = [
  'claims',
  'label',
  'resource',
  'gpus',
  'taint',
  'size',
  'zone',
  'volumes',
  'full',
];

/** One reason why a group does not take a pod, with the fix. */
export interface Obstacle {
  readonly kind: Kind;
  /** A sentence without its full stop. */
  readonly message: string;
}

/** Whether a group takes a pod. */
export interface Verdict {
  readonly group: Group;
  /** Whether the pod starts a node of the group while it has none. */
  readonly fromZero: boolean;
  /** Whether the pod runs on a node that the group has. */
  readonly withNodes: boolean;
  /** Why not; empty if the group takes the pod. */
  readonly obstacles: readonly Obstacle[];
}

/** Where a pod can run. */
export interface Placement {
  readonly pod: Pod;
  /** One for each group, in the order of the configuration. */
  readonly verdicts: readonly Verdict[];
  /** Keys of the groups that take the pod. */
  readonly takenBy: readonly string[];
  /** Why no group takes the pod, and the fix: a sentence without its full stop. Undefined if one does. */
  readonly reason?: string;
  /** What works, but not as the user may expect: sentences without their full stops. */
  readonly notes: readonly string[];
}

/**
 * Finds the groups that take a pod, as cluster-autoscaler and the scheduler would: a group must offer everything on the
 * node that is imagined for it while it is empty, and on the node that then starts. A group that always has nodes is
 * imagined as these.
 *
 * @param groups - The groups of the configuration.
 */
export function place(pod: Pod, groups: readonly Group[]): Placement {
  const verdicts = groups.map((group) => verdict(pod, group, groups));
  const taking = verdicts.filter(({ obstacles }) => obstacles.length === 0);
  const base = { pod, verdicts, takenBy: taking.map(({ group }) => group.key) };
  if (taking.length === 0) {
    const nearest = verdicts.toSorted((one, other) => compare(pod, one, other))[0];
    const reason = nearest?.obstacles[0]?.message ?? 'there is no node group: add one to cluster.nodeGroups';
    return { ...base, reason, notes: [] };
  }
  return { ...base, notes: notes(pod, taking) };
}

function verdict(pod: Pod, group: Group, groups: readonly Group[]): Verdict {
  const { config, imagined, real } = group;
  const asksForShares = asksForSeveralShares(pod, group);
  const withNodes = !asksForShares && real.some((node) => isServed(pod, node));
  const fromZero = !asksForShares && isServed(pod, imagined) && !mayLackItsVolume(pod, group);
  const startsEmpty = config.min === 0;
  const obstacles: Obstacle[] = [];
  const add = (kind: Kind, message: string | undefined) => {
    if (message !== undefined) obstacles.push({ kind, message });
  };
  if (pod.resourceClaims) {
    add(
      'claims',
      'it has resource claims: an empty group is imagined without ResourceSlices, so such a pod never starts it, and this platform installs no DRA driver; ask for limits of nvidia.com/gpu in place of the claims',
    );
  }
  const taints = repelling(pod, imagined);
  if (taints.length > 0) add('taint', adviceOnTaints(group, taints));
  // The node with the fewest unfulfilled rules.
  const [missing = []] = real
    .map((node) => unfulfilled(pod, node))
    .toSorted((one, other) => one.length - other.length);
  for (const rule of missing) add('label', adviceOnLabel(rule, group, groups));
  if (asksForShares) {
    add(
      'gpus',
      `group ${group.key} shares each GPU between ${group.gpuShares} pods, and the device plugin fails a pod that asks for more than one share; ask for 1, or use a group without cluster.addOns.devicePlugin.timeSlicing`,
    );
  }
  const checked = startsEmpty ? imagined : real[0]!;
  for (const each of excess(pod, checked)) {
    const isKnown = each.resource in checked.free;
    if (each.resource === GPU_RESOURCE) add('gpus', adviceOnSize(each, group, groups, pod));
    else if (isKnown) add('size', adviceOnSize(each, group, groups, pod));
    else add('resource', adviceOnResource(each, group));
  }
  if (startsEmpty && missing.length === 0) {
    const hidden = unfulfilled(pod, imagined);
    if (hidden.length > 0) add('zone', adviceOnFirst(hidden, group));
    if (mayLackItsVolume(pod, group)) {
      add(
        'volumes',
        `group ${group.key} is imagined in ${group.zones[0]} only while it is empty, so a pod whose volume is in ${list(group.zones.slice(1))} never starts it; set cluster.nodeGroups.${group.key}.zones to one zone and add a group for each other zone`,
      );
    }
  }
  if (obstacles.length === 0 && config.min === config.max) {
    add(
      'full',
      `group ${group.key} is always at its max (${config.max}), so no node is added for the pod; raise cluster.nodeGroups.${group.key}.max`,
    );
  }
  obstacles.sort((one, other) => KINDS.indexOf(one.kind) - KINDS.indexOf(other.kind));
  return { group, fromZero, withNodes, obstacles };
}

function isServed(pod: Pod, node: GroupNode): boolean {
  return (
    !pod.resourceClaims &&
    repelling(pod, node).length === 0 &&
    unfulfilled(pod, node).length === 0 &&
    excess(pod, node).length === 0
  );
}

/** Two shares are no larger than one: the plugin is told to fail such a pod, which the scheduler does not know. */
function asksForSeveralShares(pod: Pod, { gpuShares }: Group): boolean {
  return gpuShares > 1 && (pod.requests[GPU_RESOURCE] ?? 0n) > pieces(1);
}

/** An EBS volume belongs to a zone, and an empty group shows its first zone only. */
function mayLackItsVolume({ volumes }: Pod, { config, zones }: Group): boolean {
  return volumes && config.min === 0 && zones.length > 1;
}

/** Rules that a node of the group fulfils, but not the one that is imagined: of the first zone and the first type. */
function adviceOnFirst(rules: readonly LabelRule[], { key, zones, config }: Group): string {
  const zone = rules.find((rule) => rule.key === ZONE_LABEL || rule.key === 'topology.ebs.csi.aws.com/zone');
  const path = `cluster.nodeGroups.${key}`;
  if (zone) {
    return `group ${key} is imagined in ${zones[0]} only while it is empty, so a pod for ${list(zone.values)} never starts it; set ${path}.zones to one zone and add a group for each other zone`;
  }
  return `group ${key} is imagined as ${config.instanceTypes[0]} only while it is empty, so a pod with ${list(rules.map((rule) => rule.key))} for another type never starts it; add a group for each type`;
}

/** The group that lacks the least comes first, of those with GPUs if the pod asks for one, and else of the others. */
function compare(pod: Pod, one: Verdict, other: Verdict): number {
  const asksForGpu = (pod.requests[GPU_RESOURCE] ?? 0n) > 0n;
  const keys = ({ group, obstacles }: Verdict): number[] => [
    Number(asksForGpu !== hasGpu(group)),
    new Set(obstacles.map(({ kind }) => kind)).size,
    -Math.min(...obstacles.map(({ kind }) => NEARNESS.indexOf(kind))),
    shortage(pod, group),
  ];
  const [ones, others] = [keys(one), keys(other)];
  for (const [index, value] of ones.entries()) {
    // Infinity minus infinity is not a number.
    if (value !== others[index]) return value < others[index]! ? -1 : 1;
  }
  return 0;
}

/** How many times a group lacks what the pod asks for; infinite if it has none of it. */
function shortage(pod: Pod, { imagined }: Group): number {
  return Math.max(0, ...excess(pod, imagined).map(({ asked, free }) => Number(asked) / Number(free)));
}

function hasGpu({ imagined }: Group): boolean {
  return (imagined.free[GPU_RESOURCE] ?? 0n) > 0n;
}

function notes(pod: Pod, taking: readonly Verdict[]): string[] {
  const groups = taking.map(({ group }) => group);
  const asksForGpu = (pod.requests[GPU_RESOURCE] ?? 0n) > 0n;
  const all = [...pod.rules, ...pod.alternatives.flat()];
  const isForZone = all.some(({ key }) => key === ZONE_LABEL);
  const spread = groups.filter(({ config, zones }) => config.min === 0 && zones.length > 1);
  return [
    ...(!asksForGpu && groups.every(hasGpu)
      ? [
          `it asks for no GPU and only groups with GPUs take it (${list(groups.map(({ key }) => key))}); add a group without GPUs for it`,
        ]
      : []),
    ...(isForZone && spread.length === groups.length
      ? [
          `nodes of ${list(spread.map(({ key }) => key))} start in any of ${list(spread[0]!.zones)}, and only some of them fit its zone; give such pods a group with zones set to one zone`,
        ]
      : []),
  ];
}
