import { allQuotas, findInstanceType, quotas, vcpuQuota, type Quota } from '../catalog';
import { instanceGroups } from '../template/instance-groups';
import type { InstanceGroup } from '../template/instance-group';
import type { Resource, Template } from '../template/template';

/**
 * Amount of each quota that the stacks of an environment need if every instance runs and every group is at its maximum
 * size, in the order of the catalog, without unused quotas.
 *
 * Capacity Blocks have separate quotas, and no stack creates one.
 *
 * @throws Error for an instance type without a quota in the catalog.
 */
export function quotasAtLargest(templates: readonly Template[]): ReadonlyMap<Quota, number> {
  const needed = new Map<Quota, number>();
  const add = (quota: Quota, amount: number) => needed.set(quota, (needed.get(quota) ?? 0) + amount);
  for (const template of templates) {
    for (const group of instanceGroups(template)) {
      for (const [quota, vcpus] of vcpusAtLargest(group)) add(quota, vcpus);
    }
    add(quotas.gp3Tebibytes, gp3Gibibytes(template) / 1024);
    add(quotas.elasticIps, template.ofType('AWS::EC2::EIP').length);
    add(quotas.vpcs, template.ofType('AWS::EC2::VPC').length);
    add(quotas.natGatewaysPerZone, mostIn(template.ofType('AWS::EC2::NatGateway'), zoneIn(template)));
    add(quotas.interfaceEndpointsPerVpc, mostIn(interfaceEndpoints(template), vpcOf));
    add(quotas.applicationLoadBalancers, applicationLoadBalancers(template).length);
    add(quotas.clusters, template.ofType('AWS::EKS::Cluster').length);
  }
  return new Map(
    allQuotas.flatMap((quota): [Quota, number][] => {
      const amount = Math.ceil(needed.get(quota) ?? 0);
      return amount > 0 ? [[quota, amount]] : [];
    }),
  );
}

/** vCPUs of a group by quota, if all instances of each market are of the largest type. */
function vcpusAtLargest({ bought, instanceTypes, largestSize }: InstanceGroup): Map<Quota, number> {
  const needed = new Map<Quota, number>();
  const sizes = bought(largestSize);
  for (const market of ['on-demand', 'spot'] as const) {
    if (sizes[market] === 0) continue;
    for (const name of instanceTypes) {
      const quota = vcpuQuota(name, market);
      const type = findInstanceType(name);
      if (!quota || !type)
        throw new Error(`${name} has no vCPU quota in lib/catalog/quotas.ts; add its family.`);
      needed.set(quota, Math.max(needed.get(quota) ?? 0, type.vcpu * Math.ceil(sizes[market])));
    }
  }
  return needed;
}

function gp3Gibibytes(template: Template): number {
  const ofGroups = instanceGroups(template).flatMap(({ largestSize, volumes }) =>
    volumes.filter(({ type }) => type === 'gp3').map(({ size }) => size * largestSize),
  );
  const alone = template
    .ofType('AWS::EC2::Volume')
    .map(({ properties }) => properties as { VolumeType?: string; Size?: number })
    .filter(({ VolumeType }) => VolumeType === 'gp3')
    .map(({ Size = 0 }) => Size);
  return [...ofGroups, ...alone].reduce((sum, size) => sum + size, 0);
}

function interfaceEndpoints(template: Template): Resource[] {
  return template
    .ofType('AWS::EC2::VPCEndpoint')
    .filter(({ properties }) => (properties as { VpcEndpointType?: string }).VpcEndpointType === 'Interface');
}

function applicationLoadBalancers(template: Template): Resource[] {
  return template
    .ofType('AWS::ElasticLoadBalancingV2::LoadBalancer')
    .filter(({ properties }) => ((properties as { Type?: string }).Type ?? 'application') === 'application');
}

/** The maximum number of resources in one zone or VPC. */
function mostIn(resources: readonly Resource[], place: (resource: Resource) => unknown): number {
  const counts = new Map<string, number>();
  for (const resource of resources) {
    const key = JSON.stringify(place(resource) ?? null);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return Math.max(0, ...counts.values());
}

function zoneIn(template: Template): (gateway: Resource) => unknown {
  return ({ properties }) => {
    const subnet = template.referenced((properties as { SubnetId?: unknown }).SubnetId);
    return (subnet?.properties as { AvailabilityZone?: unknown } | undefined)?.AvailabilityZone;
  };
}

function vpcOf({ properties }: Resource): unknown {
  return (properties as { VpcId?: unknown }).VpcId;
}
