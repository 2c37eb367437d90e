import type { InstanceGroup, ScheduledSize } from './instance-group';
import { launch, type Launch } from './launch';
import { allOn, mixed } from './market';
import type { Resource, Template } from './template';

/** CloudFormation accepts the sizes of a group as strings and numbers. */
type Size = string | number;

interface LaunchTemplateSpecification {
  readonly LaunchTemplateId?: unknown;
}

interface InstancesDistribution {
  readonly OnDemandBaseCapacity?: number;
  readonly OnDemandPercentageAboveBaseCapacity?: number;
  readonly SpotMaxPrice?: string;
}

interface GroupProperties {
  readonly DesiredCapacity?: Size;
  readonly LaunchTemplate?: LaunchTemplateSpecification;
  readonly MaxSize: Size;
  readonly MinSize: Size;
  readonly MixedInstancesPolicy?: {
    readonly InstancesDistribution?: InstancesDistribution;
    readonly LaunchTemplate: {
      readonly LaunchTemplateSpecification: LaunchTemplateSpecification;
      readonly Overrides?: readonly { readonly InstanceType?: string }[];
    };
  };
}

interface ScheduledActionProperties {
  readonly AutoScalingGroupName: unknown;
  readonly DesiredCapacity?: Size;
  readonly MaxSize?: Size;
  readonly Recurrence?: string;
}

/** The instances of an `AWS::AutoScaling::AutoScalingGroup`, with its scheduled actions. */
export function autoScalingGroup(resource: Resource, template: Template): InstanceGroup {
  const properties = resource.properties as GroupProperties;
  const policy = properties.MixedInstancesPolicy;
  const specification = policy?.LaunchTemplate.LaunchTemplateSpecification ?? properties.LaunchTemplate;
  const launched = launch(template, specification?.LaunchTemplateId);
  const actions = scheduledActions(resource, template);
  return {
    resource,
    ...launched,
    bought: allOn(launched.market),
    ...(policy && mixedInstances(policy, launched)),
    initialSize: Number(properties.DesiredCapacity ?? properties.MinSize),
    largestSize: Math.max(Number(properties.MaxSize), ...actions.map(({ MaxSize = 0 }) => Number(MaxSize))),
    schedules: actions.flatMap(({ Recurrence, DesiredCapacity }): ScheduledSize[] =>
      Recurrence === undefined || DesiredCapacity === undefined
        ? []
        : [{ recurrence: Recurrence, desired: Number(DesiredCapacity) }],
    ),
  };
}

function mixedInstances(
  {
    InstancesDistribution: distribution = {},
    LaunchTemplate,
  }: NonNullable<GroupProperties['MixedInstancesPolicy']>,
  { instanceTypes }: Launch,
): Pick<InstanceGroup, 'instanceTypes' | 'bought' | 'spotMaxPriceUsd'> {
  const { OnDemandBaseCapacity: base = 0, OnDemandPercentageAboveBaseCapacity: percent = 100 } = distribution;
  const overrides = (LaunchTemplate.Overrides ?? []).flatMap(({ InstanceType }) => InstanceType ?? []);
  return {
    instanceTypes: overrides.length > 0 ? overrides : instanceTypes,
    bought: mixed(base, percent),
    spotMaxPriceUsd: distribution.SpotMaxPrice ? Number(distribution.SpotMaxPrice) : undefined,
  };
}

function scheduledActions(group: Resource, template: Template): ScheduledActionProperties[] {
  return template
    .ofType('AWS::AutoScaling::ScheduledAction')
    .map(({ properties }) => properties as ScheduledActionProperties)
    .filter(({ AutoScalingGroupName }) => template.referenced(AutoScalingGroupName) === group);
}
