import { build, type Templates } from '../synthesized';

interface Statement {
  readonly Sid?: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

function statements({ ofType }: Templates, role: string): Statement[] {
  return ofType('AWS::IAM::Policy')
    .filter(({ resource }) => JSON.stringify(resource.Properties['Roles']).includes(`"${role}`))
    .flatMap(({ resource }) => resource.Properties['PolicyDocument'].Statement as Statement[]);
}

const platform = build('production');

test('a training instance attaches volumes of this project only', () => {
  const [attach] = statements(platform, 'Training').filter(({ Sid }) => Sid === 'AttachDataVolumes');
  expect(attach!.Condition).toEqual({ StringEquals: { 'aws:ResourceTag/Project': 'ML-Platform' } });
});

test('secrets are readable below the prefix of the configuration', () => {
  const secrets = (templates: Templates) =>
    statements(templates, 'Training').filter(({ Action }) => Action === 'secretsmanager:GetSecretValue');
  const [secret] = secrets(build('production', { identity: { trainingSecretsPrefix: 'team/' } }));
  expect(JSON.stringify(secret!.Resource)).toContain(':secret:team/*');
});

test('nodes have no right of the pods on them', () => {
  const [role] = platform.ofType('AWS::IAM::Role').filter(({ id }) => id.startsWith('Identity/Nodes'));
  expect(statements(platform, 'Nodes')).toEqual([]);
  expect(JSON.stringify(role!.resource.Properties['ManagedPolicyArns'])).not.toMatch(/S3|AutoScaling|EBSCSI/);
});

test('pods take roles through Pod Identity, with the session tags it needs', () => {
  const [role] = platform.ofType('AWS::IAM::Role').filter(({ id }) => id.startsWith('Identity/Workloads'));
  expect(role!.resource.Properties['AssumeRolePolicyDocument'].Statement).toEqual([
    {
      Action: ['sts:AssumeRole', 'sts:TagSession'],
      Effect: 'Allow',
      Principal: { Service: 'pods.eks.amazonaws.com' },
    },
  ]);
});

test('metrics go to a namespace of their own', () => {
  for (const [role, namespace] of [
    ['Training', 'MLPlatform/Training'],
    ['Inference', 'MLPlatform/Inference'],
  ] as const) {
    const [publish] = statements(platform, role).filter(
      ({ Action }) => Action === 'cloudwatch:PutMetricData',
    );
    expect(publish!.Condition).toEqual({ StringEquals: { 'cloudwatch:namespace': namespace } });
  }
});

test('a training instance puts events of training only, and finds its peers', () => {
  const rights = statements(platform, 'Training');
  expect(rights.find(({ Sid }) => Sid === 'PutEvents')).toMatchObject({
    Action: 'events:PutEvents',
    Condition: {
      'ForAllValues:StringEquals': { 'events:source': 'ml-platform.training' },
      Null: { 'events:source': 'false' },
    },
  });
  expect(rights.find(({ Sid }) => Sid === 'FindPeers')!.Action).toEqual([
    'autoscaling:DescribeAutoScalingGroups',
    'autoscaling:DescribeAutoScalingInstances',
    'ec2:DescribeInstances',
  ]);
  expect(statements(platform, 'Inference').filter(({ Sid }) => Sid === 'PutEvents')).toEqual([]);
});

test('a role that writes objects may generate data keys, a role that reads may not', () => {
  const keyActions = (role: string) =>
    statements(platform, role).find(({ Sid }) => Sid === 'UseDataKey')!.Action;
  expect(keyActions('Training')).toEqual(['kms:Decrypt', 'kms:GenerateDataKey']);
  expect(keyActions('Inference')).toBe('kms:Decrypt');
});
