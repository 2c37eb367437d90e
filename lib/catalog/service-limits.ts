/** A limit of an AWS service that a setting can reach. */
export interface ServiceLimit {
  /** Service, in AWS's words. */
  readonly service: string;
  /** What is limited, as the end of a sentence: `tags of a resource`. */
  readonly what: string;
  readonly value: number;
  /**
   * Whether the value is the largest or the smallest that the service takes.
   * @default 'most'
   */
  readonly bound?: 'least';
  /**
   * Service code and quota code of Service Quotas, where AWS raises the limit on request. The value is then that of a new
   * account.
   * @default none; nobody can raise the limit
   */
  readonly quota?: { readonly service: string; readonly code: string };
  /** Paths of the settings that it bounds, or `*` for the number of entries of all maps. */
  readonly settings: readonly string[];
  /** Page with the value. */
  readonly source: string;
  /**
   * Day on which the value was compared with a stored copy of the page, or with the schema of the resource in
   * CloudFormation.
   */
  readonly checked: string;
}

const CHECKED = '2026-11-28';

const docs = 'https://docs.aws.amazon.com';
const template = `${docs}/AWSCloudFormation/latest/TemplateReference`;
const tagging = `${docs}/tag-editor/latest/userguide/best-practices-and-strats.html`;
const addOnTag = `${template}/aws-properties-eks-addon-tag.html`;
const autoScaling = `${docs}/autoscaling/ec2/userguide/ec2-auto-scaling-quotas.html`;
const scheduledAction = `${docs}/autoscaling/ec2/APIReference/API_PutScheduledUpdateGroupAction.html`;
const clusters = `${docs}/general/latest/gr/eks.html`;
const nodeGroup = `${docs}/eks/latest/APIReference/API_CreateNodegroup.html`;
const labels = `${docs}/eks/latest/APIReference/API_UpdateLabelsPayload.html`;
const taint = `${docs}/eks/latest/APIReference/API_Taint.html`;
const loadBalancers = `${docs}/elasticloadbalancing/latest/application/load-balancer-limits.html`;
const targetGroup = `${template}/aws-resource-elasticloadbalancingv2-targetgroup.html`;
const containers = `${docs}/AmazonECS/latest/APIReference/API_ContainerDefinition.html`;
const network = `${docs}/vpc/latest/userguide/amazon-vpc-limits.html`;
const ranges = `${docs}/vpc/latest/userguide/vpc-cidr-blocks.html`;
const securityGroup = `${docs}/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html`;
const volume = `${docs}/AWSEC2/latest/APIReference/API_CreateVolume.html`;
const gp3 = `${docs}/ebs/latest/userguide/general-purpose.html`;
const key = `${docs}/kms/latest/APIReference/API_ScheduleKeyDeletion.html`;
const stacks = `${docs}/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html`;

const NODE_GROUP = 'cluster.nodeGroups.<name>';
const FLEET = 'training.fleets.<name>';
const WORKSTATION = 'training.workstations.<name>';
const SERVICE = 'inference.services.<name>';
const VOLUMES = [`${WORKSTATION}.rootVolume`, `${WORKSTATION}.dataVolume`, `${FLEET}.rootVolume`];
const KEY_DELETION = ['storage.key.deletionWindowDays', 'cluster.secretsKeyDeletionWindowDays'];
const SUBNETS = ['network.zones[].publicCidr', 'network.zones[].privateCidr'];

function limit(
  service: string,
  what: string,
  value: number,
  settings: readonly string[],
  source: string,
  more: Pick<ServiceLimit, 'bound' | 'quota'> = {},
): ServiceLimit {
  return { service, what, value, settings, source, checked: CHECKED, ...more };
}

/**
 * Every limit of a service that a configuration can reach. Schema and checks take the numbers from here, and
 * docs/limits.md lists them. Sizes of machine images are in `machine-images.ts`, quotas that the size of an environment
 * needs in `quotas.ts`.
 */
