import { list, synthesize, type EnvironmentName, type Synthesized } from '../synthesized';

/** Statements with a wildcard both in an action and in the resource, each with the reason. */
const WILDCARDS: Record<string, string> = {
  'Storage/Key961B73FD kms:*':
    'a key policy: the resource is the key itself, and the account stays able to manage it',
  'Storage/Key961B73FD kms:GenerateDataKey*': 'a key policy: the resource is the key itself',
  'Cluster/SecretsKey317DCF94 kms:*': 'a key policy: the resource is the key itself',
};

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource?: unknown;
  Condition?: Record<string, Record<string, unknown>>;
}

function statements({ ofType }: Synthesized): [string, Statement][] {
  const property = (type: string, name: string) =>
    ofType(type).map(({ id, resource }): [string, { Statement: Statement[] }] => [
      id,
      resource.Properties[name],
    ]);
  const documents: [string, { Statement: Statement[] }][] = [
    ...property('AWS::IAM::Policy', 'PolicyDocument'),
    ...property('AWS::IAM::ManagedPolicy', 'PolicyDocument'),
    ...property('AWS::S3::BucketPolicy', 'PolicyDocument'),
    ...property('AWS::SNS::TopicPolicy', 'PolicyDocument'),
    ...property('AWS::SQS::QueuePolicy', 'PolicyDocument'),
    ...property('AWS::KMS::Key', 'KeyPolicy'),
    ...ofType('AWS::IAM::Role').flatMap(({ id, resource }) =>
      list<any>(resource.Properties['Policies']).map((policy): [string, any] => [id, policy.PolicyDocument]),
    ),
  ];
  return documents.flatMap(([id, document]) =>
    document.Statement.map((each): [string, Statement] => [id, each]),
  );
}

