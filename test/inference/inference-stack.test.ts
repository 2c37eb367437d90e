import { build, list, type Templates } from '../synthesized';

const certificateArn = 'arn:aws:acm:us-west-2:111122223333:certificate/0a1b2c3d-0000-1111-2222-333344445555';
const inference = (config: object) => build('production', { inference: config });
const service = (config: object) => inference({ services: { model: config } });
const properties = ({ ofType }: Templates, type: string) =>
  ofType(type)
    .filter(({ stack }) => stack === 'Inference')
    .map(({ resource }) => resource.Properties);
const production = build('production');

describe('load balancer', () => {
  test('without a certificate is internal and answers HTTP', () => {
    expect(properties(production, 'AWS::ElasticLoadBalancingV2::LoadBalancer')).toMatchObject([
      { Scheme: 'internal' },
    ]);
    expect(properties(production, 'AWS::ElasticLoadBalancingV2::Listener')).toMatchObject([
      { Port: 80, Protocol: 'HTTP' },
    ]);
  });

  test('with a certificate is public, answers HTTPS and redirects to it', () => {
    const platform = inference({ certificateArn });
    const [balancer] = properties(platform, 'AWS::ElasticLoadBalancingV2::LoadBalancer');
    expect(balancer!['Scheme']).toBe('internet-facing');
    expect(JSON.stringify(balancer!['Subnets'])).toMatch(/PublicSubnet1.*PublicSubnet2/);
    const listeners = properties(platform, 'AWS::ElasticLoadBalancingV2::Listener');
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

  test('is not there, nor paid, when no service has a route', () => {
    const platform = service({ route: null });
    expect(platform.ofType('AWS::ElasticLoadBalancingV2::LoadBalancer')).toEqual([]);
    const [ecs] = properties(platform, 'AWS::ECS::Service');
    expect(ecs!['LoadBalancers']).toEqual([]);
    // ECS refuses a grace period without a load balancer.
    expect(ecs).not.toHaveProperty('HealthCheckGracePeriodSeconds');
    const groups = properties(platform, 'AWS::EC2::SecurityGroup').filter(({ GroupDescription }) =>
      /Model service/.test(GroupDescription as string),
    );
    expect(groups[0]!['SecurityGroupIngress']).toMatchObject([{ CidrIp: '10.0.0.0/16', FromPort: 8000 }]);
  });

  test('sends paths to their services by priority', () => {
    const chat = {
      image: 'ghcr.io/example/chat:1',
      healthPath: '/ok',
      cpuUnits: 1024,
      memoryMiB: 4096,
      route: { priority: 10, paths: ['/chat/*'] },
      scaling: { max: 1 },
    };
    const rules = properties(
      inference({ capacity: { max: 30 }, services: { chat } }),
      'AWS::ElasticLoadBalancingV2::ListenerRule',
    );
    expect(rules.map(({ Priority }) => Priority as number).sort((one, other) => one - other)).toEqual([
      10, 100,
    ]);
    expect(JSON.stringify(rules)).toContain('"Values":["/chat/*"]');
  });
});

describe('model service', () => {
  test('rolls back a deployment that does not get healthy', () => {
    expect(properties(production, 'AWS::ECS::Service')[0]!['DeploymentConfiguration']).toMatchObject({
      DeploymentCircuitBreaker: { Enable: true, Rollback: true },
    });
  });

  test('leaves its count to Application Auto Scaling, and starts at zero where it may be there', () => {
    expect(properties(production, 'AWS::ECS::Service')[0]).not.toHaveProperty('DesiredCount');
    expect(properties(build('dev'), 'AWS::ECS::Service')[0]!['DesiredCount']).toBe(0);
  });

  test('reads its models from the bucket and has a GPU', () => {
    const [task] = properties(production, 'AWS::ECS::TaskDefinition');
    const [container] = list<any>(task!['ContainerDefinitions']);
    expect(container.ResourceRequirements).toEqual([{ Type: 'GPU', Value: '1' }]);
    expect(JSON.stringify(container.Command)).toContain('--model-repository=s3://');
    expect(JSON.stringify(container.Command)).not.toContain('MODELS_BUCKET');
    expect(task!['NetworkMode']).toBe('awsvpc');
  });

  test('may pull a private image, from that repository only', () => {
    const image = '763104351884.dkr.ecr.us-west-2.amazonaws.com/pytorch-inference:2.6.0-gpu-py312';
    const platform = service({ image });
    const [task] = properties(platform, 'AWS::ECS::TaskDefinition');
    expect(JSON.stringify(list<any>(task!['ContainerDefinitions'])[0].Image)).toContain(
      'pytorch-inference:2.6.0-gpu-py312',
    );
    const pulls = JSON.stringify(properties(platform, 'AWS::IAM::Policy'));
    expect(pulls).toContain('ecr:BatchGetImage');
    expect(pulls).toContain(':ecr:us-west-2:763104351884:repository/pytorch-inference');
    expect(JSON.stringify(properties(production, 'AWS::IAM::Policy'))).not.toContain('ecr:BatchGetImage');
  });
});

describe('GPU capacity', () => {
  test('grows with the tasks, and protects instances that run some', () => {
    expect(
      properties(production, 'AWS::ECS::CapacityProvider')[0]!['AutoScalingGroupProvider'],
    ).toMatchObject({
      ManagedScaling: { Status: 'ENABLED', TargetCapacity: 100 },
      ManagedTerminationProtection: 'ENABLED',
      ManagedDraining: 'ENABLED',
    });
    expect(
      properties(production, 'AWS::AutoScaling::AutoScalingGroup')[0]!['NewInstancesProtectedFromScaleIn'],
    ).toBe(true);
  });

  test('is released when the stack goes: after the services, before the group', () => {
    const { Resources } = production.json('Inference');
    const [release, resource] = Object.entries(Resources).find(
      ([, { Type }]) => Type === 'Custom::ScaleInRelease',
    )!;
    expect(JSON.stringify(resource.Properties)).toContain('{"Ref":"CapacityGroupASG');
    const [service] = Object.values(Resources).filter(({ Type }) => Type === 'AWS::ECS::Service');
    expect(list(service!.DependsOn)).toContain(release);
  });

  test('on Spot drains an instance that EC2 reclaims', () => {
    const script = (templates: Templates) =>
      JSON.stringify(properties(templates, 'AWS::EC2::LaunchTemplate')[0]!['LaunchTemplateData'].UserData);
    expect(script(build('dev'))).toContain('ECS_ENABLE_SPOT_INSTANCE_DRAINING=true');
    expect(script(production)).not.toContain('SPOT');
  });

  test('keeps tasks away from the rights of the instance', () => {
    expect(JSON.stringify(properties(production, 'AWS::EC2::LaunchTemplate'))).toContain(
      'ECS_AWSVPC_BLOCK_IMDS=true',
    );
  });
});
