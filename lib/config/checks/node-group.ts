import { serviceLimits, type InstanceType } from '../../catalog';
import { error, type Problem } from '../problem';
import type { NodeGroupConfig } from '../schema/platform';
import { checkInstanceType, type InstanceTypeUse } from './instance-type';
import { checkLimit } from './limit';
import { show } from '../show';
import { checkNodeGroupCapacity } from './node-group-capacity';
import { checkNodes } from './node-group-nodes';
import { checkSize } from './size';
import { typesOf } from '../scheduling/group-node';

/** Node label in the node selector of the NVIDIA device plugin. */
const GPU_LABEL = 'nvidia.com/gpu';

/** Checks a node group: its sizes, its types, how it gets them, what its nodes are, and that labels tell of GPUs. */
export function checkNodeGroup(path: string, group: NodeGroupConfig, use: InstanceTypeUse): Problem[] {
  const findings = group.instanceTypes.map((name, index) =>
    checkInstanceType(`${path}.instanceTypes.${index}`, name, { ...use, architectures: ['x86_64', 'arm64'] }),
  );
  const first = findings[0]?.instanceType;
  return [
    ...checkName(path, group, use.historical),
    ...checkSize(path, group),
    ...checkLimit(`${path}.max`, group.max, serviceLimits.nodes, 'use a second group'),
    ...findings.flatMap(({ problems }) => problems),
    ...checkNodeGroupCapacity(
      path,
      group,
      findings.map(({ instanceType }) => instanceType),
      use.zones,
    ),
    ...checkNodes(path, group, typesOf(group)),
    ...findings.flatMap(({ instanceType }, index) =>
      instanceType
        ? [
            ...checkLikeness(`${path}.instanceTypes.${index}`, instanceType, first),
            ...checkGpuLabel(path, `${path}.instanceTypes.${index}`, group, instanceType),
          ]
        : [],
    ),
  ];
}

/**
 * A change of types, market, image or subnets makes a new group before the old one goes, and EKS has one group of a name.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-eks-nodegroup.html
 */
function checkName(path: string, { name, namePrefix }: NodeGroupConfig, historical: boolean): Problem[] {
  if (name === undefined) return [];
  if (namePrefix !== undefined) {
    return [
      error(`${path}.namePrefix`, `${show(namePrefix)} has no effect beside name; remove one.`, [
        `${path}.name`,
      ]),
    ];
  }
  if (historical) return [];
  return [
    error(
      `${path}.name`,
      `${show(name)} would keep the group from ever changing its types, its market or its image, since EKS refuses a second group of that name; use namePrefix.`,
      ['historical'],
    ),
  ];
}

function checkLikeness(path: string, type: InstanceType, first: InstanceType | undefined): Problem[] {
  if (!first) return [];
  if (type.architecture !== first.architecture) {
    return [
      error(
        path,
        `${type.name} (${type.architecture}) has another processor than ${first.name} (${first.architecture}), and a group has one image; use a second group.`,
      ),
    ];
  }
  if (type.vcpu === first.vcpu && type.memoryGiB === first.memoryGiB) return [];
  const describe = ({ name, vcpu, memoryGiB }: InstanceType) => `${name} (${vcpu} vCPU, ${memoryGiB} GiB)`;
  return [
    error(
      path,
      `${describe(type)} is not as large as ${describe(first)}; cluster-autoscaler needs equal sizes in a group: use a second group.`,
    ),
  ];
}

function checkGpuLabel(
  path: string,
  typePath: string,
  { labels }: NodeGroupConfig,
  { name, gpu }: InstanceType,
): Problem[] {
  const isLabelled = labels[GPU_LABEL] === 'true';
  if (isLabelled && !gpu) {
    return [
      error(
        typePath,
        `${name} has no GPU, but the group is labelled ${GPU_LABEL}: "true"; use a GPU type or remove the label.`,
        [`${path}.labels`],
      ),
    ];
  }
  if (gpu && !isLabelled) {
    return [
      error(
        `${path}.labels`,
        `lack ${GPU_LABEL}: "true", so the device plugin would not serve the GPUs of ${name}; add the label.`,
        [typePath],
      ),
    ];
  }
  return [];
}
