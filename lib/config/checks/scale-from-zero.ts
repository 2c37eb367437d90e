import { instanceTypes, minorVersion, type Amounts, type InstanceType } from '../../catalog';
import { gpuShares } from '../add-ons';
import { error, warning, type Problem } from '../problem';
import {
  capacityOf,
  freeOf,
  GPU_RESOURCE,
  RESOURCE_TAG_PREFIX,
  TEMPLATE_TAG_PREFIX,
  typesOf,
} from '../scheduling/group-node';
import { systemGroups, systemPods } from '../scheduling/platform-pods';
import { EFA_RESOURCE, efaInterfaceCount } from '../scheduling/group-hardware';
import { parseQuantity, pieces } from '../scheduling/quantity';
import type { ClusterConfig, NodeGroupConfig, PlatformConfig } from '../schema/platform';
import { choices, list, show } from '../show';

/**
 * First minor version whose cluster-autoscaler understands the effects of taints as EKS spells them:
 * https://github.com/kubernetes/autoscaler/issues/6481.
 */
const FIRST_WITH_TAINTS = 31;

/**
 * Checks that every node group scales out from zero, and only for pods that then run: that what cluster-autoscaler
 * knows of an empty group is what its nodes are.
 */
export function checkScaleFromZero(config: PlatformConfig): Problem[] {
  const groups = Object.entries(config.cluster.nodeGroups);
  return [
    ...checkAutoscaler(config),
    ...groups.flatMap(([key, group]) => {
      const path = `cluster.nodeGroups.${key}`;
      return [
        ...checkTaints(path, group),
        ...checkTags(path, group, gpuShares(config.cluster, key)),
        ...checkGpus(path, group),
        ...checkZones(path, group, config.network),
      ];
    }),
    ...checkFirstZone(config),
    ...checkRoomForAddOns(config),
  ];
}

/** An older cluster-autoscaler takes `NO_SCHEDULE` for no effect. */
function checkAutoscaler({ cluster, historical }: PlatformConfig): Problem[] {
  const minor = minorVersion(cluster.version);
  const tainted = Object.values(cluster.nodeGroups).some(({ min, taints }) => min === 0 && taints.length > 0);
  if (minor >= FIRST_WITH_TAINTS || !tainted) return [];
  const say = historical ? warning : error;
  return [
    say(
      'cluster.version',
      `cluster-autoscaler of ${show(cluster.version)} does not see the taints of an empty group, and starts its nodes for pods that never run there; use "1.${FIRST_WITH_TAINTS}" or later.`,
      ['historical', 'cluster.nodeGroups'],
    ),
  ];
}

function checkTaints(path: string, { min, taints }: NodeGroupConfig): Problem[] {
  return taints.flatMap(({ key, value, effect }, index) => {
    if (value !== '') return [];
    const say = min === 0 && effect !== 'PreferNoSchedule' ? error : warning;
    return [
      say(
        `${path}.taints.${index}.value`,
        `the taint ${key} has no value; EKS answers such a taint without its value, and cluster-autoscaler then forgets the taint of an empty group: give it a value such as "true".`,
        [`${path}.min`],
      ),
    ];
  });
}

function checkTags(path: string, group: NodeGroupConfig, shares: number): Problem[] {
  return Object.entries(group.tags)
    .filter(([key]) => key.startsWith(TEMPLATE_TAG_PREFIX))
    .flatMap(([key, value]) => {
      const tag = `${path}.tags.${key}`;
      if (!key.startsWith(RESOURCE_TAG_PREFIX)) return [checkTemplateTag(tag, key)];
      const resource = key.slice(RESOURCE_TAG_PREFIX.length);
      const amount = parseQuantity(value);
      if (resource === '' || amount === undefined) {
        return [
          error(
            tag,
            `${show(value)} is no amount of a resource, so cluster-autoscaler would go on without it; write the resource after the prefix, and a Kubernetes quantity such as "4" or "512Mi".`,
            [],
          ),
        ];
      }
      if (resource === EFA_RESOURCE) return checkEfaTag(tag, path, amount, group);
      return resource === GPU_RESOURCE ? checkGpuTag(tag, path, amount, group, shares) : [];
    });
}

