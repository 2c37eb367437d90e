import { AwsAccount } from '../../../../cli/start/aws-account';
import { readBack, readBackReport } from '../../../../cli/start/read-back';
import { type ReadBackReport } from '../../../../cli/start/read-back/report-model';

type Answer = (request: any) => unknown;

/** An account with clients that answer as given, without a network. */
function account(answers: Record<string, Record<string, Answer>>): AwsAccount {
  const account = new AwsAccount('http://nowhere.invalid', 'us-west-2');
  for (const [client, operations] of Object.entries(answers)) {
    for (const [operation, answer] of Object.entries(operations)) {
      (account as any)[client][operation] = (request: any) => Promise.resolve().then(() => answer(request));
    }
  }
  return account;
}

/** CloudFormation with one stack; its physical ids are `id-` and the logical id. */
function cloudFormation(template: object, stack: object = {}, absent: string[] = []) {
  const ids = Object.keys((template as any).Resources).filter((id) => !absent.includes(id));
  const summaries = ids.map((id) => ({ LogicalResourceId: id, PhysicalResourceId: `id-${id}` }));
  return {
    getTemplate: () => ({ TemplateBody: JSON.stringify(template) }),
    describeStacks: () => ({ Stacks: [stack] }),
    // One resource a page: a stack has more than fit on one.
    listStackResources: ({ NextToken = '0' }) => ({
      StackResourceSummaries: summaries.slice(Number(NextToken), Number(NextToken) + 1),
      NextToken: Number(NextToken) + 1 < summaries.length ? String(Number(NextToken) + 1) : undefined,
    }),
  };
}

const lines = ({ stacks }: ReadBackReport) =>
  stacks.flatMap(({ differences }) =>
    differences.map(({ logicalId, path, actual }) => `${logicalId} ${path}: ${JSON.stringify(actual)}`),
  );

const VOLUME = { Type: 'AWS::EC2::Volume', Properties: { Size: 8, VolumeType: 'gp3' } };

test('each resource is read by its physical id, on all pages', async () => {
  const Resources = { A: VOLUME, B: VOLUME, C: VOLUME };
  const aws = account({
    cloudFormation: cloudFormation({ Resources }),
    ec2: {
      describeVolumes: ({ VolumeIds: [VolumeId] }) => ({
        Volumes: [{ VolumeId, Size: VolumeId === 'id-B' ? 9 : 8, VolumeType: 'gp3' }],
      }),
    },
  });
  const report = await readBack(aws, ['s']);
  expect(lines(report)).toEqual(['B Size: 9']);
  expect(report.stacks).toMatchObject([{ stackName: 's', resources: 3, equal: 5, notModelled: 0 }]);
});

test('a resource that is not in the account, not in the stack or cannot be read is a difference', async () => {
  const Resources = { Gone: VOLUME, Unlisted: VOLUME, Broken: VOLUME };
  const aws = account({
    cloudFormation: cloudFormation({ Resources }, {}, ['Unlisted']),
    ec2: {
      describeVolumes: ({ VolumeIds: [VolumeId] }) => {
        const name = VolumeId === 'id-Gone' ? 'InvalidVolume.NotFound' : 'InternalError';
        throw Object.assign(new Error('no'), { name });
      },
    },
  });
  expect(lines(await readBack(aws, ['s']))).toEqual([
    'Gone : undefined',
    'Unlisted : undefined',
    'Broken : "an error: InternalError: no"',
  ]);
});

test('a type without a reader is an error', async () => {
  const aws = account({ cloudFormation: cloudFormation({ Resources: { A: { Type: 'AWS::X::Y' } } }) });
  await expect(readBack(aws, ['s'])).rejects.toThrow('no reader for AWS::X::Y');
});

test('a resource with a condition that does not hold is not read', async () => {
  const aws = account({
    cloudFormation: cloudFormation({
      Conditions: { Elsewhere: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] } },
      Resources: { A: { ...VOLUME, Condition: 'Elsewhere' } },
      Outputs: { Id: { Value: { Ref: 'A' }, Condition: 'Elsewhere' } },
    }),
  });
  expect((await readBack(aws, ['s'])).stacks).toMatchObject([{ resources: 0, differences: [] }]);
});

