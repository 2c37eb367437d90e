import type { AwsAccount } from '../../cli/start/aws-account';

/** Ids of everything in an account that the platform could have created, without the defaults of every account. */
export async function remaining(aws: AwsAccount): Promise<string[]> {
  const lists = await Promise.all(LISTS.map((list) => list(aws)));
  return lists.flat().map(String).sort();
}

type List = (aws: AwsAccount) => Promise<readonly unknown[]>;

/** One call for each kind of resource. Page sizes are larger than the numbers of the platform. */
const LISTS: readonly List[] = [
  async ({ ec2 }) => ids((await ec2.describeVpcs({})).Vpcs, 'VpcId'),
  async ({ ec2 }) => ids((await ec2.describeSubnets({})).Subnets, 'SubnetId'),
  async ({ ec2 }) => ids((await ec2.describeSecurityGroups({})).SecurityGroups, 'GroupId'),
  async ({ ec2 }) => ids((await ec2.describeRouteTables({})).RouteTables, 'RouteTableId'),
  async ({ ec2 }) => ids((await ec2.describeInternetGateways({})).InternetGateways, 'InternetGatewayId'),
  async ({ ec2 }) => ids((await ec2.describeVpcEndpoints({})).VpcEndpoints, 'VpcEndpointId'),
  async ({ ec2 }) => ids((await ec2.describeAddresses({})).Addresses, 'PublicIp'),
  async ({ ec2 }) => ids((await ec2.describeFlowLogs({})).FlowLogs, 'FlowLogId'),
  async ({ ec2 }) => ids((await ec2.describeVolumes({})).Volumes, 'VolumeId'),
  async ({ ec2 }) => ids((await ec2.describeLaunchTemplates({})).LaunchTemplates, 'LaunchTemplateId'),
  async ({ ec2 }) => {
    const { NatGateways = [] } = await ec2.describeNatGateways({});
    return ids(
      NatGateways.filter(({ State }) => State !== 'deleted'),
      'NatGatewayId',
    );
  },
  async ({ ec2 }) => {
    const { Reservations = [] } = await ec2.describeInstances({});
    const instances = Reservations.flatMap(({ Instances = [] }) => Instances);
    return ids(
      instances.filter(({ State }) => State?.Name !== 'terminated'),
      'InstanceId',
    );
  },
  async ({ ec2 }) => {
    const { SpotInstanceRequests = [] } = await ec2.describeSpotInstanceRequests({});
    return ids(
      SpotInstanceRequests.filter(({ State }) => State !== 'cancelled' && State !== 'closed'),
      'SpotInstanceRequestId',
    );
  },
  async ({ autoScaling }) =>
    ids((await autoScaling.describeAutoScalingGroups({})).AutoScalingGroups, 'AutoScalingGroupName'),
  async ({ autoScaling }) =>
    ids((await autoScaling.describeScheduledActions({})).ScheduledUpdateGroupActions, 'ScheduledActionName'),
  async ({ ec2 }) => ids((await ec2.describePlacementGroups({})).PlacementGroups, 'GroupName'),
  async ({ s3 }) => ids((await s3.listBuckets({})).Buckets, 'Name'),
  async ({ dynamoDb }) => (await dynamoDb.listTables({})).TableNames ?? [],
  async ({ kms }) => {
    const { Keys = [] } = await kms.listKeys({ Limit: 1000 });
    const described = await Promise.all(Keys.map(({ KeyId }) => kms.describeKey({ KeyId })));
    return described
      .filter(({ KeyMetadata }) => KeyMetadata?.KeyManager === 'CUSTOMER')
      .filter(({ KeyMetadata }) => KeyMetadata?.KeyState !== 'PendingDeletion')
      .map(({ KeyMetadata }) => KeyMetadata?.KeyId);
  },
  async ({ kms }) => ids((await kms.listAliases({ Limit: 100 })).Aliases, 'AliasName'),
  async ({ iam }) => ids((await iam.listRoles({ MaxItems: 1000 })).Roles, 'RoleName'),
  async ({ iam }) => ids((await iam.listInstanceProfiles({})).InstanceProfiles, 'InstanceProfileName'),
  async ({ iam }) => ids((await iam.listOpenIDConnectProviders({})).OpenIDConnectProviderList, 'Arn'),
  async ({ logs }) => ids((await logs.describeLogGroups({ limit: 50 })).logGroups, 'logGroupName'),
  async ({ lambda }) => ids((await lambda.listFunctions({})).Functions, 'FunctionName'),
  async ({ lambda }) => ids((await lambda.listLayers({})).Layers, 'LayerName'),
  async ({ eks }) => (await eks.listClusters({})).clusters ?? [],
  async ({ ecs }) => (await ecs.listClusters({})).clusterArns ?? [],
  async ({ ecs }) => {
    const { capacityProviders = [] } = await ecs.describeCapacityProviders({});
    return ids(
      capacityProviders.filter(({ name }) => !name?.startsWith('FARGATE')),
      'name',
    );
  },
  async ({ ecs }) => (await ecs.listTaskDefinitions({ status: 'ACTIVE' })).taskDefinitionArns ?? [],
  async ({ loadBalancing }) =>
    ids((await loadBalancing.describeLoadBalancers({})).LoadBalancers, 'LoadBalancerArn'),
  async ({ loadBalancing }) =>
    ids((await loadBalancing.describeTargetGroups({})).TargetGroups, 'TargetGroupArn'),
  async ({ applicationAutoScaling }) =>
    ids(
      (await applicationAutoScaling.describeScalableTargets({ ServiceNamespace: 'ecs' })).ScalableTargets,
      'ResourceId',
    ),
  async ({ sns }) => ids((await sns.listTopics({})).Topics, 'TopicArn'),
  async ({ sns }) => ids((await sns.listSubscriptions({})).Subscriptions, 'SubscriptionArn'),
  async ({ sqs }) => (await sqs.listQueues({})).QueueUrls ?? [],
  async ({ ssm }) => ids((await ssm.listDocuments({})).DocumentIdentifiers, 'Name'),
  async ({ cloudWatch }) => ids((await cloudWatch.describeAlarms({})).MetricAlarms, 'AlarmName'),
  async ({ events }) => ids((await events.listRules({})).Rules, 'Name'),
  async ({ budgets, id }) => ids((await budgets.describeBudgets({ AccountId: id })).Budgets, 'BudgetName'),
];

function ids<T>(members: readonly T[] | undefined, name: keyof T): readonly unknown[] {
  return (members ?? []).map((member) => member[name]);
}
