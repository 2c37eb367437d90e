import type { AwsAccount } from '../../aws-account';
import { ifFound } from '../if-found';
import type { Reader } from '../reader';

async function tagsOf(arn: string, { loadBalancing }: AwsAccount) {
  return (await loadBalancing.describeTags({ ResourceArns: [arn] })).TagDescriptions?.[0]?.Tags;
}

const loadBalancer: Reader = {
  async read({ physicalId }, account) {
    const { loadBalancing } = account;
    const answer = await ifFound(loadBalancing.describeLoadBalancers({ LoadBalancerArns: [physicalId] }));
    const found = answer?.LoadBalancers?.[0];
    if (!found) return undefined;
    const attributes = await loadBalancing.describeLoadBalancerAttributes({ LoadBalancerArn: physicalId });
    return {
      properties: {
        ...found,
        LoadBalancerAttributes: attributes.Attributes,
        Name: found.LoadBalancerName,
        Subnets: found.AvailabilityZones?.map(({ SubnetId }) => SubnetId),
        Tags: await tagsOf(physicalId, account),
      },
      attributes: {
        LoadBalancerArn: physicalId,
        LoadBalancerName: found.LoadBalancerName ?? '',
        LoadBalancerFullName: physicalId.split(':loadbalancer/')[1] ?? '',
        DNSName: found.DNSName ?? '',
        CanonicalHostedZoneID: found.CanonicalHostedZoneId ?? '',
      },
    };
  },
  // AWS also returns attributes that have their defaults.
  openLists: ['LoadBalancerAttributes'],
};

const listener: Reader = {
  async read({ physicalId }, account) {
    const answer = await ifFound(account.loadBalancing.describeListeners({ ListenerArns: [physicalId] }));
    const found = answer?.Listeners?.[0];
    if (!found) return undefined;
    return {
      properties: { ...found, Tags: await tagsOf(physicalId, account) },
      attributes: { ListenerArn: physicalId },
    };
  },
};

const listenerRule: Reader = {
  async read({ physicalId, properties: { ListenerArn } }, account) {
    // The description of a rule does not contain its listener, so the rules of the listener are searched.
    const answer = await ifFound(account.loadBalancing.describeRules({ ListenerArn: String(ListenerArn) }));
    const found = answer?.Rules?.find(({ RuleArn }) => RuleArn === physicalId);
    if (!found) return undefined;
    return {
      properties: { ...found, ListenerArn, Tags: await tagsOf(physicalId, account) },
      attributes: { RuleArn: physicalId },
    };
  },
};

const targetGroup: Reader = {
  async read({ physicalId }, account) {
    const { loadBalancing } = account;
    const answer = await ifFound(loadBalancing.describeTargetGroups({ TargetGroupArns: [physicalId] }));
    const found = answer?.TargetGroups?.[0];
    if (!found) return undefined;
    const attributes = await loadBalancing.describeTargetGroupAttributes({ TargetGroupArn: physicalId });
    return {
      properties: {
        ...found,
        Name: found.TargetGroupName,
        TargetGroupAttributes: attributes.Attributes,
        Tags: await tagsOf(physicalId, account),
      },
      attributes: {
        TargetGroupArn: physicalId,
        TargetGroupName: found.TargetGroupName ?? '',
        TargetGroupFullName: physicalId.split(':').at(-1) ?? '',
      },
    };
  },
  openLists: ['TargetGroupAttributes'],
};

/** Readers of load balancers. */
export const loadBalancingReaders: Readonly<Record<string, Reader>> = {
  'AWS::ElasticLoadBalancingV2::Listener': listener,
  'AWS::ElasticLoadBalancingV2::ListenerRule': listenerRule,
  'AWS::ElasticLoadBalancingV2::LoadBalancer': loadBalancer,
  'AWS::ElasticLoadBalancingV2::TargetGroup': targetGroup,
};
