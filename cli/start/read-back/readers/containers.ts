import type { AwsAccount } from '../../aws-account';
import type { Reader } from '../reader';
import { capitalized, isArn, lastPart } from './answer';

async function describeCluster(name: string, { ecs }: AwsAccount) {
  const { clusters } = await ecs.describeClusters({ clusters: [name], include: ['SETTINGS', 'TAGS'] });
  return clusters?.find(({ status }) => status !== 'INACTIVE');
}

const cluster: Reader = {
  async read({ physicalId }, account) {
    const found = await describeCluster(physicalId, account);
    if (!found) return undefined;
    const properties = capitalized(found);
    return {
      properties: { ...properties, ClusterSettings: properties.Settings, Tags: capitalizedTags(found.tags) },
      attributes: { Arn: found.clusterArn ?? '' },
    };
  },
};

const capacityProviderAssociations: Reader = {
  async read({ properties: { Cluster } }, account) {
    const found = await describeCluster(String(Cluster), account);
    if (!found) return undefined;
    return {
      properties: { ...capitalized(found), Cluster: isArn(Cluster) ? found.clusterArn : found.clusterName },
    };
  },
};

const capacityProvider: Reader = {
  async read({ physicalId, properties }, { ecs }) {
    const { capacityProviders } = await ecs.describeCapacityProviders({
      capacityProviders: [physicalId],
      include: ['TAGS'],
    });
    const found = capacityProviders?.find(({ status }) => status !== 'INACTIVE');
    if (!found) return undefined;
    const { AutoScalingGroupProvider: asked } = properties as {
      AutoScalingGroupProvider?: Record<string, unknown>;
    };
    const arn = found.autoScalingGroupProvider?.autoScalingGroupArn;
    return {
      properties: {
        ...capitalized(found),
        AutoScalingGroupProvider: {
          ...capitalized(found.autoScalingGroupProvider ?? {}),
          AutoScalingGroupArn: isArn(asked?.AutoScalingGroupArn) ? arn : lastPart(arn),
        },
        Tags: capitalizedTags(found.tags),
      },
    };
  },
};

const service: Reader = {
  async read({ physicalId, properties: { Cluster } }, { ecs }) {
    const answer = await ecs.describeServices({
      cluster: String(Cluster),
      services: [physicalId],
      include: ['TAGS'],
    });
    const found = answer.services?.find(({ status }) => status === 'ACTIVE');
    if (!found) return undefined;
    return {
      properties: {
        ...capitalized(found),
        Cluster: isArn(Cluster) ? found.clusterArn : lastPart(found.clusterArn),
        Tags: capitalizedTags(found.tags),
      },
      attributes: { Name: found.serviceName ?? '', ServiceArn: found.serviceArn ?? '' },
    };
  },
};

const taskDefinition: Reader = {
  async read({ physicalId }, { ecs }) {
    const answer = await ecs.describeTaskDefinition({ taskDefinition: physicalId, include: ['TAGS'] });
    const found = answer.taskDefinition;
    if (!found || found.status === 'INACTIVE') return undefined;
    return { properties: { ...capitalized(found), Tags: capitalizedTags(answer.tags) } };
  },
  orderedLists: ['ContainerDefinitions.Command', 'ContainerDefinitions.EntryPoint'],
};

/** Capitalizes the tags of ECS, which are a list; capitalized() does not change tags. */
function capitalizedTags(tags: readonly object[] = []) {
  return tags.map(capitalized);
}

/** Readers of ECS. */
export const containerReaders: Readonly<Record<string, Reader>> = {
  'AWS::ECS::CapacityProvider': capacityProvider,
  'AWS::ECS::Cluster': cluster,
  'AWS::ECS::ClusterCapacityProviderAssociations': capacityProviderAssociations,
  'AWS::ECS::Service': service,
  'AWS::ECS::TaskDefinition': taskDefinition,
};