test('parameters, attributes and outputs have their values in the account', async () => {
  const template = {
    Parameters: {
      Image: { Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>' },
      Kernel: { Type: 'AWS::SSM::Parameter::Value<String>' },
      Zone: { Type: 'String' },
    },
    Resources: {
      Key: { Type: 'AWS::KMS::Key', Properties: {} },
      A: {
        Type: 'AWS::EC2::Volume',
        Properties: {
          KmsKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] },
          AvailabilityZone: { Ref: 'Zone' },
          SnapshotId: { Ref: 'Image' },
          OutpostArn: { Ref: 'Kernel' },
          VolumeId: { 'Fn::GetStackOutput': { StackName: 'other', Region: 'us-west-2', OutputName: 'Id' } },
        },
      },
    },
    Outputs: { Id: { Value: { Ref: 'A' } }, KeyArn: { Value: { 'Fn::GetAtt': ['Key', 'Arn'] } } },
  };
  const stack = {
    Parameters: [
      { ParameterKey: 'Image', ParameterValue: '/image', ResolvedValue: 'ami-1' },
      { ParameterKey: 'Kernel', ParameterValue: '/kernel' },
      { ParameterKey: 'Zone', ParameterValue: 'us-west-2a' },
    ],
    Outputs: [
      { OutputKey: 'Id', OutputValue: 'id-A' },
      { OutputKey: 'KeyArn', OutputValue: 'arn:other' },
    ],
  };
  const describeKey = jest.fn(() => ({ KeyMetadata: { Arn: 'arn:key' } }));
  const aws = account({
    cloudFormation: cloudFormation(template, stack),
    ssm: { getParameter: ({ Name }) => ({ Parameter: { Value: `value of ${Name}` } }) },
    kms: {
      describeKey,
      getKeyPolicy: () => ({}),
      getKeyRotationStatus: () => ({}),
      listResourceTags: () => ({}),
    },
    ec2: {
      describeVolumes: () => ({
        Volumes: [
          {
            KmsKeyId: 'arn:key',
            AvailabilityZone: 'us-west-2a',
            SnapshotId: 'ami-1',
            OutpostArn: 'value of /kernel',
            VolumeId: 'id-A',
          },
        ],
      }),
    },
  });
  expect(lines(await readBack(aws, ['s']))).toEqual(['Outputs KeyArn: "arn:other"']);
  expect(describeKey).toHaveBeenCalledTimes(1);
});

test('rules of a security group that are not in the template are differences, unless they name a group', async () => {
  const Resources = {
    Group: {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: { SecurityGroupEgress: [{ IpProtocol: 'icmp', CidrIp: '255.255.255.255/32' }] },
    },
  };
  const aws = account({
    cloudFormation: cloudFormation({ Resources }),
    ec2: {
      describeSecurityGroups: () => ({ SecurityGroups: [{}] }),
      describeSecurityGroupRules: () => ({
        SecurityGroupRules: [
          { IsEgress: true, IpProtocol: 'icmp', CidrIpv4: '255.255.255.255/32' },
          { IsEgress: true, IpProtocol: '-1', CidrIpv4: '0.0.0.0/0' },
          { IsEgress: true, IpProtocol: 'tcp', ReferencedGroupInfo: { GroupId: 'sg-1' } },
        ],
      }),
    },
  });
  expect(lines(await readBack(aws, ['s']))).toEqual([
    'Group SecurityGroupEgress[]: {"IpProtocol":"-1","CidrIp":"0.0.0.0/0"}',
  ]);
});

