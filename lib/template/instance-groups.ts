import { autoScalingGroup } from './auto-scaling-group';
import { instance } from './instance';
import type { InstanceGroup } from './instance-group';
import { nodeGroup } from './node-group';
import type { Resource, Template } from './template';

const readers: Readonly<Record<string, (resource: Resource, template: Template) => InstanceGroup>> = {
  'AWS::AutoScaling::AutoScalingGroup': autoScalingGroup,
  'AWS::EC2::Instance': instance,
  'AWS::EKS::Nodegroup': nodeGroup,
};

/** The instances that a resource launches; undefined for other types of resources. */
export function instanceGroup(resource: Resource, template: Template): InstanceGroup | undefined {
  return readers[resource.type]?.(resource, template);
}

/** The instances of a template, one group for each resource that launches some. */
export function instanceGroups(template: Template): InstanceGroup[] {
  return template.resources.flatMap((resource) => instanceGroup(resource, template) ?? []);
}
