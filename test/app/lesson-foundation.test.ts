import { Match } from 'aws-cdk-lib/assertions';
import { count, has, lesson, tag } from './lesson';

// Expected values are copied from the lesson, not from the configuration: these tests compare the two.

describe('network', () => {
  test('VPC', () => {
    has('Network', 'AWS::EC2::VPC', {
      CidrBlock: '10.0.0.0/16',
      EnableDnsHostnames: true,
      EnableDnsSupport: true,
      Tags: tag('Name', 'ML-Platform-VPC'),
    });
    has('Network', 'AWS::EC2::VPC', { Tags: tag('kubernetes.io/cluster/ml-platform-cluster', 'shared') });
  });

  test.each([
    ['Public', 'A', 'us-west-2a', '10.0.1.0/24', 'elb'],
    ['Public', 'B', 'us-west-2b', '10.0.2.0/24', 'elb'],
    ['Private', 'A', 'us-west-2a', '10.0.10.0/24', 'internal-elb'],
    ['Private', 'B', 'us-west-2b', '10.0.11.0/24', 'internal-elb'],
  ])('%s subnet %s', (type, letter, AvailabilityZone, CidrBlock, role) => {
    for (const [key, value] of [
      ['Name', `ML-Platform-${type}-${letter}`],
      ['Type', type],
      ['kubernetes.io/cluster/ml-platform-cluster', 'shared'],
      [`kubernetes.io/role/${role}`, '1'],
    ] as const) {
      has('Network', 'AWS::EC2::Subnet', {
        AvailabilityZone,
        CidrBlock,
        MapPublicIpOnLaunch: type === 'Public',
        Tags: tag(key, value),
      });
    }
  });

  test('internet gateway, and a NAT gateway with address and route table in each zone', () => {
    has('Network', 'AWS::EC2::InternetGateway', { Tags: tag('Name', 'ML-Platform-IGW') });
    count('Network', 'AWS::EC2::NatGateway', 2);
    for (const zone of ['A', 'B']) {
      has('Network', 'AWS::EC2::NatGateway', { Tags: tag('Name', `ML-Platform-NAT-${zone}`) });
      has('Network', 'AWS::EC2::EIP', { Domain: 'vpc', Tags: tag('Name', `ML-Platform-NAT-EIP-${zone}`) });
      has('Network', 'AWS::EC2::RouteTable', { Tags: tag('Name', `ML-Platform-Private-RT-${zone}`) });
    }
  });

  test('flow logs', () => {
    has('Network', 'AWS::EC2::FlowLog', {
      TrafficType: 'ALL',
      Tags: tag('Name', 'ML-Platform-VPC-Flow-Logs'),
    });
    has('Network', 'AWS::Logs::LogGroup', { LogGroupName: '/aws/vpc/ml-platform', RetentionInDays: 30 });
    has('Network', 'AWS::IAM::Role', { RoleName: 'ml-platform-vpc-flow-logs' });
  });
});

describe('security groups', () => {
  const from = (FromPort: number, CidrIp: string) =>
    Match.arrayWith([Match.objectLike({ IpProtocol: 'tcp', FromPort, ToPort: FromPort, CidrIp })]);
  const rules = (type: string) => lesson.ofType(type).map(({ resource }) => resource.Properties);

  test.each([
    ['gpu-training-sg', 'GPU-Training-SG', 'Security group for GPU training instances'],
    ['eks-cluster-sg', 'EKS-Cluster-SG', 'Security group for EKS cluster control plane'],
    ['eks-nodes-sg', 'EKS-Nodes-SG', 'Security group for EKS worker nodes'],
    ['ml-platform-alb-sg', 'ALB-SG', 'Security group for Application Load Balancer'],
  ])('%s', (GroupName, name, GroupDescription) => {
    has('Network', 'AWS::EC2::SecurityGroup', { GroupName, GroupDescription, Tags: tag('Name', name) });
  });

  test.each([22, 8888, 6006])('training port %i is open to the VPC', (port) => {
    has('Network', 'AWS::EC2::SecurityGroup', {
      GroupName: 'gpu-training-sg',
      SecurityGroupIngress: from(port, '10.0.0.0/16'),
    });
  });

  test.each([80, 443])('load balancer port %i is open to all', (port) => {
    has('Network', 'AWS::EC2::SecurityGroup', {
      GroupName: 'ml-platform-alb-sg',
      SecurityGroupIngress: from(port, '0.0.0.0/0'),
    });
  });

  test('rules between groups', () => {
    const ingress = rules('AWS::EC2::SecurityGroupIngress');
    const described = (description: string) =>
      ingress.filter(({ Description }) => Description === description);
    expect(described('PyTorch DDP')).toMatchObject([{ FromPort: 29500, ToPort: 29500, IpProtocol: 'tcp' }]);
    expect(described('Allow nodes to communicate with cluster API')).toMatchObject([
      { FromPort: 443, ToPort: 443 },
    ]);
    expect(described('Node to node')).toMatchObject([{ IpProtocol: '-1' }]);
    expect(described('Cluster to node')).toMatchObject([
      { FromPort: 1025, ToPort: 65535, IpProtocol: 'tcp' },
    ]);
  });

  test('nodes have the tag of their cluster', () => {
    has('Network', 'AWS::EC2::SecurityGroup', {
      GroupName: 'eks-nodes-sg',
      Tags: tag('kubernetes.io/cluster/ml-platform-cluster', 'owned'),
    });
  });
});