/** Nodes offer an adapter for each EFA interface, which the group tags itself. */
function checkEfaTag(tag: string, path: string, amount: bigint, group: NodeGroupConfig): Problem[] {
  const value = show(group.tags[RESOURCE_TAG_PREFIX + EFA_RESOURCE]);
  const dependsOn = [`${path}.efa`, `${path}.instanceTypes`];
  if (!group.efa) {
    const message = `${value} promises EFA, but the group has no EFA interfaces: it would start nodes for pods that never run; remove the tag, or set efa: true, which adds it.`;
    return [error(tag, message, dependsOn)];
  }
  const [type] = typesOf(group) ?? [];
  if (!type || amount === pieces(efaInterfaceCount(type))) return [];
  const message = `${value} is not the ${efaInterfaceCount(type)} of ${type.name}; remove the tag, which efa: true adds.`;
  return [error(tag, message, dependsOn)];
}

function checkTemplateTag(tag: string, key: string): Problem {
  const kind = key.slice(TEMPLATE_TAG_PREFIX.length).split('/')[0];
  const fix =
    kind === 'autoscaling-options'
      ? 'autoscaling-options need a tag on the Auto Scaling group, which this platform does not write: remove the tag.'
      : 'write labels and taints as such, and remove the tag.';
  return error(tag, `cluster-autoscaler reads only resources/ from the tags of a managed group; ${fix}`, []);
}

function checkGpuTag(
  tag: string,
  path: string,
  amount: bigint,
  group: NodeGroupConfig,
  shares: number,
): Problem[] {
  const [type] = typesOf(group) ?? [];
  if (!type) return [];
  const count = (type.gpu?.count ?? 0) * shares;
  const dependsOn = [`${path}.instanceTypes`, 'cluster.addOns.devicePlugin.timeSlicing'];
  const of = shares > 1 ? `${count} shares on ${type.name}` : `${count} of ${type.name}`;
  const value = show(group.tags[RESOURCE_TAG_PREFIX + GPU_RESOURCE]);
  if (count === 0) {
    return [error(tag, `${value} promises GPUs, and ${type.name} has none; remove the tag.`, dependsOn)];
  }
  if (amount < pieces(count)) {
    return [
      error(
        tag,
        `${value} is fewer than the ${of}, so a pod that asks for all would never start a node; use "${count}", or remove the tag.`,
        dependsOn,
      ),
    ];
  }
  if (amount === pieces(count)) return [];
  return [
    warning(
      tag,
      `${value} is more than the ${of}; share each GPU with cluster.addOns.devicePlugin.timeSlicing, which sets the tag, or remove the tag unless a plugin of yours offers more.`,
      dependsOn,
    ),
  ];
}

/** Labels of a GPU model, of which a group of several types has one only. */
function checkGpus(path: string, group: NodeGroupConfig): Problem[] {
  const [first, ...others] = typesOf(group) ?? [];
  if (!first) return [];
  const describe = ({ name, gpu }: InstanceType) =>
    `${name} (${gpu ? `${gpu.count} × ${gpu.model}` : 'no GPU'})`;
  return others.flatMap((type, index) =>
    type.gpu?.count === first.gpu?.count && type.gpu?.model === first.gpu?.model
      ? []
      : [
          error(
            `${path}.instanceTypes.${index + 1}`,
            `${describe(type)} has other GPUs than ${describe(first)}, and an empty group is imagined as the first type only; use a second group.`,
          ),
        ],
  );
}

function checkZones(path: string, group: NodeGroupConfig, network: PlatformConfig['network']): Problem[] {
  const names = network.zones.map(({ name }) => name);
  return (group.zones ?? []).flatMap((zone, index) =>
    names.includes(zone)
      ? []
      : [
          error(
            `${path}.zones.${index}`,
            `${show(zone)} has no subnet; use ${choices(names)}, or add it to network.zones.`,
            ['region', 'network.zones'],
          ),
        ],
  );
}

