import { Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';

export interface LoadBalancerRights {
  readonly clusterName: string;
  readonly vpcId: string;
  /** Security group of all nodes. */
  readonly nodesGroupId: string;
}

/** Tag that the controller gives to all that it makes, with the name of its cluster. */
const CLUSTER_TAG = 'elbv2.k8s.aws/cluster';

/** What the controller makes in Elastic Load Balancing. */
const LOAD_BALANCING = [
  'listener-rule/app/*',
  'listener-rule/net/*',
  'listener/app/*',
  'listener/net/*',
  'loadbalancer/app/*',
  'loadbalancer/net/*',
  'targetgroup/*',
];

/**
 * The rights of the AWS Load Balancer Controller, less than its project asks for: listeners, rules and targets of this
 * cluster only, inbound rules of its own security groups and of that of the nodes only, and nothing of WAF, Shield and
 * Cognito.
 *
 * Sources: https://github.com/kubernetes-sigs/aws-load-balancer-controller/blob/v3.5.0/docs/install/iam_policy.json; the
 * conditions are those of the policy of AWS for the same controller in EKS Auto Mode,
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonEKSLoadBalancingPolicy.html, and of
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html
 */
export function allowLoadBalancers(role: iam.Role, rights: LoadBalancerRights): void {
  const { account, partition, region } = Stack.of(role);
  const ec2 = (resource: string) => `arn:${partition}:ec2:${region}:${account}:${resource}`;
  const own = LOAD_BALANCING.map((each) => loadBalancing(role, each));
  const groups = ec2('security-group/*');
  const made = { [`aws:RequestTag/${CLUSTER_TAG}`]: rights.clusterName };
  const tagged = { [`aws:ResourceTag/${CLUSTER_TAG}`]: rights.clusterName };
  const keepsClusterTag = { Null: { [`aws:RequestTag/${CLUSTER_TAG}`]: 'true' } };
  const allow = (
    sid: string,
    actions: readonly string[],
    resources: string[],
    conditions?: Record<string, Record<string, string | string[]>>,
  ) => role.addToPolicy(new iam.PolicyStatement({ sid, actions: [...actions], resources, conditions }));

  allow('Find', FIND, ['*']);
  allow(
    'FirstLoadBalancerOfTheAccount',
    ['iam:CreateServiceLinkedRole'],
    [
      `arn:${partition}:iam::${account}:role/aws-service-role/elasticloadbalancing.amazonaws.com/AWSServiceRoleForElasticLoadBalancing`,
    ],
    { StringEquals: { 'iam:AWSServiceName': 'elasticloadbalancing.amazonaws.com' } },
  );

  allow('MakeGroupsInTheVpc', ['ec2:CreateSecurityGroup'], [ec2(`vpc/${rights.vpcId}`)]);
  allow('MakeGroups', ['ec2:CreateSecurityGroup'], [groups], { StringEquals: made });
  allow('TagNewGroups', ['ec2:CreateTags'], [groups], {
    StringEquals: { 'ec2:CreateAction': 'CreateSecurityGroup', ...made },
  });
  allow('TagOwnGroups', ['ec2:CreateTags', 'ec2:DeleteTags'], [groups], {
    StringEquals: tagged,
    ...keepsClusterTag,
  });
  allow('ChangeOwnGroups', [...RULES, 'ec2:DeleteSecurityGroup'], [groups], { StringEquals: tagged });
  allow('OpenNodesToLoadBalancers', RULES, [ec2(`security-group/${rights.nodesGroupId}`)]);

  allow(
    'MakeLoadBalancers',
    ['elasticloadbalancing:CreateLoadBalancer', 'elasticloadbalancing:CreateTargetGroup'],
    own.filter((each) => /:(loadbalancer|targetgroup)\//.test(each)),
    { StringEquals: made },
  );
  allow(
    'MakeListenersOfOwn',
    ['elasticloadbalancing:CreateListener', 'elasticloadbalancing:CreateRule'],
    own.filter((each) => /:(loadbalancer|listener)\//.test(each)),
    { StringEquals: { ...made, ...tagged } },
  );
  allow('TagNew', ['elasticloadbalancing:AddTags'], own, {
    StringEquals: { 'elasticloadbalancing:CreateAction': CREATE_ACTIONS, ...made },
  });
  allow('TagOwn', ['elasticloadbalancing:AddTags', 'elasticloadbalancing:RemoveTags'], own, {
    StringEquals: tagged,
    ...keepsClusterTag,
  });
  allow('ChangeOwn', CHANGE, own, { StringEquals: tagged });

  acknowledge(role);
}

function loadBalancing(role: iam.Role, resource: string): string {
  const { account, partition, region } = Stack.of(role);
  return `arn:${partition}:elasticloadbalancing:${region}:${account}:${resource}`;
}

function acknowledge(role: iam.Role): void {
  const acknowledged = (arn: string, reason: string) => ({
    id: `AwsSolutions-IAM5[Resource::${arn}]`,
    reason,
  });
  Validations.of(role).acknowledge(
    acknowledged('*', 'Describe and list calls have no resource to name, and are read-only.'),
    acknowledged(
      'arn:<partition>:ec2:<region>:<account>:security-group/*',
      'Groups of load balancers have generated ids. Every statement is limited to groups with the tag of this cluster, or that get it as they are made.',
    ),
    ...LOAD_BALANCING.map((each) =>
      acknowledged(
        `arn:<partition>:elasticloadbalancing:<region>:<account>:${each}`,
        'Users of the cluster decide which load balancers there are, and the controller names them. Every statement is limited to those with the tag of this cluster, or that get it as they are made.',
      ),
    ),
  );
}

const RULES = ['ec2:AuthorizeSecurityGroupIngress', 'ec2:RevokeSecurityGroupIngress'];

const CREATE_ACTIONS = ['CreateLoadBalancer', 'CreateTargetGroup', 'CreateListener', 'CreateRule'];

const FIND = [
  'acm:DescribeCertificate',
  'acm:ListCertificates',
  'ec2:DescribeAccountAttributes',
  'ec2:DescribeAddresses',
  'ec2:DescribeAvailabilityZones',
  'ec2:DescribeInstances',
  'ec2:DescribeInternetGateways',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeRouteTables',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:DescribeTags',
  'ec2:DescribeVpcs',
  'ec2:GetSecurityGroupsForVpc',
  'elasticloadbalancing:DescribeListenerAttributes',
  'elasticloadbalancing:DescribeListenerCertificates',
  'elasticloadbalancing:DescribeListeners',
  'elasticloadbalancing:DescribeLoadBalancerAttributes',
  'elasticloadbalancing:DescribeLoadBalancers',
  'elasticloadbalancing:DescribeRules',
  'elasticloadbalancing:DescribeSSLPolicies',
  'elasticloadbalancing:DescribeTags',
  'elasticloadbalancing:DescribeTargetGroupAttributes',
  'elasticloadbalancing:DescribeTargetGroups',
  'elasticloadbalancing:DescribeTargetHealth',
  'elasticloadbalancing:DescribeTrustStores',
];

const CHANGE = [
  'elasticloadbalancing:AddListenerCertificates',
  'elasticloadbalancing:DeleteListener',
  'elasticloadbalancing:DeleteLoadBalancer',
  'elasticloadbalancing:DeleteRule',
  'elasticloadbalancing:DeleteTargetGroup',
  'elasticloadbalancing:DeregisterTargets',
  'elasticloadbalancing:ModifyListener',
  'elasticloadbalancing:ModifyListenerAttributes',
  'elasticloadbalancing:ModifyLoadBalancerAttributes',
  'elasticloadbalancing:ModifyRule',
  'elasticloadbalancing:ModifyTargetGroup',
  'elasticloadbalancing:ModifyTargetGroupAttributes',
  'elasticloadbalancing:RegisterTargets',
  'elasticloadbalancing:RemoveListenerCertificates',
  'elasticloadbalancing:SetIpAddressType',
  'elasticloadbalancing:SetRulePriorities',
  'elasticloadbalancing:SetSecurityGroups',
  'elasticloadbalancing:SetSubnets',
];
