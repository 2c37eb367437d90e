import { Duration, Stack, Validations } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Peer, Port, SecurityGroup, SubnetType } from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { MODEL_LOADER } from '../catalog';
import { PLATFORM_SOURCES } from '../catalog/registries';
import type { ModelServiceConfig, PlatformConfig } from '../config';
import { MODEL_PATH, modelPath } from '../config/model-folder';
import { parseModelReference } from '../contract/model-release';
import { dataRemoval } from '../retention/data-removal';
import type { DataStores } from '../storage/data-stores';
import { literalText } from './literal-text';
import type { LoadBalancer } from './load-balancer';
import { addEmptyModels, addModelLoader } from './model/model-loader';
import { ServiceRole } from './service-role';
import { scaleService } from './service-scaling';
import { TaskImages } from './task-images';

export interface ModelServiceProps {
  /** Key of the service in the configuration. */
  readonly name: string;
  readonly cluster: ecs.Cluster;
  readonly vpc: ec2.IVpc;
  /** Range of the VPC, which can connect to a service without a route. */
  readonly vpcCidr: string;
  readonly config: ModelServiceConfig;
  /** Mirrors of registries by host. */
  readonly registries: PlatformConfig['registries'];
  readonly capacityProvider: ecs.AsgCapacityProvider;
  readonly stores: DataStores;
  /**
   * Routes requests to the service.
   * @default none; a service with a route needs one
   */
  readonly loadBalancer?: LoadBalancer;
  readonly logRetentionDays: number;
  /** Whether the logs outlive the stack. */
  readonly protectData: boolean;
}

/** A model server on GPU instances, scaled by its CPU utilization. */
export class ModelService extends Construct {
  /** Key of the service in the configuration. */
  readonly name: string;
  readonly service: ecs.Ec2Service;
  /** Undefined for a service without a route. */
  readonly targetGroup?: elb.ApplicationTargetGroup;

  constructor(scope: Construct, id: string, props: ModelServiceProps) {
    super(scope, id);
    const { config, name, vpc } = props;
    this.name = name;
    const securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: `Model service ${name}`,
    });
    if (!config.route) {
      securityGroup.addIngressRule(Peer.ipv4(props.vpcCidr), Port.tcp(config.port), 'Requests from the VPC');
    }
    this.service = new ecs.Ec2Service(this, 'Service', {
      cluster: props.cluster,
      taskDefinition: this.taskDefinition(props),
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
      // Omitted, because Application Auto Scaling owns it and a deploy must not reset it. ECS then starts one task, so
      // a service that may have none starts at 0.
      desiredCount: config.scaling.min === 0 ? 0 : undefined,
    });
    scaleService(this.service, config.scaling);
    if (config.route) {
      this.targetGroup = props.loadBalancer?.addRoute(name, config.route, this.service, config);
    }
  }

  private taskDefinition(props: ModelServiceProps): ecs.Ec2TaskDefinition {
    const { config, stores } = props;
    const { region } = Stack.of(this);
    const release = config.model === undefined ? undefined : parseModelReference(config.model);
    const logGroup = new logs.LogGroup(this, 'Logs', {
      retention: props.logRetentionDays,
      removalPolicy: dataRemoval(props.protectData),
    });
    const taskDefinition = new ecs.Ec2TaskDefinition(this, 'Task', {
      // Every task has its own address and security group, and no access to the role of the instance.
      networkMode: ecs.NetworkMode.AWS_VPC,
      taskRole: new ServiceRole(this, 'Role', { service: this.name, stores, model: release?.name }),
    });
    const folder = modelPath(config);
    const variables = Object.fromEntries(
      Object.entries(config.environment).map(([name, text]): [string, string] => [name, literalText(text)]),
    );
    const images = new TaskImages(this, taskDefinition, props.registries);
    const server = taskDefinition.addContainer('server', {
      image: images.image(config.image),
      command: config.command?.map((text) => text.split(MODEL_PATH).map(literalText).join(folder)),
      environment: {
        MODEL_PATH: folder,
        AWS_REGION: region,
        AWS_DEFAULT_REGION: region,
        ...variables,
      },
      gpuCount: config.gpus,
      cpu: config.cpuUnits,
      memoryLimitMiB: config.memoryMiB,
      linuxParameters: new ecs.LinuxParameters(this, 'Linux', { sharedMemorySize: config.sharedMemoryMiB }),
      portMappings: [{ containerPort: config.port }],
      logging: ecs.LogDrivers.awsLogs({ streamPrefix: this.name, logGroup }),
    });
    if (release) {
      addModelLoader(taskDefinition, {
        service: this.name,
        server,
        model: release,
        models: stores.models,
        image: images.image(`${PLATFORM_SOURCES.modelLoaderImage}:${MODEL_LOADER.imageTag}`),
        logGroup,
      });
    } else {
      addEmptyModels(taskDefinition, server);
    }
    images.allowPulls();
    Validations.of(taskDefinition).acknowledge({
      id: 'AwsSolutions-ECS2',
      reason:
        'The variables are the place of a model, a region and settings of the server; secrets do not belong in the configuration.',
    });
    return taskDefinition;
  }
}
