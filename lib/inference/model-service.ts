import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Peer, Port, SecurityGroup, SubnetType } from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { ModelServiceConfig } from '../config';
import { containerImage, isInEcr } from './container-image';

export interface ModelServiceProps {
  readonly cluster: ecs.Cluster;
  readonly vpc: ec2.IVpc;
  /** Range of the VPC, from which a service without a route is reached. */
  readonly vpcCidr: string;
  readonly config: ModelServiceConfig;
  readonly capacityProvider: ecs.AsgCapacityProvider;
  /** Role of the containers; it reads the models bucket. */
  readonly taskRole: iam.IRole;
  readonly models: s3.IBucket;
  readonly logRetentionDays: number;
  /** Whether the logs outlive the stack. */
  readonly protectData: boolean;
}

/** A model server on GPU instances that grows and shrinks with its CPU use. */
export class ModelService extends Construct {
  readonly service: ecs.Ec2Service;

  constructor(scope: Construct, id: string, props: ModelServiceProps) {
    super(scope, id);
    const { config, vpc } = props;
    const securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: `Model service ${id}`,
    });
    if (!config.route) {
      securityGroup.addIngressRule(Peer.ipv4(props.vpcCidr), Port.tcp(config.port), 'Requests from the VPC');
    }
    this.service = new ecs.Ec2Service(this, 'Service', {
      cluster: props.cluster,
      taskDefinition: this.taskDefinition(id, props),
      capacityProviderStrategies: [
        { capacityProvider: props.capacityProvider.capacityProviderName, weight: 1 },
      ],
      vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
      securityGroups: [securityGroup],
      circuitBreaker: { rollback: true },
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      // Meaningful behind a load balancer only; ECS refuses it elsewhere.
      healthCheckGracePeriod: config.route && Duration.seconds(config.healthGraceSeconds),
      // Left out, because Application Auto Scaling owns it and a deploy must not take it back. ECS then starts one
      // task, so a service that may be at zero says so: its CPU use can only ever bring it back there.
      desiredCount: config.scaling.min === 0 ? 0 : undefined,
    });
    this.scale(config.scaling);
  }

  private taskDefinition(name: string, props: ModelServiceProps): ecs.Ec2TaskDefinition {
    const { config, models } = props;
    const { region } = Stack.of(this);
    const logGroup = new logs.LogGroup(this, 'Logs', {
      retention: props.logRetentionDays,
      removalPolicy: props.protectData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    const taskDefinition = new ecs.Ec2TaskDefinition(this, 'Task', {
      // Every task has an address and a security group of its own, and no way to the instance's rights.
      networkMode: ecs.NetworkMode.AWS_VPC,
      taskRole: props.taskRole,
    });
    const replaceBucket = (text: string) => text.replaceAll('${MODELS_BUCKET}', models.bucketName);
    taskDefinition.addContainer('server', {
      image: containerImage(this, config.image),
      command: config.command?.map(replaceBucket),
      environment: {
        MODELS_BUCKET: models.bucketName,
        AWS_REGION: region,
        AWS_DEFAULT_REGION: region,
        ...config.environment,
      },
      gpuCount: config.gpus,
      cpu: config.cpuUnits,
      memoryLimitMiB: config.memoryMiB,
      linuxParameters: new ecs.LinuxParameters(this, 'Linux', { sharedMemorySize: config.sharedMemoryMiB }),
      portMappings: [{ containerPort: config.port }],
      logging: ecs.LogDrivers.awsLogs({ streamPrefix: name, logGroup }),
    });
    Validations.of(taskDefinition).acknowledge({
      id: 'AwsSolutions-ECS2',
      reason:
        'The variables hold a bucket name, a region and settings of the server; secrets do not belong into the configuration.',
    });
    if (isInEcr(config.image)) {
      Validations.of(taskDefinition).acknowledge({
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason:
          'ecr:GetAuthorizationToken has no resource to name; pulling is allowed from the one repository only.',
      });
    }
    return taskDefinition;
  }

  private scale(scaling: ModelServiceConfig['scaling']): void {
    this.service
      .autoScaleTaskCount({ minCapacity: scaling.min, maxCapacity: scaling.max })
      .scaleOnCpuUtilization('Cpu', {
        policyName: 'inference-scale-up',
        targetUtilizationPercent: scaling.cpuTargetPercent,
        scaleInCooldown: Duration.seconds(scaling.scaleInCooldownSeconds),
        scaleOutCooldown: Duration.seconds(scaling.scaleOutCooldownSeconds),
      });
  }
}
