import { CfnOutput, type StackProps } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { constructId } from '../contract/construct-id';
import type { InferenceConfig, PlatformConfig } from '../config';
import type { DataStores } from '../storage/data-stores';
import { GpuCapacity } from './gpu-capacity';
import { LoadBalancer } from './load-balancer';
import { ModelService } from './model-service';
import { PlatformStack } from '../references/platform-stack';

export interface InferenceStackProps extends StackProps {
  readonly config: InferenceConfig;
  /** Mirrors of registries by host. */
  readonly registries: PlatformConfig['registries'];
  readonly vpc: ec2.IVpc;
  /** Range of the VPC. */
  readonly vpcCidr: string;
  readonly loadBalancerSecurityGroup: ec2.ISecurityGroup;
  readonly stores: DataStores;
  /** Receives the logs of the load balancer. */
  readonly accessLogs: s3.IBucket;
  /**
   * Key that encrypts the volumes of the instances.
   * @default the default key of the account for EBS
   */
  readonly volumeKeyArn?: string;
  /** Whether logs outlive the stack. */
  readonly protectData: boolean;
}

/** The ECS cluster, its GPU instances, and the model services behind one load balancer. */
export class InferenceStack extends PlatformStack {
  readonly cluster: ecs.Cluster;
  readonly capacity: GpuCapacity;
  readonly services: readonly ModelService[];
  /** Undefined if no service has a route. */
  readonly loadBalancer?: LoadBalancer;

  constructor(scope: Construct, id: string, props: InferenceStackProps) {
    super(scope, id, props);
    const { config, vpc } = props;

    this.cluster = new ecs.Cluster(this, 'Cluster', {
      vpc,
      containerInsightsV2: ecs.ContainerInsights.ENABLED,
    });
    this.capacity = new GpuCapacity(this, 'Capacity', {
      cluster: this.cluster,
      config: config.capacity,
      vpc,
      volumeKeyArn: props.volumeKeyArn,
    });

    if (Object.values(config.services).some(({ route }) => route)) {
      this.loadBalancer = this.addLoadBalancer(props);
    }
    this.services = this.addServices(props);
    new CfnOutput(this, 'EcsClusterName', {
      value: this.cluster.clusterName,
      description: 'ECS cluster name',
    });
  }

  private addLoadBalancer(props: InferenceStackProps): LoadBalancer {
    // The id must not change: that would replace the load balancer and its address.
    const loadBalancer = new LoadBalancer(this, 'FrontDoor', {
      vpc: props.vpc,
      securityGroup: props.loadBalancerSecurityGroup,
      certificateArn: props.config.certificateArn,
      accessLogs: props.accessLogs,
    });
    new CfnOutput(this, 'ModelServiceUrl', {
      value: loadBalancer.url,
      description: 'URL of the model services',
    });
    return loadBalancer;
  }

  private addServices(props: InferenceStackProps): ModelService[] {
    const scope = new Construct(this, 'Services');
    scope.node.addDependency(this.capacity.release, this.capacity.association);
    return Object.entries(props.config.services).map(
      ([name, config]) =>
        new ModelService(scope, constructId(name), {
          name,
          config,
          registries: props.registries,
          cluster: this.cluster,
          vpc: props.vpc,
          vpcCidr: props.vpcCidr,
          capacityProvider: this.capacity.provider,
          stores: props.stores,
          loadBalancer: this.loadBalancer,
          logRetentionDays: props.config.logRetentionDays,
          protectData: props.protectData,
        }),
    );
  }
}
