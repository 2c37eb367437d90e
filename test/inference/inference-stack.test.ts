import type { StackTemplate } from '../single-stack';
import { list } from '../template-json';
import { inferenceStack } from './inference-stack';

const certificateArn = 'arn:aws:acm:us-west-2:111122223333:certificate/0a1b2c3d-0000-1111-2222-333344445555';
const service = (config: object) => inferenceStack({ services: { model: config } });
const production = inferenceStack();
const dev = inferenceStack({}, 'dev');

test('a service is created after the cluster has its capacity provider, and deleted before it loses it', () => {
  const [association] = production.ofType('AWS::ECS::ClusterCapacityProviderAssociations');
  const services = production.ofType('AWS::ECS::Service');
  expect(services).toHaveLength(1);
  expect(services[0]!.resource.DependsOn).toContain(association!.id);
});

test('variables of a shell reach the container as they are written', () => {
  const stack = service({
    command: ['sh', '-c', 'serve ${HOME} --models ${MODEL_PATH} ${A:-${B}} $C $(date)'],
    environment: { CACHE: '${HOME}/cache', PLAIN: '$HOME' },
  });
  const [task] = stack.properties('AWS::ECS::TaskDefinition');
  const [{ Command, Environment }] = list<{ Command: unknown[]; Environment: unknown[] }>(
    task!['ContainerDefinitions'],
  ) as [{ Command: unknown[]; Environment: unknown[] }];
  expect(Command.at(-1)).toEqual({
    'Fn::Join': [
      '',
      [{ 'Fn::Sub': 'serve ${!HOME} --models ' }, '/models', { 'Fn::Sub': ' ${!A:-${B}} $C $(date)' }],
    ],
  });
  expect(Environment).toContainEqual({ Name: 'CACHE', Value: { 'Fn::Sub': '${!HOME}/cache' } });
  expect(Environment).toContainEqual({ Name: 'PLAIN', Value: '$HOME' });
});

