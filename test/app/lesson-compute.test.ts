import { Match } from 'aws-cdk-lib/assertions';
import { count, has, lesson, tag } from './lesson';

// Expected values are copied from the lesson, not from the configuration: these tests compare the two.

describe('training', () => {
  const instance = (data: object) =>
    has('Training', 'AWS::EC2::LaunchTemplate', { LaunchTemplateData: data });
  const root = [
    {
      DeviceName: '/dev/xvda',
      Ebs: { VolumeSize: 500, VolumeType: 'gp3', Iops: 3000, Throughput: 125, Encrypted: true },
    },
  ];

  test.each([
    ['p3.2xlarge', '1.5'],
    ['p3.8xlarge', '3'],
  ])('a persistent spot %s, stopped when interrupted, for at most $%s an hour', (InstanceType, MaxPrice) => {
    instance({
      InstanceType,
      InstanceMarketOptions: {
        MarketType: 'spot',
        SpotOptions: { MaxPrice, SpotInstanceType: 'persistent', InstanceInterruptionBehavior: 'stop' },
      },
    });
  });

  test('disks of the workstation', () => {
    instance({ InstanceType: 'p3.2xlarge', BlockDeviceMappings: root });
    has('Training', 'AWS::EC2::Volume', { Size: 1000, VolumeType: 'gp3' });
    count('Training', 'AWS::EC2::Volume', 1);
  });

  test('names of the workstations and of the address', () => {
    has('Training', 'AWS::EC2::Instance', { Tags: tag('Name', 'GPU-Training-Server') });
    has('Training', 'AWS::EC2::Instance', { Tags: tag('Workload', 'ML-Training') });
    has('Training', 'AWS::EC2::Instance', { Tags: tag('Name', 'GPU-Training-Spot') });
    has('Training', 'AWS::EC2::EIP', { Domain: 'vpc', Tags: tag('Name', 'GPU-Training-EIP') });
  });

  test('fleet', () => {
    has('Training', 'AWS::AutoScaling::AutoScalingGroup', {
      AutoScalingGroupName: 'gpu-training-asg',
      MinSize: '0',
      MaxSize: '10',
      DesiredCapacity: '4',
      HealthCheckType: 'EC2',
      HealthCheckGracePeriod: 300,
      TerminationPolicies: ['OldestInstance'],
      MixedInstancesPolicy: Match.objectLike({
        InstancesDistribution: Match.objectLike({
          SpotMaxPrice: '5.00',
          OnDemandPercentageAboveBaseCapacity: 0,
        }),
        LaunchTemplate: Match.objectLike({ Overrides: [{ InstanceType: 'p3.8xlarge' }] }),
      }),
    });
    for (const [Key, Value] of [
      ['Name', 'GPU-Training-ASG-Node'],
      ['Cluster', 'ml-training-cluster'],
    ]) {
      has('Training', 'AWS::AutoScaling::AutoScalingGroup', {
        Tags: Match.arrayWith([{ Key, Value, PropagateAtLaunch: true }]),
      });
    }
    instance({ InstanceType: 'p3.8xlarge', BlockDeviceMappings: root });
  });

  test('schedules of the fleet', () => {
    count('Training', 'AWS::AutoScaling::ScheduledAction', 2);
    has('Training', 'AWS::AutoScaling::ScheduledAction', {
      MinSize: 2,
      MaxSize: 10,
      DesiredCapacity: 4,
      Recurrence: '0 8 * * MON-FRI',
    });
    has('Training', 'AWS::AutoScaling::ScheduledAction', {
      MinSize: 0,
      MaxSize: 10,
      DesiredCapacity: 0,
      Recurrence: '0 20 * * *',
    });
  });

  test.each([
    'torch',
    'torchvision',
    'torchaudio',
    'transformers',
    'datasets',
    'accelerate',
    'wandb',
    'mlflow',
  ])('every instance has %s at one version', (library) => {
    const templates = lesson.ofType('AWS::EC2::LaunchTemplate').filter(({ stack }) => stack === 'Training');
    expect(templates).toHaveLength(3);
    for (const { resource } of templates) {
      expect(resource.Properties['LaunchTemplateData'].UserData).toMention(
        new RegExp(`[\n']${library}==\\d`),
      );
    }
  });
});

