import { GPU, group, type BadInput } from './bad-input';

const TAGS = 'k8s.io/cluster-autoscaler/node-template';
const RESOURCES = `${TAGS}/resources`;
const tag = (key: string, value: string) => group({ tags: { [key]: value } });

/** Node groups that would never scale out from zero, or for pods that never run. */
export const badNodeGroups: BadInput[] = [
  [
    'a taint without a value in a group that may be empty',
    group({ taints: [{ key: 'team', value: '' }] }),
    `${GPU}.taints.0.value`,
    /the taint team has no value; EKS answers such a taint without its value, .* give it a value such as "true"/,
  ],
  [
    'an autoscaler tag that tells of a label',
    tag(`${TAGS}/label/gpu-type`, 'l40s'),
    `${GPU}.tags.${TAGS}/label/gpu-type`,
    /reads only resources\/ .*; write labels and taints as such/,
  ],
  [
    'an autoscaler tag that tells of a taint',
    tag(`${TAGS}/taint/team`, 'a:NoSchedule'),
    `${GPU}.tags.${TAGS}/taint/team`,
    /reads only resources\/ .*; write labels and taints as such/,
  ],
  [
    'an autoscaler tag with options',
    tag(`${TAGS}/autoscaling-options/scaledownunneededtime`, '5m'),
    `${GPU}.tags.${TAGS}/autoscaling-options/scaledownunneededtime`,
    /autoscaling-options need a tag on the Auto Scaling group, .*: remove the tag/,
  ],
  [
    'an amount that is none',
    tag(`${RESOURCES}/hugepages-2Mi`, '4 GiB'),
    `${GPU}.tags.${RESOURCES}/hugepages-2Mi`,
    /"4 GiB" is no amount of a resource, .*; write the resource .* a Kubernetes quantity/,
  ],
  [
    'an empty amount',
    tag(`${RESOURCES}/example.com/disk`, ''),
    `${GPU}.tags.${RESOURCES}/example.com/disk`,
    /"" is no amount of a resource/,
  ],
  [
    'an amount of nothing',
    tag(`${RESOURCES}/`, '4'),
    `${GPU}.tags.${RESOURCES}/`,
    /"4" is no amount of a resource, .*; write the resource after the prefix/,
  ],
  [
    'fewer GPUs than the type has',
    group({ instanceTypes: ['g6e.12xlarge'], tags: { [`${RESOURCES}/nvidia.com/gpu`]: '2' } }),
    `${GPU}.tags.${RESOURCES}/nvidia.com/gpu`,
    /"2" is fewer than the 4 of g6e.12xlarge, .*; use "4", or remove the tag/,
  ],
  [
    'GPUs of a type without',
    group({ tags: { [`${RESOURCES}/nvidia.com/gpu`]: '1' } }, 'cpu'),
    `cluster.nodeGroups.cpu.tags.${RESOURCES}/nvidia.com/gpu`,
    /"1" promises GPUs, and m7i.2xlarge has none; remove the tag/,
  ],
  [
    'EFA without interfaces',
    tag(`${RESOURCES}/vpc.amazonaws.com/efa`, '32'),
    `${GPU}.tags.${RESOURCES}/vpc.amazonaws.com/efa`,
    /"32" promises EFA, but the group has no EFA interfaces: .*; remove the tag, or set efa: true/,
  ],
  [
    'types with other GPUs in a group, of the same size',
    group({ instanceTypes: ['g6.xlarge', 'g5.xlarge'] }),
    `${GPU}.instanceTypes.1`,
    /g5.xlarge \(1 × A10G\) has other GPUs than g6.xlarge \(1 × L4\), .*; use a second group/,
  ],
  [
    'a zone of a group without a subnet',
    group({ zones: ['a', 'd'] }),
    `${GPU}.zones.1`,
    /"us-west-2d" has no subnet; use "us-west-2a" or "us-west-2b", or add it to network.zones/,
  ],
  ['no zone of a group', group({ zones: [] }), `${GPU}.zones`, /\[\] has the wrong length; give at least 1/],
  [
    'a zone of a group twice',
    group({ zones: ['a', 'a'] }),
    `${GPU}.zones.1`,
    /it repeats entry 0: remove one/,
  ],
  [
    'nodes that take too few pods for the add-ons',
    group({ instanceTypes: ['t3.micro'] }, 'cpu'),
    'cluster.nodeGroups.cpu.instanceTypes',
    /t3.micro with min 1 leaves 0 pods where 3 pods are needed and .*Mi of memory where 610Mi of memory are needed .*; use t3a.small or a larger type, or raise min/,
    'dev',
  ],
  [
    'nodes with room for none of the add-ons, however many they are',
    group({ instanceTypes: ['t3.nano'], min: 3, max: 3 }, 'cpu'),
    'cluster.nodeGroups.cpu.instanceTypes',
    /t3.nano with min 3 leaves 0 pods where 5 pods are needed/,
    'dev',
  ],
];
