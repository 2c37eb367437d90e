import type { LocalPlatform } from '../local-platform';
import type { Expected } from './expected';
import { inVpc, physicalIdOf, securityGroupNames, subnetNames, subnetsOf } from './names';

/** The ECS cluster with its GPU instances, the model service, and the load balancer in front of it. */
export function inference(expected: Expected, platform: () => LocalPlatform): void {
  test('instances are on demand, and protected while they run tasks', async () => {
    const found = await group();
    expect(found).toMatchObject({ MinSize: 1, MaxSize: 20, NewInstancesProtectedFromScaleIn: true });
    const { InstancesDistribution, LaunchTemplate } = found.MixedInstancesPolicy!;
    expect(InstancesDistribution!.OnDemandPercentageAboveBaseCapacity).toBe(100);
    expect(LaunchTemplate!.Overrides!.map(({ InstanceType }) => InstanceType)).toEqual([
      expected.containerInstanceType,
    ]);
    expect(await subnetsOf(platform(), found)).toEqual(['Private-A', 'Private-B']);
  });

  test('instances have an encrypted disk and IMDSv2, and join the cluster', async () => {
    const { LaunchTemplateId, Version } = (await group()).MixedInstancesPolicy!.LaunchTemplate!
      .LaunchTemplateSpecification!;
    const { LaunchTemplateVersions } = await platform().aws.ec2.describeLaunchTemplateVersions({
      LaunchTemplateId,
      Versions: [Version!],
    });
    const data = LaunchTemplateVersions![0]!.LaunchTemplateData!;
    expect(data).toMatchObject({
      MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
      BlockDeviceMappings: [
        { DeviceName: '/dev/xvda', Ebs: { VolumeSize: 200, VolumeType: 'gp3', Encrypted: true } },
      ],
    });
    expect(data.ImageId).toMatch(/^resolve:ssm:\/aws\/service\/ecs\/optimized-ami\/.*\/gpu\//);
    const script = Buffer.from(data.UserData!, 'base64').toString();
    expect(script).toContain(`ECS_CLUSTER=${await clusterName()} `);
    expect(script).toContain('ECS_ENABLE_GPU_SUPPORT=true');
    expect(script).toContain('ECS_AWSVPC_BLOCK_IMDS=true');
  });

  test('ECS adds, drains and removes instances', async () => {
    const { ecs } = platform().aws;
    const { clusters } = await ecs.describeClusters({
      clusters: [await clusterName()],
      include: ['SETTINGS'],
    });
    expect(clusters).toMatchObject([
      { status: 'ACTIVE', settings: [{ name: 'containerInsights', value: 'enabled' }] },
    ]);
    const { capacityProviders } = await ecs.describeCapacityProviders({
      capacityProviders: clusters![0]!.capacityProviders!,
    });
    expect(capacityProviders).toMatchObject([
      {
        status: 'ACTIVE',
        autoScalingGroupProvider: {
          managedScaling: { status: 'ENABLED', targetCapacity: 100, instanceWarmupPeriod: 300 },
          managedTerminationProtection: 'ENABLED',
          managedDraining: 'ENABLED',
        },
      },
    ]);
    expect(capacityProviders![0]!.autoScalingGroupProvider!.autoScalingGroupArn).toBe(
      (await group()).AutoScalingGroupARN,
    );
  });

  test('the model service runs, and rolls back when a deployment fails', async () => {
    const found = await service();
    expect(found).toMatchObject({
      status: 'ACTIVE',
      desiredCount: 1,
      healthCheckGracePeriodSeconds: 600,
      deploymentConfiguration: {
        deploymentCircuitBreaker: { enable: true, rollback: true },
        minimumHealthyPercent: 100,
        maximumPercent: 200,
      },
      loadBalancers: [{ containerName: 'server', containerPort: 8000 }],
    });
    const { capacityProviders } = (
      await platform().aws.ecs.describeClusters({ clusters: [await clusterName()] })
    ).clusters![0]!;
    expect(found.capacityProviderStrategy!.map(({ capacityProvider }) => capacityProvider)).toEqual(
      capacityProviders,
    );
  });

  test('tasks are in the private subnets, and accept the load balancer only', async () => {
    const { subnets, securityGroups, assignPublicIp } = (await service()).networkConfiguration!
      .awsvpcConfiguration!;
    const names = await subnetNames(platform());
    expect(subnets!.map((id) => names[id]).sort()).toEqual(['Private-A', 'Private-B']);
    expect(assignPublicIp).toBe('DISABLED');
    const groups = await securityGroupNames(platform());
    const { SecurityGroupRules } = await platform().aws.ec2.describeSecurityGroupRules({
      Filters: [{ Name: 'group-id', Values: securityGroups! }],
    });
    const ingress = SecurityGroupRules!
      .filter(({ IsEgress }) => !IsEgress)
      .map(
        ({ IpProtocol, FromPort, ToPort, ReferencedGroupInfo }) =>
          `${IpProtocol} ${FromPort}-${ToPort} from ${groups[ReferencedGroupInfo?.GroupId ?? '']}`,
      );
    expect(ingress).toEqual(['tcp 8000-8000 from ALB-SG']);
  });

  test('a task runs Triton with a GPU and a role of its own', async () => {
    const { taskDefinition } = await platform().aws.ecs.describeTaskDefinition({
      taskDefinition: (await service()).taskDefinition,
    });
    expect(taskDefinition).toMatchObject({ networkMode: 'awsvpc', requiresCompatibilities: ['EC2'] });
    expect(taskDefinition!.taskRoleArn!.split('/').at(-1)).toBe(
      await physicalIdOf(platform(), 'Inference', 'AWS::IAM::Role', 'ServicesmodelRole'),
    );
    const [container, ...others] = taskDefinition!.containerDefinitions!;
    expect(others).toEqual([]);
    expect(container).toMatchObject({
      name: 'server',
      image: 'nvcr.io/nvidia/tritonserver:25.10-py3',
      cpu: 3584,
      memory: 14336,
      essential: true,
      resourceRequirements: [{ type: 'GPU', value: '1' }],
      linuxParameters: { sharedMemorySize: 2048 },
      portMappings: [{ containerPort: 8000, protocol: 'tcp' }],
    });
    expect(container!.privileged ?? false).toBe(false);
    expect(container!.command).toEqual(
      expect.arrayContaining(['tritonserver', '--model-repository=/models']),
    );
    expect(container!.environment).toContainEqual({ name: 'MODEL_PATH', value: '/models' });
    const logGroupName = container!.logConfiguration!.options!['awslogs-group']!;
    const { logGroups } = await platform().aws.logs.describeLogGroups({ logGroupNamePrefix: logGroupName });
    expect(logGroups!.map(({ retentionInDays }) => retentionInDays)).toEqual([30]);
  });

  test('the load balancer is inside the VPC, in both zones', async () => {
    const found = await loadBalancer();
    expect(found).toMatchObject({ Scheme: 'internal', Type: 'application', State: { Code: 'active' } });
    const groups = await securityGroupNames(platform());
    expect(found.SecurityGroups!.map((id) => groups[id])).toEqual(['ALB-SG']);
    expect((await platform().outputs('Inference'))['ModelServiceUrl']).toBe(`http://${found.DNSName}`);
    expect(found.VpcId).toBe(await platform().only('Network', 'AWS::EC2::VPC'));
    const subnets = await subnetNames(platform());
    const places = found.AvailabilityZones!.map(
      ({ ZoneName, SubnetId }) => `${subnets[SubnetId!]} ${ZoneName}`,
    );
    expect(places.sort()).toEqual(['Private-A us-west-2a', 'Private-B us-west-2b']);
  });

  test('the load balancer logs requests and drops invalid headers', async () => {
    const { Attributes } = await platform().aws.loadBalancing.describeLoadBalancerAttributes({
      LoadBalancerArn: (await loadBalancer()).LoadBalancerArn,
    });
    expect(Object.fromEntries(Attributes!.map(({ Key, Value }) => [Key!, Value!]))).toMatchObject({
      'routing.http.drop_invalid_header_fields.enabled': 'true',
      'access_logs.s3.enabled': 'true',
      'access_logs.s3.bucket': await physicalIdOf(platform(), 'Storage', 'AWS::S3::Bucket', 'AccessLogs'),
      'access_logs.s3.prefix': 'load-balancer',
    });
  });

  test('requests of every path reach the service, and by default get an answer', async () => {
    const { loadBalancing } = platform().aws;
    const { Listeners } = await loadBalancing.describeListeners({
      LoadBalancerArn: (await loadBalancer()).LoadBalancerArn,
    });
    expect(Listeners!.map(({ Protocol, Port }) => `${Protocol} ${Port}`)).toEqual(['HTTP 80']);
    const { Rules } = await loadBalancing.describeRules({ ListenerArn: Listeners![0]!.ListenerArn });
    const described = Rules!.map(({ Priority, Conditions, Actions }) => {
      const paths = Conditions!.flatMap(({ PathPatternConfig }) => PathPatternConfig?.Values ?? []);
      const effects = Actions!.map(
        ({ Type, FixedResponseConfig }) => FixedResponseConfig?.StatusCode ?? Type,
      );
      return [Priority, ...paths, ...effects].join(' ');
    });
    expect(described.sort()).toEqual(['100 /* forward', 'default 404']);
    const [forward] = Rules!.flatMap(({ Actions }) => Actions!).filter(({ Type }) => Type === 'forward');
    expect(forward!.TargetGroupArn).toBe((await service()).loadBalancers![0]!.targetGroupArn);
  });

  test('a task gets requests while it is healthy', async () => {
    const { loadBalancing } = platform().aws;
    const TargetGroupArn = (await service()).loadBalancers![0]!.targetGroupArn!;
    const { TargetGroups } = await loadBalancing.describeTargetGroups({ TargetGroupArns: [TargetGroupArn] });
    expect(TargetGroups).toMatchObject([
      {
        TargetType: 'ip',
        Protocol: 'HTTP',
        Port: 8000,
        VpcId: (await inVpc(platform()))[0]!.Values[0],
        HealthCheckEnabled: true,
        HealthCheckPath: '/v2/health/ready',
        HealthCheckIntervalSeconds: 15,
        HealthCheckTimeoutSeconds: 5,
        HealthyThresholdCount: 2,
      },
    ]);
    const { Attributes } = await loadBalancing.describeTargetGroupAttributes({ TargetGroupArn });
    expect(Attributes).toContainEqual({ Key: 'deregistration_delay.timeout_seconds', Value: '60' });
    expect(TargetGroups![0]!.LoadBalancerArns).toEqual([(await loadBalancer()).LoadBalancerArn]);
  });

  test('the service scales with its CPU utilization', async () => {
    const { applicationAutoScaling } = platform().aws;
    const own = {
      ServiceNamespace: 'ecs' as const,
      ScalableDimension: 'ecs:service:DesiredCount' as const,
    };
    const ResourceId = `service/${await clusterName()}/${(await service()).serviceName}`;
    const { ScalableTargets } = await applicationAutoScaling.describeScalableTargets({
      ...own,
      ResourceIds: [ResourceId],
    });
    expect(ScalableTargets).toMatchObject([{ ResourceId, MinCapacity: 1, MaxCapacity: 20 }]);
    const { ScalingPolicies } = await applicationAutoScaling.describeScalingPolicies({ ...own, ResourceId });
    expect(ScalingPolicies).toMatchObject([
      {
        PolicyName: 'inference-scale-up',
        PolicyType: 'TargetTrackingScaling',
        TargetTrackingScalingPolicyConfiguration: {
          TargetValue: 70,
          PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
          ScaleInCooldown: 300,
          ScaleOutCooldown: 60,
        },
      },
    ]);
  });

  const clusterName = () => platform().only('Inference', 'AWS::ECS::Cluster');

  async function group() {
    const name = await platform().only('Inference', 'AWS::AutoScaling::AutoScalingGroup');
    const { AutoScalingGroups } = await platform().aws.autoScaling.describeAutoScalingGroups({
      AutoScalingGroupNames: [name],
    });
    return AutoScalingGroups![0]!;
  }

  async function service() {
    const { services } = await platform().aws.ecs.describeServices({
      cluster: await clusterName(),
      services: [await platform().only('Inference', 'AWS::ECS::Service')],
    });
    return services![0]!;
  }

  async function loadBalancer() {
    const arn = await platform().only('Inference', 'AWS::ElasticLoadBalancingV2::LoadBalancer');
    const { LoadBalancers } = await platform().aws.loadBalancing.describeLoadBalancers({
      LoadBalancerArns: [arn],
    });
    return LoadBalancers![0]!;
  }
}