/** One warning for all groups that may use every zone. A group that lists several says that its pods can use each. */
function checkFirstZone({ cluster, network }: PlatformConfig): Problem[] {
  const groups = Object.entries(cluster.nodeGroups).filter(([, { min, zones }]) => min === 0 && !zones);
  const [first, ...others] = network.zones.map(({ name }) => name);
  if (groups.length === 0 || others.length === 0) return [];
  const keys = groups.map(([key]) => key);
  const letters = [first!, ...others].map((zone) => zone.slice(-1));
  return [
    warning(
      `cluster.nodeGroups.${keys[0]}.zones`,
      `an empty group is imagined in ${first} only (${list(keys)}): pods with an EBS volume or a zone selector of ${list(others)} never start it; set zones: [${letters[0]}] and add a group for each other zone, or set zones: [${letters.join(', ')}] if no pod needs one zone.`,
      [...keys.flatMap((key) => [`cluster.nodeGroups.${key}`]), 'network.zones', 'region'],
    ),
  ];
}

/** CoreDNS and cluster-autoscaler tolerate no taints. Without room for them, no group scales out. */
function checkRoomForAddOns({ cluster }: PlatformConfig): Problem[] {
  const path = 'cluster.nodeGroups';
  const groups = systemGroups(cluster);
  if (groups.length === 0) {
    return [
      error(
        path,
        'have no group with min of at least 1 and without taints; CoreDNS and cluster-autoscaler need one to run on: add it.',
        [],
      ),
    ];
  }
  const known = groups.flatMap(({ config }) => {
    const capacity = capacityOf(config);
    return capacity ? [{ min: config.min, free: freeOf(capacity, config, cluster) }] : [];
  });
  if (known.length < groups.length) return [];
  const { all, largest, names } = systemPods(cluster);
  const total = (key: keyof Amounts) => known.reduce((sum, { min, free }) => sum + min * free[key], 0);
  const roomy = (key: keyof Amounts) =>
    total(key) >= all[key] && known.some(({ free }) => free[key] >= largest[key]);
  const lacking = (['pods', 'cpuMillicores', 'memoryMiB'] as const).filter((key) => !roomy(key));
  if (lacking.length === 0) return [];
  const [{ key, config }] = groups as [(typeof groups)[number]];
  const units = { pods: ' pods', cpuMillicores: 'm of CPU', memoryMiB: 'Mi of memory' };
  const found = lacking.map(
    (each) => `${Math.max(0, total(each))}${units[each]} where ${all[each]}${units[each]} are needed`,
  );
  const larger = roomyType(cluster, config, all, largest);
  return [
    error(
      `${path}.${key}.instanceTypes`,
      `${config.instanceTypes[0]} with min ${config.min} leaves ${list(found)} for ${list(names)}, so no group would scale out; use ${larger ? `${larger} or ` : ''}a larger type, or raise min.`,
      [path],
    ),
  ];
}

/** The cheapest type, with room for the platform's pods on one node. */
function roomyType(
  cluster: ClusterConfig,
  config: NodeGroupConfig,
  all: Amounts,
  largest: Amounts,
): string | undefined {
  const [first] = typesOf(config) ?? [];
  return [...instanceTypes.values()]
    .filter((type) => {
      if (!type.launchable || type.gpu || type.architecture !== first?.architecture) return false;
      const capacity = capacityOf({ ...config, instanceTypes: [type.name] });
      if (!capacity || type.usdPerHour === undefined) return false;
      const free = freeOf(capacity, config, cluster);
      return (['pods', 'cpuMillicores', 'memoryMiB'] as const).every(
        (key) => free[key] >= Math.max(all[key], largest[key]),
      );
    })
    .toSorted((one, other) => one.usdPerHour! - other.usdPerHour!)[0]?.name;
}
