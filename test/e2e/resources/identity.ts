import type { LocalPlatform } from '../local-platform';
import type { Expected } from './expected';
import { physicalIdOf } from './names';

/** Principals that assume each role, its managed policies, and everything that its own policies allow. */
const ROLES = {
  Training: {
    trust: ['sts:AssumeRole by ec2.amazonaws.com'],
    managed: ['AmazonSSMManagedInstanceCore'],
    allows: [
      'autoscaling:DescribeAutoScalingGroups on *',
      'autoscaling:DescribeAutoScalingInstances on *',
      'cloudwatch:PutMetricData on * if cloudwatch:namespace is MLPlatform/Training',
      'ec2:AttachVolume on ec2:instance/*, ec2:volume/* if aws:ResourceTag/Project is ML-Platform',
      'ec2:DescribeInstances on *',
      'ec2:DescribeVolumes on *',
      'ecr:BatchCheckLayerAvailability on *',
      'ecr:BatchGetImage on *',
      'ecr:GetAuthorizationToken on *',
      'ecr:GetDownloadUrlForLayer on *',
      'events:PutEvents on events:event-bus/default if events:source ForAllValues:StringEquals ml-platform.training if events:source Null false',
      'kms:Decrypt on data key',
      'kms:GenerateDataKey on data key',
      'logs:CreateLogGroup on logs:log-group:/ml/training*',
      'logs:CreateLogStream on logs:log-group:/ml/training*',
      'logs:DescribeLogGroups on logs:log-group:/ml/training*',
      'logs:DescribeLogStreams on logs:log-group:/ml/training*',
      'logs:PutLogEvents on logs:log-group:/ml/training*',
      'logs:PutRetentionPolicy on logs:log-group:/ml/training*',
      's3:AbortMultipartUpload on Artifacts/*, Datasets/*',
      's3:AbortMultipartUpload on Models/candidates/*',
      's3:DeleteObject on Artifacts/*, Datasets/*',
      's3:DeleteObject on Models/candidates/*',
      's3:GetBucketLocation on Artifacts, Datasets',
      's3:GetBucketLocation on Models',
      's3:GetObject on Artifacts/*, Datasets/*',
      's3:GetObject on Models/*',
      's3:GetObjectTagging on Artifacts/*, Datasets/*',
      's3:GetObjectTagging on Models/candidates/*',
      's3:ListBucket on Artifacts, Datasets',
      's3:ListBucket on Models',
      's3:ListMultipartUploadParts on Artifacts/*, Datasets/*',
      's3:ListMultipartUploadParts on Models/candidates/*',
      's3:PutObject on Artifacts/*, Datasets/*',
      's3:PutObject on Models/candidates/*',
      's3:PutObjectTagging on Artifacts/*, Datasets/*',
      's3:PutObjectTagging on Models/candidates/*',
      'secretsmanager:GetSecretValue on secretsmanager:secret:ml/*',
    ],
  },
  Inference: {
    trust: ['sts:AssumeRole by ec2.amazonaws.com'],
    managed: [],
    allows: [
      'cloudwatch:PutMetricData on * if cloudwatch:namespace is MLPlatform/Inference',
      'ecr:BatchCheckLayerAvailability on *',
      'ecr:BatchGetImage on *',
      'ecr:GetAuthorizationToken on *',
      'ecr:GetDownloadUrlForLayer on *',
      'kms:Decrypt on data key',
      'logs:CreateLogGroup on logs:log-group:/ml/inference*',
      'logs:CreateLogStream on logs:log-group:/ml/inference*',
      'logs:DescribeLogStreams on logs:log-group:/ml/inference*',
      'logs:PutLogEvents on logs:log-group:/ml/inference*',
      's3:GetBucketLocation on Models',
      's3:GetObject on Models/*',
      's3:ListBucket on Models',
    ],
  },
  Promotion: {
    trust: ['sts:AssumeRole by the account'],
    managed: [],
    allows: [
      'kms:Decrypt on data key',
      'kms:GenerateDataKey on data key',
      's3:AbortMultipartUpload on Models/releases/*',
      's3:GetBucketLocation on Models',
      's3:GetObject on Models/candidates/*, Models/releases/*',
      's3:GetObjectVersion on Models/candidates/*, Models/releases/*',
      's3:ListBucket on Models',
      's3:PutObject on Models/releases/*',
    ],
  },
  Cluster: {
    trust: ['sts:AssumeRole by eks.amazonaws.com'],
    managed: ['AmazonEKSClusterPolicy'],
    allows: [],
  },
  Nodes: {
    trust: ['sts:AssumeRole by ec2.amazonaws.com'],
    managed: [
      'AmazonEC2ContainerRegistryReadOnly',
      'AmazonEKSWorkerNodePolicy',
      'AmazonEKS_CNI_Policy',
      'AmazonSSMManagedInstanceCore',
    ],
    allows: [],
  },
  Workloads: {
    trust: ['sts:AssumeRole by pods.eks.amazonaws.com', 'sts:TagSession by pods.eks.amazonaws.com'],
    managed: [],
    allows: [
      'kms:Decrypt on data key',
      'kms:GenerateDataKey on data key',
      's3:AbortMultipartUpload on Datasets/*',
      's3:AbortMultipartUpload on Models/candidates/*',
      's3:GetBucketLocation on Datasets',
      's3:GetBucketLocation on Models',
      's3:GetObject on Datasets/*',
      's3:GetObject on Models/*',
      's3:GetObjectTagging on Datasets/*',
      's3:GetObjectTagging on Models/candidates/*',
      's3:ListBucket on Datasets',
      's3:ListBucket on Models',
      's3:ListMultipartUploadParts on Datasets/*',
      's3:ListMultipartUploadParts on Models/candidates/*',
      's3:PutObject on Datasets/*',
      's3:PutObject on Models/candidates/*',
      's3:PutObjectTagging on Datasets/*',
      's3:PutObjectTagging on Models/candidates/*',
    ],
  },
} as const;

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: string | string[];
  readonly Principal: { readonly Service?: string | string[]; readonly AWS?: string };
  readonly Condition?: Record<string, Record<string, string>>;
}