describe('load balancer', () => {
  test('without a certificate is internal and answers HTTP', () => {
    expect(production.properties('AWS::ElasticLoadBalancingV2::LoadBalancer')).toMatchObject([
      { Scheme: 'internal' },
    ]);
    expect(production.properties('AWS::ElasticLoadBalancingV2::Listener')).toMatchObject([
      { Port: 80, Protocol: 'HTTP' },
    ]);
  });

  test('with a certificate is public, answers HTTPS and redirects to it', () => {
    const stack = inferenceStack({ certificateArn });
    const [balancer] = stack.properties('AWS::ElasticLoadBalancingV2::LoadBalancer');
    expect(balancer!['Scheme']).toBe('internet-facing');
    expect(balancer!['Subnets']).toEqual(['public-us-west-2a', 'public-us-west-2b']);
    const listeners = stack.properties('AWS::ElasticLoadBalancingV2::Listener');
    expect(listeners).toContainEqual(
      expect.objectContaining({
        Port: 443,
        Protocol: 'HTTPS',
        Certificates: [{ CertificateArn: certificateArn }],
      }),
    );
    const [redirect] = listeners.filter(({ Port }) => Port === 80);
    expect(redirect!['DefaultActions']).toMatchObject([
      { Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', Port: '443' } },
    ]);
    expect(listeners.find(({ Port }) => Port === 443)!['SslPolicy']).toMatch(/TLS13-1-2-Res/);
  });

  test('is left out, and costs nothing, when no service has a route', () => {
    const stack = service({ route: null });
    expect(stack.ofType('AWS::ElasticLoadBalancingV2::LoadBalancer')).toEqual([]);
    const [ecs] = stack.properties('AWS::ECS::Service');
    expect(ecs!['LoadBalancers']).toEqual([]);
    // ECS refuses a grace period without a load balancer.
    expect(ecs).not.toHaveProperty('HealthCheckGracePeriodSeconds');
    const groups = stack
      .properties('AWS::EC2::SecurityGroup')
      .filter(({ GroupDescription }) => /Model service/.test(GroupDescription as string));
    expect(groups[0]!['SecurityGroupIngress']).toMatchObject([{ CidrIp: '10.0.0.0/16', FromPort: 8000 }]);
  });

  test('routes the paths of each service by its priority', () => {
    const chat = {
      image: 'ghcr.io/example/chat:1',
      healthPath: '/ok',
      cpuUnits: 1024,
      memoryMiB: 4096,
      route: { priority: 10, paths: ['/chat/*'] },
      scaling: { max: 1 },
    };
    const stack = inferenceStack({ capacity: { max: 30 }, services: { chat } });
    const rules = stack.properties('AWS::ElasticLoadBalancingV2::ListenerRule');
    expect(rules.map(({ Priority }) => Priority as number).sort((one, other) => one - other)).toEqual([
      10, 100,
    ]);
    expect(rules.find(({ Priority }) => Priority === 10)!['Conditions']).toEqual([
      { Field: 'path-pattern', PathPatternConfig: { Values: ['/chat/*'] } },
    ]);
  });
});

describe('model service', () => {
  test('rolls back a deployment that does not become healthy', () => {
    expect(production.properties('AWS::ECS::Service')[0]!['DeploymentConfiguration']).toMatchObject({
      DeploymentCircuitBreaker: { Enable: true, Rollback: true },
    });
  });

  test('leaves its count to Application Auto Scaling, and starts without tasks where the minimum is zero', () => {
    expect(production.properties('AWS::ECS::Service')[0]).not.toHaveProperty('DesiredCount');
    expect(dev.properties('AWS::ECS::Service')[0]!['DesiredCount']).toBe(0);
  });

  test('has a GPU, and without a model an empty folder for models', () => {
    const [task] = production.properties('AWS::ECS::TaskDefinition');
    const [container] = list<any>(task!['ContainerDefinitions']);
    expect(container.ResourceRequirements).toEqual([{ Type: 'GPU', Value: '1' }]);
    expect(container.Command).toContain('--model-repository=/models');
    expect(container.MountPoints).toEqual([
      { SourceVolume: 'models', ContainerPath: '/models', ReadOnly: true },
    ]);
    expect(task!['Volumes']).toEqual([{ Name: 'models' }]);
    expect(task!['NetworkMode']).toBe('awsvpc');
  });

  test('may pull a private image from its repository only', () => {
    const image = '763104351884.dkr.ecr.us-west-2.amazonaws.com/pytorch-inference:2.6.0-gpu-py312';
    const stack = service({ image });
    const [task] = stack.properties('AWS::ECS::TaskDefinition');
    expect(list<any>(task!['ContainerDefinitions'])[0].Image).toEqual({
      'Fn::Join': [
        '',
        ['763104351884.dkr.ecr.us-west-2.', { Ref: 'AWS::URLSuffix' }, '/pytorch-inference:2.6.0-gpu-py312'],
      ],
    });
    const pulls = stack
      .properties('AWS::IAM::Policy')
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
      .filter(({ Action }) => list<string>(Action).includes('ecr:BatchGetImage'));
    expect(pulls).toMatchObject([
      { Effect: 'Allow', Resource: 'arn:aws:ecr:us-west-2:763104351884:repository/pytorch-inference' },
    ]);
    expect(production.properties('AWS::IAM::Policy')).not.toMention('ecr:BatchGetImage');
  });
});

describe('GPU capacity', () => {
  test('scales with the tasks, and protects instances that run tasks', () => {
    expect(production.properties('AWS::ECS::CapacityProvider')[0]!['AutoScalingGroupProvider']).toMatchObject(
      {
        ManagedScaling: { Status: 'ENABLED', TargetCapacity: 100 },
        ManagedTerminationProtection: 'ENABLED',
        ManagedDraining: 'ENABLED',
      },
    );
    expect(
      production.properties('AWS::AutoScaling::AutoScalingGroup')[0]!['NewInstancesProtectedFromScaleIn'],
    ).toBe(true);
  });

  test('loses its scale-in protection when the stack is deleted: after the services, before the group', () => {
    const [release] = production.ofType('Custom::ScaleInRelease');
    const [group] = production.ofType('AWS::AutoScaling::AutoScalingGroup');
    expect(release!.resource.Properties['AutoScalingGroupName']).toEqual({ Ref: group!.id });
    const [ecs] = production.ofType('AWS::ECS::Service');
    expect(list(ecs!.resource.DependsOn)).toContain(release!.id);
  });

  const userData = ({ properties }: StackTemplate): unknown =>
    properties('AWS::EC2::LaunchTemplate')[0]!['LaunchTemplateData'].UserData['Fn::Base64'];

  test('on Spot drains an instance that EC2 reclaims', () => {
    expect(userData(dev)).toMention('ECS_ENABLE_SPOT_INSTANCE_DRAINING=true');
    expect(userData(production)).not.toMention('SPOT');
  });

  test('gives tasks no access to the role of the instance', () => {
    expect(userData(production)).toMention('ECS_AWSVPC_BLOCK_IMDS=true');
  });
});
