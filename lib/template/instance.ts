import type { InstanceGroup } from './instance-group';
import { launch, type LaunchProperties } from './launch';
import { allOn } from './market';
import type { Resource, Template } from './template';

interface InstanceProperties extends LaunchProperties {
  readonly LaunchTemplate?: { readonly LaunchTemplateId?: unknown };
  readonly Monitoring?: boolean;
  readonly SubnetId?: unknown;
}

/** The one instance of an `AWS::EC2::Instance`. */
export function instance(resource: Resource, template: Template): InstanceGroup {
  const properties = resource.properties as InstanceProperties;
  const launched = launch(template, properties.LaunchTemplate?.LaunchTemplateId, properties);
  return {
    resource,
    ...launched,
    bought: allOn(launched.market),
    initialSize: 1,
    largestSize: 1,
    schedules: [],
    detailedMonitoring: properties.Monitoring ?? launched.detailedMonitoring,
    publicAddress:
      (launched.publicAddress || isInPublicSubnet(properties, template)) && !hasElasticIp(resource, template),
  };
}

/** False for a subnet of another stack: instances there have an Elastic IP or no public address. */
function isInPublicSubnet({ SubnetId }: InstanceProperties, template: Template): boolean {
  const subnet = template.referenced(SubnetId)?.properties as { MapPublicIpOnLaunch?: boolean } | undefined;
  return subnet?.MapPublicIpOnLaunch ?? false;
}

/** An Elastic IP replaces the public address from the launch. */
function hasElasticIp(resource: Resource, template: Template): boolean {
  return template
    .ofType('AWS::EC2::EIP')
    .some(
      ({ properties }) =>
        template.referenced((properties as { InstanceId?: unknown }).InstanceId) === resource,
    );
}