export const serviceLimits = {
  stackResources: limit('AWS CloudFormation', 'resources of a stack', 500, ['*'], stacks),
  stackOutputs: limit('AWS CloudFormation', 'outputs of a stack', 200, ['*'], stacks),
  templateBytes: limit('AWS CloudFormation', 'bytes of a template', 1_000_000, ['*'], stacks),

  tags: limit(
    'AWS',
    'tags of a resource',
    50,
    ['tags', `${WORKSTATION}.tags`, `${NODE_GROUP}.tags`],
    tagging,
  ),
  tagKey: limit(
    'AWS',
    'characters of a tag key',
    128,
    [`${WORKSTATION}.tags`, `${NODE_GROUP}.tags`, 'tagKeys.cluster', 'tagKeys.purpose'],
    tagging,
  ),
  tagValue: limit(
    'AWS',
    'characters of a tag value',
    256,
    [
      `${WORKSTATION}.tags`,
      `${NODE_GROUP}.tags`,
      `${FLEET}.clusterName`,
      `${FLEET}.instanceName`,
      `${WORKSTATION}.addressName`,
    ],
    tagging,
  ),
  addOnTagKey: limit(
    'Amazon EKS',
    'characters of a tag key of an add-on',
    127,
    ['tags', 'tagKeys.project', 'tagKeys.costCenter', 'tagKeys.environment', 'tagKeys.managedBy'],
    addOnTag,
  ),
  addOnTagValue: limit('Amazon EKS', 'characters of a tag value of an add-on', 255, ['tags'], addOnTag),

  groupName: limit(
    'Amazon EC2 Auto Scaling',
    'characters of a group name',
    255,
    [`${FLEET}.groupName`],
    `${template}/aws-resource-autoscaling-autoscalinggroup.html`,
  ),
  scheduledActions: limit(
    'Amazon EC2 Auto Scaling',
    'scheduled actions of a group',
    125,
    [`${FLEET}.schedules`],
    autoScaling,
  ),
  groupTypes: limit(
    'Amazon EC2 Auto Scaling',
    'instance types of a group',
    40,
    [`${FLEET}.instanceTypes`],
    `${docs}/autoscaling/ec2/APIReference/API_LaunchTemplateOverrides.html`,
  ),
  recurrence: limit(
    'Amazon EC2 Auto Scaling',
    'characters of a recurrence',
    255,
    [`${FLEET}.schedules.<name>.recurrence`],
    scheduledAction,
  ),

  publicAccessCidrs: limit(
    'Amazon EKS',
    'ranges of the public endpoint',
    40,
    ['cluster.endpoint.publicCidrs'],
    clusters,
  ),
  clusterName: limit(
    'Amazon EKS',
    'characters of a cluster name',
    100,
    ['cluster.name'],
    `${docs}/eks/latest/APIReference/API_CreateCluster.html`,
  ),
  nodeGroupName: limit(
    'Amazon EKS',
    'characters of a node group name',
    63,
    [`${NODE_GROUP}.name`],
    `${docs}/eks/latest/userguide/create-managed-node-group.html`,
  ),
  nodeGroups: limit('Amazon EKS', 'node groups of a cluster', 30, ['cluster.nodeGroups'], clusters, {
    quota: { service: 'eks', code: 'L-6D54EA21' },
  }),
  nodes: limit('Amazon EKS', 'nodes of a node group', 450, [`${NODE_GROUP}.max`], clusters, {
    quota: { service: 'eks', code: 'L-BD136A63' },
  }),
  labelKey: limit('Amazon EKS', 'characters of a label key', 63, [`${NODE_GROUP}.labels`], labels),
  labelValue: limit('Amazon EKS', 'characters of a label value', 63, [`${NODE_GROUP}.labels`], labels),
  taints: limit('Amazon EKS', 'taints of a node group', 50, [`${NODE_GROUP}.taints`], nodeGroup),
  taintKey: limit('Amazon EKS', 'characters of a taint key', 63, [`${NODE_GROUP}.taints[].key`], taint),
  taintValue: limit('Amazon EKS', 'characters of a taint value', 63, [`${NODE_GROUP}.taints[].value`], taint),

  rulePaths: limit(
    'Elastic Load Balancing',
    'values of a rule',
    5,
    [`${SERVICE}.route.paths`],
    loadBalancers,
  ),
  ruleWildcards: limit(
    'Elastic Load Balancing',
    'wildcards of a rule',
    6,
    [`${SERVICE}.route.paths`],
    loadBalancers,
  ),
  pathPattern: limit(
    'Elastic Load Balancing',
    'characters of a path pattern',
    128,
    [`${SERVICE}.route.paths`],
    `${docs}/elasticloadbalancing/latest/application/rule-condition-types.html`,
  ),
  rulePriority: limit(
    'Elastic Load Balancing',
    'priority of a rule',
    50_000,
    [`${SERVICE}.route.priority`],
    `${docs}/elasticloadbalancing/latest/APIReference/API_CreateRule.html`,
  ),
  healthPath: limit(
    'Elastic Load Balancing',
    'characters of a health check path',
    1024,
    [`${SERVICE}.healthPath`],
    targetGroup,
  ),
  loadBalancerPrefix: limit(
    'Elastic Load Balancing',
    'prefix of a subnet of the load balancer',
    27,
    SUBNETS,
    `${docs}/elasticloadbalancing/latest/application/application-load-balancers.html`,
  ),

  imageName: limit('Amazon ECS', 'characters of an image name', 255, [`${SERVICE}.image`], containers),
  imageTag: limit(
    'Amazon ECS',
    'characters of an image tag',
    128,
    [`${SERVICE}.image`],
    'https://github.com/distribution/reference/blob/main/reference.go',
  ),
  taskDefinitionBytes: limit(
    'Amazon ECS',
    'bytes of a task definition',
    65_536,
    [`${SERVICE}.command`, `${SERVICE}.environment`],
    `${docs}/AmazonECS/latest/developerguide/service-quotas.html`,
  ),

  vpcPrefix: limit('Amazon VPC', 'prefix of a VPC or a subnet', 16, ['network.cidr', ...SUBNETS], ranges, {
    bound: 'least',
  }),
  subnetPrefix: limit('Amazon VPC', 'prefix of a VPC or a subnet', 28, ['network.cidr', ...SUBNETS], ranges),
  securityGroupRules: limit(
    'Amazon VPC',
    'rules of a security group in one direction',
    60,
    ['network.trainingPorts', 'network.loadBalancerCidrs'],
    network,
    { quota: { service: 'vpc', code: 'L-0EA8095F' } },
  ),
  interfaceRules: limit(
    'Amazon VPC',
    'rules of a security group in one direction, after any increase',
    1000,
    ['network.trainingPorts', 'network.loadBalancerCidrs'],
    network,
  ),
  securityGroupName: limit(
    'Amazon EC2',
    'characters of a security group name',
    255,
    ['network.securityGroupNames'],
    securityGroup,
  ),
  ruleDescription: limit(
    'Amazon EC2',
    'characters of the description of a rule',
    255,
    ['network.trainingPorts[].description'],
    `${docs}/AWSEC2/latest/APIReference/API_IpRange.html`,
  ),

  volumeGiB: limit(
    'Amazon EBS',
    'GiB of a volume',
    65_536,
    [...VOLUMES.map((path) => `${path}.sizeGiB`), `${NODE_GROUP}.volumeGiB`, 'inference.capacity.volumeGiB'],
    volume,
  ),
  volumeIops: limit(
    'Amazon EBS',
    'IOPS of a gp3 volume',
    80_000,
    VOLUMES.map((path) => `${path}.iops`),
    volume,
  ),
  volumeIopsLeast: limit(
    'Amazon EBS',
    'IOPS of a gp3 volume',
    3000,
    VOLUMES.map((path) => `${path}.iops`),
    volume,
    { bound: 'least' },
  ),
  volumeIopsPerGiB: limit(
    'Amazon EBS',
    'IOPS of a gp3 volume for each GiB, beyond 3,000',
    500,
    VOLUMES.map((path) => `${path}.iops`),
    gp3,
  ),
  volumeMiBps: limit(
    'Amazon EBS',
    'MiB/s of a gp3 volume',
    2000,
    VOLUMES.map((path) => `${path}.throughputMiBps`),
    volume,
  ),
  volumeMiBpsLeast: limit(
    'Amazon EBS',
    'MiB/s of a gp3 volume',
    125,
    VOLUMES.map((path) => `${path}.throughputMiBps`),
    volume,
    { bound: 'least' },
  ),
  volumeMiBpsPerIops: limit(
    'Amazon EBS',
    'MiB/s of a gp3 volume for each of its IOPS',
    0.25,
    VOLUMES.map((path) => `${path}.throughputMiBps`),
    gp3,
  ),

  bucketName: limit(
    'Amazon S3',
    'characters of a bucket name',
    63,
    ['storage.bucketPrefix'],
    `${docs}/AmazonS3/latest/userguide/bucketnamingrules.html`,
  ),
  objectKeyBytes: limit(
    'Amazon S3',
    'bytes of an object key in UTF-8',
    1024,
    ['storage.datasets.temporaryPrefix', 'storage.artifacts.experimentsPrefix'],
    `${docs}/AmazonS3/latest/userguide/object-keys.html`,
  ),
  infrequentAccessDays: limit(
    'Amazon S3',
    'days before a transition to S3 Standard-IA',
    30,
    ['storage.datasets.archive.infrequentAccessAfterDays'],
    `${docs}/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html`,
    { bound: 'least' },
  ),
  keyDeletionDays: limit('AWS KMS', 'days before a key is deleted', 30, KEY_DELETION, key),
  keyDeletionDaysLeast: limit('AWS KMS', 'days before a key is deleted', 7, KEY_DELETION, key, {
    bound: 'least',
  }),
  keyAlias: limit(
    'AWS KMS',
    'characters of an alias, with alias/',
    256,
    ['storage.key.alias'],
    `${docs}/kms/latest/APIReference/API_CreateAlias.html`,
  ),
  roleName: limit(
    'AWS IAM',
    'characters of a role name',
    64,
    ['identity.roleNames', 'network.flowLogs.roleName'],
    `${docs}/IAM/latest/UserGuide/reference_iam-quotas.html`,
  ),
  rolePath: limit(
    'AWS IAM',
    'characters of the path of a role or user',
    512,
    ['cluster.adminArns[]'],
    `${docs}/IAM/latest/UserGuide/reference_iam-quotas.html`,
  ),
  logGroupName: limit(
    'Amazon CloudWatch Logs',
    'characters of a log group name',
    512,
    ['network.flowLogs.logGroupName'],
    `${docs}/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html`,
  ),
  eventPattern: limit(
    'Amazon EventBridge',
    'characters of an event pattern',
    2048,
    [`${FLEET}.capacityReservationId`],
    `${docs}/eventbridge/latest/userguide/eb-quota.html`,
  ),
  budgetNotifications: limit(
    'AWS Budgets',
    'notifications of a budget',
    5,
    ['observability.budgetAlertPercents'],
    `${docs}/aws-cost-management/latest/APIReference/API_budgets_CreateBudget.html`,
  ),
} as const satisfies Readonly<Record<string, ServiceLimit>>;
