import { waitUntilStackCreateComplete, waitUntilStackUpdateComplete } from '@aws-sdk/client-cloudformation';
import { LocalPlatform } from './local-platform';

let platform: LocalPlatform;
beforeAll(async () => {
  platform = await LocalPlatform.open('production');
});
afterAll(() => platform?.close());

interface Resource {
  readonly Type: string;
  readonly Properties?: unknown;
}

const template = (resource: Resource) => JSON.stringify({ Resources: { Subject: resource } });

/** The reason why the resource of a stack failed. */
async function reason(StackName: string): Promise<string | undefined> {
  const { StackEvents = [] } = await platform.aws.cloudFormation.describeStackEvents({ StackName });
  return StackEvents.find(
    ({ LogicalResourceId, ResourceStatus }) =>
      LogicalResourceId === 'Subject' && /FAILED/.test(ResourceStatus!),
  )?.ResourceStatusReason;
}

const REFUSED: readonly [string, Resource, RegExp][] = [
  [
    'an unknown property',
    { Type: 'AWS::S3::Bucket', Properties: { BucketEncrypted: true } },
    /'BucketEncrypted' was unexpected/,
  ],
  [
    'an unknown property of a type that the emulator lacks',
    { Type: 'AWS::EC2::EIP', Properties: { Domains: 'vpc' } },
    /'Domains' was unexpected/,
  ],
  [
    'an unknown property inside another',
    {
      Type: 'AWS::EC2::LaunchTemplate',
      Properties: { LaunchTemplateData: { MetadataOptions: { HttpToken: 'required' } } },
    },
    /'HttpToken' was unexpected/,
  ],
  [
    'a property that is read-only',
    { Type: 'AWS::EC2::Volume', Properties: { AvailabilityZone: 'us-west-2a', Size: 1, VolumeId: 'vol-1' } },
    /VolumeId: is read-only/,
  ],
  [
    'a value of another form',
    { Type: 'AWS::EC2::Volume', Properties: { AvailabilityZone: 'us-west-2a', Size: 'large' } },
    /'large' is not of type 'integer'/,
  ],
  [
    'a property that is missing',
    { Type: 'AWS::EKS::Addon', Properties: { AddonName: 'coredns' } },
    /'ClusterName' is a required property/,
  ],
];

test.each(REFUSED)('a deploy fails on %s', async (_, resource, message) => {
  const StackName = `refused-${REFUSED.findIndex(([, each]) => each === resource)}`;
  const { cloudFormation } = platform.aws;
  await cloudFormation.createStack({ StackName, TemplateBody: template(resource) });
  const created = waitUntilStackCreateComplete(
    { client: cloudFormation, maxWaitTime: 20, minDelay: 1, maxDelay: 1 },
    { StackName },
  );
  await expect(created).rejects.toThrow(/ROLLBACK_COMPLETE/);
  expect(await reason(StackName)).toMatch(message);
});

test('a deploy fails on an unknown type', async () => {
  const unknown = platform.aws.cloudFormation.createStack({
    StackName: 'unknown',
    TemplateBody: template({ Type: 'AWS::SageMaker::Workstation' }),
  });
  await expect(unknown).rejects.toThrow(/AWS::SageMaker::Workstation/);
});

test('numbers and booleans may be text', async () => {
  const StackName = 'as-text';
  const { cloudFormation, ec2 } = platform.aws;
  const volume = { AvailabilityZone: 'us-west-2a', Size: '8', Encrypted: 'true', VolumeType: 'gp3' };
  await cloudFormation.createStack({
    StackName,
    TemplateBody: template({ Type: 'AWS::EC2::Volume', Properties: volume }),
  });
  await waitUntilStackCreateComplete(
    { client: cloudFormation, maxWaitTime: 20, minDelay: 1, maxDelay: 1 },
    { StackName },
  );

  // An update that is refused leaves the volume as it was.
  await cloudFormation.updateStack({
    StackName,
    TemplateBody: template({ Type: 'AWS::EC2::Volume', Properties: { ...volume, Size: 16, Sizes: 1 } }),
  });
  const updated = waitUntilStackUpdateComplete(
    { client: cloudFormation, maxWaitTime: 20, minDelay: 1, maxDelay: 1 },
    { StackName },
  );
  await expect(updated).rejects.toThrow(/UPDATE_ROLLBACK_COMPLETE/);
  const { StackResources } = await cloudFormation.describeStackResources({ StackName });
  const { Volumes } = await ec2.describeVolumes({ VolumeIds: [StackResources![0]!.PhysicalResourceId!] });
  expect(Volumes).toEqual([expect.objectContaining({ Size: 8, Encrypted: true })]);
});
