import type { AutoScalingGroup } from '@aws-sdk/client-auto-scaling';
import type { ScalableDimension, ServiceNamespace } from '@aws-sdk/client-application-auto-scaling';
import type { Properties, Reader } from '../reader';
import { tagList } from './answer';

const autoScalingGroup: Reader = {
  async read({ physicalId }, { autoScaling }) {
    const answer = await autoScaling.describeAutoScalingGroups({ AutoScalingGroupNames: [physicalId] });
    const found = answer.AutoScalingGroups?.[0];
    if (!found) return undefined;
    return {
      properties: {
        ...found,
        MetricsCollection: metricsCollection(found),
        VPCZoneIdentifier: found.VPCZoneIdentifier?.split(','),
      },
    };
  },
  // The strategy `prioritized` uses the order of types, and termination policies apply in order.
  orderedLists: ['MixedInstancesPolicy.LaunchTemplate.Overrides', 'TerminationPolicies'],
};

/** A template collects all metrics of a granularity, or lists some. */
function metricsCollection({ EnabledMetrics = [] }: AutoScalingGroup): Properties[] {
  const granularities = new Set(EnabledMetrics.map(({ Granularity }) => Granularity));
  return [...granularities].map((Granularity) => ({
    Granularity,
    Metrics: EnabledMetrics.filter((metric) => metric.Granularity === Granularity).map(
      ({ Metric }) => Metric,
    ),
  }));
}

const scheduledAction: Reader = {
  async read({ physicalId, properties: { AutoScalingGroupName } }, { autoScaling }) {
    const answer = await autoScaling.describeScheduledActions({
      AutoScalingGroupName: String(AutoScalingGroupName),
      ScheduledActionNames: [physicalId],
    });
    const found = answer.ScheduledUpdateGroupActions?.find(
      ({ ScheduledActionName }) => ScheduledActionName === physicalId,
    );
    return found && { properties: { ...found } };
  },
};

const lifecycleHook: Reader = {
  async read({ physicalId, properties: { AutoScalingGroupName } }, { autoScaling }) {
    const answer = await autoScaling.describeLifecycleHooks({
      AutoScalingGroupName: String(AutoScalingGroupName),
    });
    const found = answer.LifecycleHooks?.find(({ LifecycleHookName }) => LifecycleHookName === physicalId);
    return found && { properties: { ...found } };
  },
};

const warmPool: Reader = {
  async read({ properties: { AutoScalingGroupName } }, { autoScaling }) {
    const request = { AutoScalingGroupName: String(AutoScalingGroupName) };
    const found = (await autoScaling.describeWarmPool(request)).WarmPoolConfiguration;
    return found && { properties: { ...request, ...found } };
  },
};

const scalableTarget: Reader = {
  async read(
    { properties: { ServiceNamespace, ScalableDimension, ResourceId } },
    { applicationAutoScaling },
  ) {
    const answer = await applicationAutoScaling.describeScalableTargets({
      ServiceNamespace: ServiceNamespace as ServiceNamespace,
      ScalableDimension: ScalableDimension as ScalableDimension,
      ResourceIds: [String(ResourceId)],
    });
    const found = answer.ScalableTargets?.[0];
    if (!found) return undefined;
    const tags = await applicationAutoScaling.listTagsForResource({ ResourceARN: found.ScalableTargetARN });
    return {
      properties: { ...found, Tags: tagList(tags.Tags) },
    };
  },
};

const scalingPolicy: Reader = {
  async read({ properties: { PolicyName, ScalingTargetId } }, { applicationAutoScaling }) {
    // The id of a target consists of three names.
    const [ResourceId, dimension, namespace] = String(ScalingTargetId).split('|');
    const answer = await applicationAutoScaling.describeScalingPolicies({
      ServiceNamespace: namespace as ServiceNamespace,
      ScalableDimension: dimension as ScalableDimension,
      ResourceId,
      PolicyNames: [String(PolicyName)],
    });
    const found = answer.ScalingPolicies?.[0];
    if (!found) return undefined;
    return {
      properties: {
        ...found,
        ScalingTargetId: [found.ResourceId, found.ScalableDimension, found.ServiceNamespace].join('|'),
        TargetTrackingScalingPolicyConfiguration: found.TargetTrackingScalingPolicyConfiguration,
      },
    };
  },
};

/** Readers of Auto Scaling groups and of Application Auto Scaling. */
export const autoScalingReaders: Readonly<Record<string, Reader>> = {
  'AWS::ApplicationAutoScaling::ScalableTarget': scalableTarget,
  'AWS::ApplicationAutoScaling::ScalingPolicy': scalingPolicy,
  'AWS::AutoScaling::AutoScalingGroup': autoScalingGroup,
  'AWS::AutoScaling::LifecycleHook': lifecycleHook,
  'AWS::AutoScaling::ScheduledAction': scheduledAction,
  'AWS::AutoScaling::WarmPool': warmPool,
};