describe('cluster', () => {
  test('control plane', () => {
    has('Cluster', 'AWS::EKS::Cluster', {
      Name: 'ml-platform-cluster',
      Version: '1.28',
      Logging: {
        ClusterLogging: {
          EnabledTypes: ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'].map((Type) => ({
            Type,
          })),
        },
      },
      EncryptionConfig: [Match.objectLike({ Resources: ['secrets'] })],
      ResourcesVpcConfig: Match.objectLike({
        EndpointPrivateAccess: true,
        EndpointPublicAccess: true,
        PublicAccessCidrs: ['0.0.0.0/0'],
      }),
      Tags: tag('Name', 'ML-Platform-Cluster'),
    });
    const [cluster] = lesson.ofType('AWS::EKS::Cluster');
    expect(cluster!.resource.Properties['ResourcesVpcConfig'].SubnetIds).toHaveLength(4);
  });

  test('secrets key and OIDC provider', () => {
    has('Cluster', 'AWS::KMS::Key', {
      Description: 'EKS cluster encryption key',
      PendingWindowInDays: 7,
      EnableKeyRotation: true,
    });
    has('Cluster', 'AWS::IAM::OIDCProvider', {
      ClientIdList: ['sts.amazonaws.com'],
      Tags: tag('Name', 'ML-Platform-OIDC'),
    });
  });

  test.each([
    ['cpu-nodes', 'c5.2xlarge', 'ON_DEMAND', [2, 3, 10], { workload: 'cpu', role: 'general' }, [], 'CPU'],
    [
      'gpu-nodes',
      'p3.2xlarge',
      'SPOT',
      [0, 2, 10],
      { workload: 'gpu', role: 'ml-training', 'gpu-type': 'v100', 'nvidia.com/gpu': 'true' },
      [{ Key: 'nvidia.com/gpu', Value: 'true', Effect: 'NO_SCHEDULE' }],
      'GPU',
    ],
    [
      'inference-nodes',
      'g4dn.xlarge',
      'SPOT',
      [1, 2, 20],
      { workload: 'inference', role: 'model-serving', 'gpu-type': 't4', 'nvidia.com/gpu': 'true' },
      [{ Key: 'workload', Value: 'inference', Effect: 'NO_SCHEDULE' }],
      'Inference',
    ],
  ])('node group %s', (NodegroupName, type, CapacityType, sizes, Labels, Taints, name) => {
    const [MinSize, DesiredSize, MaxSize] = sizes;
    has('Cluster', 'AWS::EKS::Nodegroup', {
      NodegroupName,
      InstanceTypes: [type],
      CapacityType,
      ScalingConfig: { MinSize, DesiredSize, MaxSize },
      Labels,
      Taints,
      Tags: Match.objectLike({ Name: `ML-Platform-${name}-Nodes` }),
    });
  });

  test('device plugin', () => {
    // The chart of a release has its image: v0.14.0.
    has('Cluster', 'Custom::AWSCDK-EKS-HelmChart', { Chart: 'nvidia-device-plugin', Version: '0.14.0' });
  });
});

describe('inference', () => {
  test('scaling of the model service', () => {
    has('Inference', 'AWS::ApplicationAutoScaling::ScalableTarget', {
      MinCapacity: 1,
      MaxCapacity: 20,
      ScalableDimension: 'ecs:service:DesiredCount',
    });
    has('Inference', 'AWS::ApplicationAutoScaling::ScalingPolicy', {
      PolicyName: 'inference-scale-up',
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration: {
        TargetValue: 70,
        PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
        ScaleInCooldown: 300,
        ScaleOutCooldown: 60,
      },
    });
  });
});

test.each([
  ['Cluster', 'EksClusterName'],
  ['Cluster', 'EksClusterEndpoint'],
  ['Cluster', 'ConfigureKubectl'],
  ['Storage', 'DatasetsBucket'],
  ['Storage', 'ModelsBucket'],
  ['Storage', 'ArtifactsBucket'],
  ['Training', 'GpuInstanceIp'],
  ['Training', 'StartSession'],
] as const)('%s has the output %s', (stack, output) => {
  expect(Object.keys(lesson.json(stack).Outputs!).filter((id) => id.includes(output))).not.toEqual([]);
});

test('the kubectl command names region and cluster', () => {
  expect(lesson.json('Cluster').Outputs!['ConfigureKubectl']).toMatchObject({
    Value: 'aws eks update-kubeconfig --region us-west-2 --name ml-platform-cluster',
  });
});
