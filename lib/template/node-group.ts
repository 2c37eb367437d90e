import type { InstanceGroup } from './instance-group';
import { launch, type Volume } from './launch';
import { allOn } from './market';
import type { Resource, Template } from './template';

interface NodegroupProperties {
  readonly CapacityType?: 'ON_DEMAND' | 'SPOT' | 'CAPACITY_BLOCK';
  readonly DiskSize?: number;
  readonly InstanceTypes?: readonly string[];
  readonly LaunchTemplate?: { readonly Id?: unknown };
  readonly ScalingConfig?: {
    readonly DesiredSize?: number;
    readonly MaxSize?: number;
    readonly MinSize?: number;
  };
}

const markets = { ON_DEMAND: 'on-demand', SPOT: 'spot', CAPACITY_BLOCK: 'capacity-block' } as const;

/** The nodes of an `AWS::EKS::Nodegroup`. */
export function nodeGroup(resource: Resource, template: Template): InstanceGroup {
  const properties = resource.properties as NodegroupProperties;
  const { CapacityType = 'ON_DEMAND', DiskSize, InstanceTypes, ScalingConfig = {} } = properties;
  const launched = launch(template, properties.LaunchTemplate?.Id);
  const initialSize = ScalingConfig.DesiredSize ?? ScalingConfig.MinSize ?? 1;
  const disk: Volume[] = DiskSize === undefined ? [] : [{ size: DiskSize, type: 'gp3' }];
  return {
    resource,
    ...launched,
    instanceTypes: InstanceTypes ?? launched.instanceTypes,
    bought: allOn(markets[CapacityType]),
    initialSize,
    largestSize: ScalingConfig.MaxSize ?? initialSize,
    schedules: [],
    volumes: [...launched.volumes, ...disk],
  };
}