/** The roles of instances, nodes and pods. */
export function identity(expected: Expected, platform: () => LocalPlatform): void {
  const roleName = (id: string) => physicalIdOf(platform(), 'Identity', 'AWS::IAM::Role', id);

  describe.each(Object.entries(ROLES))('role %s', (id, { trust, managed, allows }) => {
    test('is assumed by whom it is for only', async () => {
      const RoleName = await roleName(id);
      const { Role } = await platform().aws.iam.getRole({ RoleName });
      expect(statements(decodeURIComponent(Role!.AssumeRolePolicyDocument!)).flatMap(trustTexts)).toEqual(
        trust,
      );
      const wanted = expected.roleNames?.[id];
      if (wanted) expect(RoleName).toBe(wanted);
    });

    test('has these rights and no others', async () => {
      const { iam } = platform().aws;
      const RoleName = await roleName(id);
      const { AttachedPolicies } = await iam.listAttachedRolePolicies({ RoleName });
      expect(AttachedPolicies!.map(({ PolicyName }) => PolicyName).sort()).toEqual(managed);
      const { PolicyNames } = await iam.listRolePolicies({ RoleName });
      const documents = await Promise.all(
        PolicyNames!.map(async (PolicyName) => {
          const { PolicyDocument } = await iam.getRolePolicy({ RoleName, PolicyName });
          return decodeURIComponent(PolicyDocument!);
        }),
      );
      const names = await namesOfResources();
      const rights = documents.flatMap(statements).flatMap((statement) => rightTexts(statement, names));
      expect(rights.sort()).toEqual(allows);
    });
  });

  test.each(['Training', 'Inference'] as const)('instance profile for %s', async (id) => {
    const InstanceProfileName = await physicalIdOf(
      platform(),
      'Identity',
      'AWS::IAM::InstanceProfile',
      `${id}Profile`,
    );
    const { InstanceProfile } = await platform().aws.iam.getInstanceProfile({ InstanceProfileName });
    expect(InstanceProfile!.Roles!.map(({ RoleName }) => RoleName)).toEqual([await roleName(id)]);
    if (expected.instanceProfileNames) expect(InstanceProfileName).toBe(expected.instanceProfileNames[id]);
  });

  /** Readable names of buckets and of the data key by ARN. */
  async function namesOfResources(): Promise<Record<string, string>> {
    const { region, id } = platform().aws;
    const buckets = await platform().outputs('Storage');
    const key = await platform().only('Storage', 'AWS::KMS::Key');
    return {
      [`arn:aws:kms:${region}:${id}:key/${key}`]: 'data key',
      ...Object.fromEntries(
        ['Datasets', 'Models', 'Artifacts'].map((name) => [`arn:aws:s3:::${buckets[`${name}Bucket`]}`, name]),
      ),
    };
  }
}

function statements(document: string): Statement[] {
  return (JSON.parse(document) as { Statement: Statement[] }).Statement;
}

function trustTexts({ Effect, Action, Principal }: Statement): string[] {
  const { AWS, Service } = Principal;
  const services = /:root$/.test(AWS ?? '') ? 'the account' : [Service ?? AWS].flat().sort().join(', ');
  return [Action].flat().map((action) => `${Effect === 'Allow' ? '' : `${Effect} `}${action} by ${services}`);
}

/** Rights as `s3:GetObject on Models/*`, one for each action. */
function rightTexts(statement: Statement, names: Record<string, string>): string[] {
  const { Effect, Action, Resource, Condition = {} } = statement;
  const resources = [Resource].flat().map((arn) => {
    const [known, name] =
      Object.entries(names).find(([each]) => arn === each || arn.startsWith(`${each}/`)) ?? [];
    return known ? arn.replace(known, name!) : arn.replace(/^arn:aws:(\w+):us-west-2:\d{12}:/, '$1:');
  });
  const conditions = Object.entries(Condition).flatMap(([operator, values]) =>
    Object.entries(values).map(
      ([key, value]) => ` if ${key} ${operator === 'StringEquals' ? 'is' : operator} ${value}`,
    ),
  );
  return [Action]
    .flat()
    .map(
      (action) =>
        `${Effect === 'Allow' ? '' : `${Effect} `}${action} on ${resources.sort().join(', ')}${conditions.join('')}`,
    );
}
