import type { StackTemplate } from '../single-stack';
import { build } from '../synthesized';
import { identityStack } from './identity-stack';

interface Statement {
  readonly Sid?: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

function statements({ properties }: Pick<StackTemplate, 'properties'>, role: string): Statement[] {
  return properties('AWS::IAM::Policy')
    .filter(({ Roles }) => Roles.some(({ Ref }: { Ref: string }) => Ref.startsWith(role)))
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement as Statement[]);
}

const production = identityStack();

test('a training instance attaches volumes of this project only', () => {
  const [attach] = statements(production, 'Training').filter(({ Sid }) => Sid === 'AttachDataVolumes');
  expect(attach!.Condition).toEqual({ StringEquals: { 'aws:ResourceTag/Project': 'ML-Platform' } });
});

test('a training instance reads secrets below the configured prefix only', () => {
  const rights = statements(identityStack({ trainingSecretsPrefix: 'team/' }), 'Training');
  const secrets = rights.filter(({ Action }) => Action === 'secretsmanager:GetSecretValue');
  expect(secrets.map(({ Resource }) => Resource)).toEqual([
    { 'Fn::Join': ['', ['arn:aws:secretsmanager:us-west-2:', { Ref: 'AWS::AccountId' }, ':secret:team/*']] },
  ]);
});

test('nodes have none of the rights of the pods on them', () => {
  const [role] = production.ofType('AWS::IAM::Role').filter(({ id }) => id.startsWith('Nodes'));
  expect(statements(production, 'Nodes')).toEqual([]);
  expect(role!.resource.Properties['ManagedPolicyArns']).not.toMention(/S3|AutoScaling|EBSCSI/);
});

test('pods assume roles through Pod Identity, with the session tags that it needs', () => {
  const [role] = production.ofType('AWS::IAM::Role').filter(({ id }) => id.startsWith('Workloads'));
  expect(role!.resource.Properties['AssumeRolePolicyDocument'].Statement).toEqual([
    {
      Action: ['sts:AssumeRole', 'sts:TagSession'],
      Effect: 'Allow',
      Principal: { Service: 'pods.eks.amazonaws.com' },
    },
  ]);
});

describe('pods with secrets as files', () => {
  const secrets = (prefix: string) => ({
    'Fn::Join': ['', ['arn:aws:secretsmanager:us-west-2:', { Ref: 'AWS::AccountId' }, `:secret:${prefix}*`]],
  });
  const rights = (cluster: object, overlay: object = {}) => {
    const template = build('production', { cluster, ...overlay });
    const properties = (type: string) =>
      template.ofType(type).map(({ resource: { Properties } }) => Properties);
    return statements({ properties }, 'Workloads').filter(({ Sid }) => Sid?.endsWith('Secrets'));
  };

  test('read those of their environment, also with a key of the account', () => {
    expect(rights({ addOns: { secretsStore: { enabled: true } } })).toEqual([
      {
        Sid: 'ReadSecrets',
        Effect: 'Allow',
        Action: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
        Resource: secrets('ml-platform/production/'),
      },
      {
        Sid: 'DecryptSecrets',
        Effect: 'Allow',
        Action: 'kms:Decrypt',
        Resource: { 'Fn::Join': ['', ['arn:aws:kms:us-west-2:', { Ref: 'AWS::AccountId' }, ':key/*']] },
        Condition: {
          StringEquals: {
            'kms:ViaService': { 'Fn::Join': ['', ['secretsmanager.us-west-2.', { Ref: 'AWS::URLSuffix' }]] },
          },
          StringLike: { 'kms:EncryptionContext:SecretARN': secrets('ml-platform/production/') },
        },
      },
    ]);
    const own = { addOns: { secretsStore: { enabled: true, prefix: 'team/vision/' } } };
    expect(rights(own).map(({ Resource }) => Resource)).toContainEqual(secrets('team/vision/'));
  });

  test('two environments of an account do not read the secrets of each other', () => {
    const read = (environment: string) =>
      rights({ addOns: { secretsStore: { enabled: true } } }, { environment })[0]!.Resource;
    expect([read('prod'), read('prod-2')]).toEqual([
      secrets('ml-platform/prod/'),
      secrets('ml-platform/prod-2/'),
    ]);
  });

  test('have no right on a secret where the add-on is off, or where no service account would use it', () => {
    expect(rights({})).toEqual([]);
    expect(rights({ addOns: { secretsStore: { enabled: true } }, serviceAccounts: [] })).toEqual([]);
  });
});

test('each kind of instance publishes metrics in its own namespace only', () => {
  for (const [role, namespace] of [
    ['Training', 'MLPlatform/Training'],
    ['Inference', 'MLPlatform/Inference'],
  ] as const) {
    const [publish] = statements(production, role).filter(
      ({ Action }) => Action === 'cloudwatch:PutMetricData',
    );
    expect(publish!.Condition).toEqual({ StringEquals: { 'cloudwatch:namespace': namespace } });
  }
});

test('a training instance sends events of training only, and finds its peers', () => {
  const rights = statements(production, 'Training');
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
  expect(statements(production, 'Inference').filter(({ Sid }) => Sid === 'PutEvents')).toEqual([]);
});

test('a role that writes objects may generate data keys, a role that reads may not', () => {
  const keyActions = (role: string) =>
    statements(production, role).find(({ Sid }) => Sid === 'UseDataKey')!.Action;
  expect(keyActions('Training')).toEqual(['kms:Decrypt', 'kms:GenerateDataKey']);
  expect(keyActions('Inference')).toBe('kms:Decrypt');
});

test('a training instance completes lifecycle actions only where a fleet has a warm pool', () => {
  const fleet = { instanceTypes: ['g6.xlarge'], market: 'on-demand', warmPool: { min: 1, max: 3 } };
  const rights = (fleets: object) => {
    const { ofType } = build('production', { training: { fleets } });
    const properties = (type: string) => ofType(type).map(({ resource }) => resource.Properties);
    return statements({ properties }, 'Training').filter(({ Sid }) => Sid === 'EndBoot');
  };
  expect(rights({ warm: { ...fleet, clusterName: 'test', max: 4 } })).toMatchObject([
    {
      Action: 'autoscaling:CompleteLifecycleAction',
      Condition: { StringEquals: { 'aws:ResourceTag/Project': 'ML-Platform' } },
    },
  ]);
  expect(rights({})).toEqual([]);
});

test('roles that write can copy large objects between buckets, with their tags', () => {
  const actionsOf = (role: string) =>
    statements(production, role).flatMap(({ Action }) => (typeof Action === 'string' ? [Action] : Action));
  const copying = ['s3:GetObjectTagging', 's3:ListMultipartUploadParts', 's3:PutObjectTagging'];
  for (const role of ['Training', 'Workloads']) {
    expect(actionsOf(role)).toEqual(expect.arrayContaining(copying));
  }
  // Model serving reads, and has nowhere to copy to.
  expect(actionsOf('Inference').filter((action) => /Tagging|Multipart/.test(action))).toEqual([]);
});
