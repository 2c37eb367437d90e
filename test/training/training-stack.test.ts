import { build, list, type Resource, type Templates } from '../synthesized';

const workstation = (config: object) =>
  build('production', { training: { workstations: { default: config } } });
const only = ({ ofType }: Templates, type: string): Resource => {
  const found = ofType(type).filter(({ stack }) => stack === 'Training');
  expect(found).toHaveLength(1);
  return found[0]!.resource;
};
const launchTemplates = ({ ofType }: Templates, part: string) =>
  ofType('AWS::EC2::LaunchTemplate')
    .filter(({ id }) => id.startsWith(`Training/${part}`))
    .map(({ resource }) => resource.Properties['LaunchTemplateData']);

describe('workstation', () => {
  test('with Session Manager it has no address and stays in a private subnet', () => {
    const platform = workstation({});
    expect(platform.ofType('AWS::EC2::EIP').filter(({ stack }) => stack === 'Training')).toEqual([]);
    expect(JSON.stringify(only(platform, 'AWS::EC2::Instance').Properties['SubnetId'])).toContain(
      'VpcPrivateSubnet1',
    );
    expect(JSON.stringify(platform.json('Training').Outputs)).toContain('aws ssm start-session');
  });

  test('with an Elastic IP it is where the address can be reached', () => {
    const platform = workstation({ access: 'elastic-ip' });
    expect(JSON.stringify(only(platform, 'AWS::EC2::Instance').Properties['SubnetId'])).toContain(
      'VpcPublicSubnet1',
    );
    expect(only(platform, 'AWS::EC2::EIP').Properties['InstanceId']).toBeDefined();
    expect(Object.keys(platform.json('Training').Outputs!)).toContain('GpuInstanceIp');
  });

  test('instance and data volume are in the same zone', () => {
    const platform = workstation({ zone: 'b' });
    expect(only(platform, 'AWS::EC2::Volume').Properties['AvailabilityZone']).toBe('us-west-2b');
    expect(JSON.stringify(only(platform, 'AWS::EC2::Instance').Properties['SubnetId'])).toContain('Subnet2');
  });

  test('a persistent Spot request is cancelled when the instance is deleted', () => {
    const resource = only(workstation({}), 'Custom::SpotRequestCancellation');
    const onDelete = JSON.stringify(resource.Properties['Delete']);
    expect(onDelete).toContain('cancelSpotInstanceRequests');
    // Created after the instance, it is deleted before it.
    expect(JSON.stringify(resource.Properties['Create'])).toContain('WorkstationsdefaultInstance');
  });

  test('on demand nothing is spot, and nothing needs cancelling', () => {
    const platform = workstation({ market: 'on-demand' });
    expect(launchTemplates(platform, 'Workstations')[0].InstanceMarketOptions).toBeUndefined();
    expect(platform.ofType('Custom::SpotRequestCancellation')).toEqual([]);
  });

  test('without a data volume /data is on the root volume', () => {
    const platform = workstation({ dataVolume: null });
    expect(platform.ofType('AWS::EC2::Volume')).toEqual([]);
    expect(JSON.stringify(launchTemplates(platform, 'Workstations')[0].UserData)).toContain(
      "ML_DATA_VOLUME_ID=''",
    );
  });

  test('the instance attaches the volume, since an attachment resource would block a replacement', () => {
    const platform = workstation({});
    expect(platform.ofType('AWS::EC2::VolumeAttachment')).toEqual([]);
    expect(JSON.stringify(launchTemplates(platform, 'Workstations')[0].UserData)).toContain(
      '{"Ref":"WorkstationsdefaultData583F0CAC"}',
    );
  });

  test('a second one leaves the first as it is', () => {
    const ids = (templates: Templates) =>
      templates.all.filter(({ stack }) => stack === 'Training').map(({ id }) => id);
    const two = build('production', {
      training: { workstations: { second: { instanceType: 'g5.xlarge' } } },
    });
    expect(ids(two)).toEqual(expect.arrayContaining(ids(build('production'))));
    expect(Object.keys(two.json('Training').Outputs!)).toContain('StartSessionSecond');
  });
});

