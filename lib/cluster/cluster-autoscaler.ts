import { Stack, Validations } from 'aws-cdk-lib';
import type * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { findEksVersion } from '../catalog';
import { REQUIRED_ADD_ONS } from '../catalog/add-ons';
import { PLATFORM_SOURCES } from '../catalog/registries';
import type { PlatformConfig } from '../config';
import { mirroredChart, mirroredImage } from '../config/registries';
import { PodRole } from '../identity/pod-role';
import { expanderPriorities } from './expander-priorities';
import type { NodeGroup } from './node-group/node-group';
import { associate } from './pod-identity';

export interface ClusterAutoscalerProps {
  readonly cluster: eks.Cluster;
  /** Name of the cluster, as text: it is part of tag keys, which cannot be a reference. */
  readonly clusterName: string;
  /** Kubernetes version, which decides the release. */
  readonly version: string;
  /** Mirrors of registries by host. */
  readonly registries: PlatformConfig['registries'];
  /** All node groups of the cluster. */
  readonly nodeGroups: readonly NodeGroup[];
}

const SERVICE_ACCOUNT = { namespace: 'kube-system', name: 'cluster-autoscaler' };

/** Scales the managed node groups with the pods, including from zero. */
export class ClusterAutoscaler extends Construct {
  readonly chart: eks.HelmChart;

  constructor(
    scope: Construct,
    id: string,
    { cluster, clusterName, nodeGroups, registries, version }: ClusterAutoscalerProps,
  ) {
    super(scope, id);
    const role = new PodRole(this, 'Role', 'cluster-autoscaler: resizes the node groups of its own cluster');
    this.allowScaling(role, clusterName);
    const identity = associate(this, 'Identity', cluster, SERVICE_ACCOUNT, role);

    const { cpuMillicores, memoryMiB } = REQUIRED_ADD_ONS['cluster-autoscaler'].pods[0];
    const { chartVersion, imageTag } = findEksVersion(version)!.clusterAutoscaler;
    this.chart = cluster.addHelmChart('ClusterAutoscaler', {
      ...mirroredChart(PLATFORM_SOURCES.clusterAutoscalerCharts, 'cluster-autoscaler', registries),
      release: 'cluster-autoscaler',
      version: chartVersion,
      namespace: SERVICE_ACCOUNT.namespace,
      values: {
        cloudProvider: 'aws',
        awsRegion: Stack.of(this).region,
        autoDiscovery: { clusterName },
        image: {
          repository: mirroredImage(PLATFORM_SOURCES.clusterAutoscalerImage, registries),
          tag: imageTag,
        },
        rbac: { serviceAccount: { name: SERVICE_ACCOUNT.name } },
        fullnameOverride: 'cluster-autoscaler',
        resources: { requests: { cpu: `${cpuMillicores}m`, memory: `${memoryMiB}Mi` } },
        extraArgs: {
          // Keep groups balanced that differ by zone only. Their imagined nodes differ by this label as well.
          'balance-similar-node-groups': true,
          'balancing-ignore-label': 'nodegroup-name',
          // The cheapest group that takes the pod; of several, the one that wastes the least CPU and memory. Without the
          // priorities a small pod may start the dearest GPU instances, whose other resources it does not waste either.
          expander: 'priority,least-waste',
          // By default it remembers what the last node of a group offered for ten years, also when that node was broken.
          'node-info-cache-expire-time': '10m',
          'skip-nodes-with-system-pods': false,
        },
        expanderPriorities: expanderPriorities(nodeGroups),
      },
    });
    // A pod that starts before it has no credentials until it is restarted.
    this.chart.node.addDependency(identity);
  }

  private allowScaling(role: iam.Role, clusterName: string): void {
    const { account, partition, region } = Stack.of(this);
    role.addToPolicy(
      new iam.PolicyStatement({
        sid: 'FindGroups',
        actions: [
          'autoscaling:DescribeAutoScalingGroups',
          'autoscaling:DescribeAutoScalingInstances',
          'autoscaling:DescribeLaunchConfigurations',
          'autoscaling:DescribeScalingActivities',
          'autoscaling:DescribeTags',
          'ec2:DescribeImages',
          'ec2:DescribeInstanceTypes',
          'ec2:DescribeLaunchTemplateVersions',
          'ec2:GetInstanceTypesFromInstanceRequirements',
        ],
        resources: ['*'],
      }),
    );
    role.addToPolicy(
      new iam.PolicyStatement({
        sid: 'ReadLabelsAndTaintsOfEmptyGroups',
        actions: ['eks:DescribeNodegroup'],
        resources: [`arn:${partition}:eks:${region}:${account}:nodegroup/${clusterName}/*`],
      }),
    );
    role.addToPolicy(
      new iam.PolicyStatement({
        sid: 'ResizeGroupsOfThisCluster',
        actions: ['autoscaling:SetDesiredCapacity', 'autoscaling:TerminateInstanceInAutoScalingGroup'],
        resources: ['*'],
        // EKS adds this tag to the Auto Scaling group of every managed node group.
        conditions: {
          StringEquals: { [`aws:ResourceTag/k8s.io/cluster-autoscaler/${clusterName}`]: 'owned' },
        },
      }),
    );
    Validations.of(role).acknowledge(
      {
        id: `AwsSolutions-IAM5[Resource::arn:<partition>:eks:<region>:<account>:nodegroup/${clusterName}/*]`,
        reason: 'Node groups of this cluster, which have generated ids; read-only.',
      },
      {
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason:
          'Describe calls have no resource to name; the two that change a group are limited to groups tagged as this cluster owns them.',
      },
    );
  }
}