test('an instance has the properties of its launch template, unless it has its own', async () => {
  const LaunchTemplate = { LaunchTemplateId: 'lt-1', Version: '2' };
  const Resources = {
    I: {
      Type: 'AWS::EC2::Instance',
      Properties: { LaunchTemplate, SubnetId: 'subnet-1', Monitoring: false },
    },
  };
  const data = {
    ImageId: 'resolve:ssm:/image',
    InstanceType: 'g6.xlarge',
    Monitoring: { Enabled: true },
    IamInstanceProfile: { Arn: 'arn:aws:iam::1:instance-profile/training' },
    InstanceMarketOptions: { MarketType: 'spot', SpotOptions: { SpotInstanceType: 'persistent' } },
    TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'gpu' }] }],
  };
  const instance = {
    ImageId: 'ami-1',
    InstanceType: 't2.micro',
    SubnetId: 'subnet-1',
    IamInstanceProfile: { Arn: 'arn:aws:iam::1:instance-profile/training' },
    SpotInstanceRequestId: 'sir-1',
    Tags: [
      { Key: 'Name', Value: 'gpu' },
      { Key: 'aws:ec2launchtemplate:id', Value: 'lt-1' },
      { Key: 'aws:ec2launchtemplate:version', Value: '2' },
    ],
  };
  const aws = account({
    cloudFormation: cloudFormation({ Resources }),
    ec2: {
      describeInstances: () => ({ Reservations: [{ Instances: [instance] }] }),
      describeInstanceAttribute: () => ({}),
      describeLaunchTemplateVersions: ({ Versions: [version] }) => ({
        LaunchTemplateVersions: version === '2' ? [{ LaunchTemplateData: data }] : [],
      }),
      describeSpotInstanceRequests: () => ({ SpotInstanceRequests: [{ Type: 'one-time' }] }),
    },
  });
  expect(lines(await readBack(aws, ['s']))).toEqual([
    'I InstanceType: "t2.micro"',
    'I InstanceMarketOptions.SpotOptions.SpotInstanceType: "one-time"',
  ]);
});

test('the code of a function is compared with the object that it was deployed from', async () => {
  const Code = { S3Bucket: 'assets', S3Key: 'code.zip' };
  const Resources = { F: { Type: 'AWS::Lambda::Function', Properties: { Code } } };
  const withCode = (content: string) =>
    account({
      cloudFormation: cloudFormation({ Resources }),
      // SHA-256 of 'code'.
      lambda: {
        getFunction: () => ({
          Configuration: { CodeSha256: 'VpTQii5T/8rgwxA+Wtb2B2q9lg6x+KVldwQLwQKPcCs=' },
        }),
      },
      s3: {
        getObject: () => ({ Body: { transformToByteArray: () => Promise.resolve(Buffer.from(content)) } }),
      },
    });
  expect(lines(await readBack(withCode('other'), ['s']))).toHaveLength(1);
  expect(lines(await readBack(withCode('code'), ['s']))).toEqual([]);
});

test('the report has a line for each stack, the properties that are not modelled by reason, and every difference', () => {
  const difference = { stackName: 'network', logicalId: 'Vpc', type: 'AWS::EC2::VPC' };
  const text = `${'a'.repeat(300)}tail`;
  const report = readBackReport({
    stacks: [
      {
        stackName: 'network',
        resources: 12,
        equal: 345,
        notModelled: 3,
        differences: [
          { ...difference, path: 'CidrBlock', expected: '10.0.0.0/16', actual: undefined },
          { ...difference, path: 'Text', expected: text, actual: text.replace('tail', 'end') },
        ],
      },
    ],
    exclusions: [
      { type: 'AWS::A', path: 'X', reason: 'not returned', values: 2, stale: false },
      { type: 'AWS::B', path: 'Y', reason: 'not returned', values: 1, stale: false },
      { type: 'AWS::C', path: 'Z', reason: 'once upon a time', values: 1, stale: true },
    ],
  });
  expect(report.split('\n')).toEqual([
    'stack    resources  properties equal  not modelled  differences',
    'network         12               345             3            2',
    '',
    'not modelled: 3',
    '  AWS::A X (2), AWS::B Y (1): not returned',
    'differences: 3',
    '  AWS::C Z is modelled now: remove it from the table notModelled',
    '  network/Vpc (AWS::EC2::VPC) CidrBlock: expected "10.0.0.0/16", account has nothing',
    expect.stringMatching(/ Text: expected …"a{40}tail", account has …"a{40}end"$/),
  ]);
});