describe('machine image', () => {
  test.each([
    ['g6e.xlarge', 'oss-nvidia-driver'],
    ['g4dn.xlarge', 'oss-nvidia-driver'],
  ])('of %s has the open driver', (instanceType, driver) => {
    const [data] = launchTemplates(workstation({ instanceType }), 'Workstations');
    expect(data.ImageId).toMatch(/^resolve:ssm:\/aws\/service\/deeplearning\//);
    expect(data.ImageId).toContain(driver);
    expect(list<any>(data.BlockDeviceMappings)[0].DeviceName).toBe('/dev/xvda');
  });

  test('of P3 has the proprietary driver, which the Volta generation needs', () => {
    const [data] = launchTemplates(build('lesson'), 'Workstations');
    expect(data.ImageId).toContain('proprietary-nvidia-driver');
  });
});

describe('fleet', () => {
  const fleet = (config: object) => build('production', { training: { fleets: { default: config } } });
  const group = (templates: Templates) => only(templates, 'AWS::AutoScaling::AutoScalingGroup').Properties;

  test('without a desired size a deploy keeps the size that schedules or users have set', () => {
    expect(group(fleet({}))).not.toHaveProperty('DesiredCapacity');
  });

  test('takes any of its types, by price and capacity, and replaces an instance before EC2 reclaims it', () => {
    const properties = group(fleet({ instanceTypes: ['g5.xlarge', 'g5.2xlarge'] }));
    expect(properties['MixedInstancesPolicy'].LaunchTemplate.Overrides).toEqual([
      { InstanceType: 'g5.xlarge' },
      { InstanceType: 'g5.2xlarge' },
    ]);
    expect(properties['MixedInstancesPolicy'].InstancesDistribution).toMatchObject({
      OnDemandPercentageAboveBaseCapacity: 0,
      SpotAllocationStrategy: 'price-capacity-optimized',
    });
    expect(properties['CapacityRebalance']).toBe(true);
  });

  test('on demand it is that only', () => {
    const properties = group(fleet({ market: 'on-demand' }));
    expect(properties['MixedInstancesPolicy'].InstancesDistribution).toEqual({
      OnDemandPercentageAboveBaseCapacity: 100,
    });
    expect(properties['CapacityRebalance']).toBe(false);
  });

  test('is in the private subnets of every zone', () => {
    const subnets = JSON.stringify(group(fleet({}))['VPCZoneIdentifier']);
    expect(subnets).toMatch(/PrivateSubnet1.*PrivateSubnet2/);
    expect(subnets).not.toContain('Public');
  });

  test('schedules run in its time zone', () => {
    const { ofType } = fleet({ timeZone: 'Europe/Berlin' });
    const zones = ofType('AWS::AutoScaling::ScheduledAction').map(
      ({ resource }) => resource.Properties['TimeZone'],
    );
    expect(zones).toEqual(['Europe/Berlin', 'Europe/Berlin']);
  });

  test('passes the cluster name to its instances', () => {
    const [data] = launchTemplates(fleet({ clusterName: "Anna's run" }), 'Fleets');
    expect(JSON.stringify(data.UserData)).toContain(String.raw`ML_CLUSTER_NAME='Anna'\\''s run'`);
  });
});

test('says where jobs are', () => {
  const { Outputs, Resources } = build('production').json('Training');
  const [id, document] = Object.entries(Resources).find(([, { Type }]) => Type === 'AWS::SSM::Document')!;
  expect(Outputs).toMatchObject({
    JobDocument: { Value: { Ref: id } },
    JobsBucket: { Value: expect.anything() },
    CheckpointsBucket: { Value: expect.anything() },
    TrainingLogGroup: { Value: '/ml/training/ml-platform-production-training' },
  });
  expect(JSON.stringify(Outputs!['JobsBucket'])).toContain('Artifacts');
  expect(JSON.stringify(Outputs!['CheckpointsBucket'])).toContain('Artifacts');
  // A replaced document would leave associations without one.
  expect(document.Properties).toMatchObject({ UpdateMethod: 'NewVersion' });
  expect(document.Properties).not.toHaveProperty('Name');
  // Systems Manager takes 64 KiB.
  expect(JSON.stringify(document.Properties['Content']).length).toBeLessThan(20_000);
});

test('without instances the stack stays, so that a deploy deletes the last of them', () => {
  const none = build('production', {
    training: { workstations: { default: null }, fleets: { default: null } },
  });
  const types = none.all.filter(({ stack }) => stack === 'Training').map(({ resource }) => resource.Type);
  expect(types).toEqual(['AWS::CloudFormation::WaitConditionHandle']);
});