describe('storage', () => {
  test.each([
    ['datasets', 'ML Datasets', 'Raw and processed training data'],
    ['models', 'ML Models', 'Trained model artifacts'],
    ['artifacts', 'ML Artifacts', 'Experiment tracking and metadata'],
  ])('bucket %s', (purpose, name, description) => {
    const BucketName = { 'Fn::Join': ['', [`ml-platform-${purpose}-`, { Ref: 'AWS::AccountId' }]] };
    has('Storage', 'AWS::S3::Bucket', {
      BucketName,
      VersioningConfiguration: { Status: 'Enabled' },
      Tags: Match.arrayWith([{ Key: 'Name', Value: name }]),
    });
    has('Storage', 'AWS::S3::Bucket', { BucketName, Tags: tag('Purpose', description) });
  });

  test('lifecycle of datasets', () => {
    has('Storage', 'AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: Match.arrayWith([
          {
            Id: 'archive-old-datasets',
            Status: 'Enabled',
            Transitions: [
              { StorageClass: 'STANDARD_IA', TransitionInDays: 90 },
              { StorageClass: 'GLACIER', TransitionInDays: 180 },
            ],
            NoncurrentVersionTransitions: [{ StorageClass: 'GLACIER', TransitionInDays: 30 }],
          },
          Match.objectLike({
            Id: 'cleanup-temp-data',
            Status: 'Enabled',
            Prefix: 'temp/',
            ExpirationInDays: 7,
          }),
        ]),
      },
    });
  });

  test('lifecycle of artifacts', () => {
    has('Storage', 'AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: Match.arrayWith([
          { Id: 'cleanup-old-experiments', Status: 'Enabled', Prefix: 'experiments/', ExpirationInDays: 90 },
        ]),
      },
    });
  });

  test('key', () => {
    has('Storage', 'AWS::KMS::Key', {
      Description: 'KMS key for ML S3 buckets',
      PendingWindowInDays: 10,
      EnableKeyRotation: true,
      Tags: tag('Name', 'ML-S3-Encryption-Key'),
    });
    has('Storage', 'AWS::KMS::Alias', { AliasName: 'alias/ml-s3-encryption' });
  });
});

describe('identity', () => {
  test.each([
    ['ml-training-instance-role', 'ec2.amazonaws.com'],
    ['ml-inference-role', 'ec2.amazonaws.com'],
    ['ml-platform-eks-cluster-role', 'eks.amazonaws.com'],
    ['ml-platform-eks-node-role', 'ec2.amazonaws.com'],
  ])('role %s', (RoleName, Service) => {
    has('Identity', 'AWS::IAM::Role', {
      RoleName,
      AssumeRolePolicyDocument: Match.objectLike({
        Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service } }],
      }),
    });
  });

  test.each(['ml-training-profile', 'ml-inference-profile'])('instance profile %s', (InstanceProfileName) => {
    has('Identity', 'AWS::IAM::InstanceProfile', { InstanceProfileName });
  });

  test.each(['AmazonEKSWorkerNodePolicy', 'AmazonEKS_CNI_Policy', 'AmazonEC2ContainerRegistryReadOnly'])(
    'nodes have %s',
    (policy) => {
      has('Identity', 'AWS::IAM::Role', {
        RoleName: 'ml-platform-eks-node-role',
        ManagedPolicyArns: Match.arrayWith([
          { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::aws:policy/${policy}`]] },
        ]),
      });
    },
  );

  test.each([
    [
      'TrainingDefaultPolicy',
      ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:ListBucket', 'logs:PutLogEvents'],
    ],
    [
      'TrainingDefaultPolicy',
      ['ecr:GetAuthorizationToken', 'cloudwatch:PutMetricData', 'secretsmanager:GetSecretValue'],
    ],
    ['InferenceDefaultPolicy', ['s3:GetObject', 's3:ListBucket', 'ecr:BatchGetImage', 'logs:CreateLogGroup']],
    ['WorkloadsDefaultPolicy', ['s3:GetObject', 's3:PutObject', 's3:ListBucket']],
  ])('%s allows %j', (policy, actions) => {
    const [found] = lesson.ofType('AWS::IAM::Policy').filter(({ id }) => id.startsWith(`Identity/${policy}`));
    const allowed = found!.resource.Properties['PolicyDocument'].Statement.flatMap(
      ({ Action }: { Action: string | string[] }) => Action,
    );
    expect(allowed).toEqual(expect.arrayContaining(actions));
  });

  test('inference reads models only, and writes nothing', () => {
    const [found] = lesson.ofType('AWS::IAM::Policy').filter(({ id }) => id.startsWith('Identity/Inference'));
    expect(found!.resource.Properties).not.toMention(/s3:(Put|Delete)|Datasets|Artifacts/);
  });
});