/** Access rights, encryption and reachability. */
export function security(environment: EnvironmentName): void {
  const platform = synthesize(environment);
  const { ofType } = platform;

  test('encrypts all stored data', () => {
    for (const { id, resource } of ofType('AWS::S3::Bucket')) {
      const [rule] = resource.Properties['BucketEncryption'].ServerSideEncryptionConfiguration;
      // S3 and load balancers deliver their logs to buckets with S3-managed keys only.
      const wanted = id.startsWith('Storage/AccessLogs') ? 'AES256' : 'aws:kms';
      expect([id, rule.ServerSideEncryptionByDefault.SSEAlgorithm]).toEqual([id, wanted]);
    }
    for (const { resource } of ofType('AWS::EC2::Volume'))
      expect(resource.Properties['Encrypted']).toBe(true);
    for (const { resource } of ofType('AWS::SNS::Topic'))
      expect(resource.Properties['KmsMasterKeyId']).toBeDefined();
    for (const { resource } of ofType('AWS::SQS::Queue'))
      expect(resource.Properties['SqsManagedSseEnabled']).toBe(true);
    for (const { resource } of ofType('AWS::DynamoDB::Table'))
      expect(resource.Properties['SSESpecification'].SSEEnabled).toBe(true);
    for (const { resource } of ofType('AWS::EKS::Cluster')) {
      expect(resource.Properties['EncryptionConfig']).toMatchObject([{ Resources: ['secrets'] }]);
    }
    for (const { resource } of ofType('AWS::KMS::Key'))
      expect(resource.Properties['EnableKeyRotation']).toBe(true);
    const templates = ofType('AWS::EC2::LaunchTemplate');
    expect(templates.length).toBeGreaterThan(3);
    for (const { id, resource } of templates) {
      const devices = list<any>(resource.Properties['LaunchTemplateData'].BlockDeviceMappings);
      expect([id, devices.length]).toEqual([id, 1]);
      expect([id, devices[0].Ebs.Encrypted, devices[0].Ebs.VolumeType]).toEqual([id, true, 'gp3']);
    }
  });

  test('serves instance metadata by IMDSv2 only, within one hop', () => {
    for (const { id, resource } of ofType('AWS::EC2::LaunchTemplate')) {
      const options = resource.Properties['LaunchTemplateData'].MetadataOptions;
      expect([id, options]).toEqual([id, expect.objectContaining({ HttpTokens: 'required' })]);
      if (!id.startsWith('Network/')) expect([id, options.HttpPutResponseHopLimit]).toEqual([id, 1]);
    }
  });

  test('blocks public access to buckets, and plain HTTP to buckets, topics and queues', () => {
    const withPolicy = ofType('AWS::S3::BucketPolicy').map(
      ({ stack, resource }) => `${stack}/${resource.Properties['Bucket'].Ref}`,
    );
    for (const { id, resource } of ofType('AWS::S3::Bucket')) {
      expect(Object.values(resource.Properties['PublicAccessBlockConfiguration'])).toEqual([
        true,
        true,
        true,
        true,
      ]);
      expect(withPolicy).toContain(id);
    }
    const denials = statements(platform).filter(
      ([, { Effect, Condition }]) =>
        Effect === 'Deny' && Condition?.['Bool']?.['aws:SecureTransport'] === 'false',
    );
    expect(denials).toHaveLength(ofType('AWS::S3::Bucket', 'AWS::SNS::Topic', 'AWS::SQS::Queue').length);
  });

  test('allows no wildcard action on a wildcard resource without a reason', () => {
    const found = statements(platform)
      .filter(([, { Effect, Resource }]) => Effect === 'Allow' && list(Resource).includes('*'))
      .flatMap(([id, { Action }]) =>
        list(Action)
          .filter((action) => action.includes('*'))
          .map((action) => `${id} ${action}`),
      );
    for (const each of found) expect(Object.keys(WILDCARDS)).toContain(each);
    for (const each of Object.keys(WILDCARDS)) expect(found).toContain(each);
  });

  test('has no security group that would lose its egress to an update', () => {
    // CloudFormation removes the default rule where another egress rule is a resource of its own: ADR 0012.
    const withOwnRules = ofType('AWS::EC2::SecurityGroupEgress').map(
      ({ stack, resource }) => `${stack}/${resource.Properties['GroupId']['Fn::GetAtt']?.[0]}`,
    );
    const withDefaultRule = ofType('AWS::EC2::SecurityGroup')
      .filter(({ resource }) =>
        list<any>(resource.Properties['SecurityGroupEgress']).some(
          ({ IpProtocol, CidrIp }) => IpProtocol === '-1' && CidrIp === '0.0.0.0/0',
        ),
      )
      .map(({ id }) => id);
    expect(withOwnRules.length).toBeGreaterThan(0);
    expect(withDefaultRule.filter((id) => withOwnRules.includes(id))).toEqual([]);
  });

  test('is open to the world only at the load balancer and, in the lesson, at the API endpoint', () => {
    const rules = [
      ...ofType('AWS::EC2::SecurityGroup').flatMap(({ id, resource }) =>
        list<any>(resource.Properties['SecurityGroupIngress']).map((rule) => ({ id, rule })),
      ),
      ...ofType('AWS::EC2::SecurityGroupIngress').map(({ id, resource }) => ({
        id,
        rule: resource.Properties as any,
      })),
    ];
    const open = rules.filter(({ rule }) => rule.CidrIp === '0.0.0.0/0' || rule.CidrIpv6 === '::/0');
    const ports = open.map(({ id, rule }) => `${id} ${rule.FromPort}`);
    expect(ports).toEqual(
      environment === 'lesson'
        ? ['Network/SecurityGroupsLoadBalancerC69D330C 443', 'Network/SecurityGroupsLoadBalancerC69D330C 80']
        : [],
    );
    const [cluster] = ofType('AWS::EKS::Cluster');
    const vpc = cluster!.resource.Properties['ResourcesVpcConfig'];
    expect(vpc.EndpointPrivateAccess).toBe(true);
    expect(vpc.EndpointPublicAccess).toBe(environment === 'lesson');
    expect(list(vpc.PublicAccessCidrs)).toEqual(environment === 'lesson' ? ['0.0.0.0/0'] : []);
    for (const { resource } of ofType('AWS::ElasticLoadBalancingV2::LoadBalancer')) {
      // No environment has a certificate.
      expect(resource.Properties['Scheme']).toBe('internal');
    }
  });

  test('has no finding that is not acknowledged, and no acknowledgement without a finding', () => {
    for (const stack of platform.platform.stacks) {
      const { found, acknowledged } = platform.checks.count(stack);
      expect([stack.node.id, found]).toEqual([stack.node.id, acknowledged]);
    }
    expect(platform.checks.staleAcknowledgements(platform.app)).toEqual([]);
  });
}
