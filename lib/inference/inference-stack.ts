import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { InferenceConfig } from '../config';
import { FrontDoor } from './front-door';
import { GpuCapacity } from './gpu-capacity';
import { ModelService } from './model-service';

export interface InferenceStackProps extends StackProps {
  readonly config: InferenceConfig;
  readonly vpc: ec2.IVpc;
  /** Range of the VPC. */
  readonly vpcCidr: string;
  readonly loadBalancerSecurityGroup: ec2.ISecurityGroup;
  readonly models: s3.IBucket;
  /** Receives the logs of the load balancer. */
  readonly accessLogs: s3.IBucket;
  /** Role of the containers. */
  readonly taskRole: iam.IRole;
  /** Whether logs outlive the stack. */
  readonly protectData: boolean;
}

/** A model service with what watches it. */
export interface RunningService {
  readonly service: ecs.Ec2Service;
  /** @default the service is not behind the load balancer */
  readonly targetGroup?: elb.ApplicationTargetGroup;
}

/** The ECS cluster, its GPU instances, and the model services behind one load balancer. */
export class InferenceStack extends Stack {
  readonly cluster: ecs.Cluster;
  readonly capacity: GpuCapacity;
  readonly services: Readonly<Record<string, RunningService>>;
  /** There is none when no service has a route. */
  readonly frontDoor?: FrontDoor;

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
    });

    if (Object.values(config.services).some(({ route }) => route)) {
      this.frontDoor = new FrontDoor(this, 'FrontDoor', {
        vpc,
        securityGroup: props.loadBalancerSecurityGroup,
        certificateArn: config.certificateArn,
        accessLogs: props.accessLogs,
      });
      new CfnOutput(this, 'ModelServiceUrl', {
        value: this.frontDoor.url,
        description: 'Address of the model services',
      });
    }
    this.services = this.addServices(props);
    new CfnOutput(this, 'EcsClusterName', {
      value: this.cluster.clusterName,
      description: 'ECS cluster name',
    });
  }

  private addServices(props: InferenceStackProps): Record<string, RunningService> {
    const scope = new Construct(this, 'Services');
    scope.node.addDependency(this.capacity.release);
    return Object.fromEntries(
      Object.entries(props.config.services).map(([name, config]) => {
        const modelService = new ModelService(scope, name, {
          ...props,
          cluster: this.cluster,
          config,
          capacityProvider: this.capacity.provider,
          logRetentionDays: props.config.logRetentionDays,
        });
        return [
          name,
          {
            service: modelService.service,
            targetGroup: this.frontDoor?.addService(name, modelService, config),
          },
        ];
      }),
    );
  }
}
