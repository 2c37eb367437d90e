import type { StackTemplate } from '../single-stack';
import { list, type Resource } from '../template-json';
import { trainingStack } from './training-stack';

const workstation = (config: object) => trainingStack({ workstations: { default: config } });
const only = ({ ofType }: StackTemplate, type: string): { id: string; resource: Resource } => {
  const [found, ...others] = ofType(type);
  expect(others).toEqual([]);
  return found!;
};
const propertiesOf = (stack: StackTemplate, type: string) => only(stack, type).resource.Properties;
const launchTemplate = ({ ofType }: StackTemplate, part: 'Workstations' | 'Fleets') =>
  ofType('AWS::EC2::LaunchTemplate').find(({ id }) => id.startsWith(part))!.resource.Properties[
    'LaunchTemplateData'
  ];

describe('workstation', () => {
  test('with Session Manager has no address and stays in a private subnet', () => {
    const stack = workstation({});
    expect(stack.ofType('AWS::EC2::EIP')).toEqual([]);
    const { id, resource } = only(stack, 'AWS::EC2::Instance');
    expect(resource.Properties['SubnetId']).toBe('private-us-west-2a');
    expect(stack.Outputs!['StartSession']!.Value).toEqual({
      'Fn::Join': ['', ['aws ssm start-session --region us-west-2 --target ', { Ref: id }]],
    });
  });

  test('with an Elastic IP is in a public subnet, and its address is an output', () => {
    const stack = workstation({ access: 'elastic-ip' });
    const instance = only(stack, 'AWS::EC2::Instance');
    expect(instance.resource.Properties['SubnetId']).toBe('public-us-west-2a');
    const address = only(stack, 'AWS::EC2::EIP');
    expect(address.resource.Properties['InstanceId']).toEqual({ Ref: instance.id });
    expect(stack.Outputs!['GpuInstanceIp']!.Value).toEqual({ 'Fn::GetAtt': [address.id, 'PublicIp'] });
  });

  test('has its data volume in its own zone', () => {
    const stack = workstation({ zone: 'b' });
    expect(propertiesOf(stack, 'AWS::EC2::Volume')['AvailabilityZone']).toBe('us-west-2b');
    expect(propertiesOf(stack, 'AWS::EC2::Instance')['SubnetId']).toBe('private-us-west-2b');
  });

  test('without a data volume has /data on the root volume', () => {
    const stack = workstation({ dataVolume: null });
    expect(stack.ofType('AWS::EC2::Volume')).toEqual([]);
    expect(launchTemplate(stack, 'Workstations').UserData['Fn::Base64']).toMatch(/^ML_DATA_VOLUME_ID=''$/m);
  });

  test('attaches its volume itself, since an attachment resource would block a replacement', () => {
    const stack = workstation({});
    expect(stack.ofType('AWS::EC2::VolumeAttachment')).toEqual([]);
    const script = launchTemplate(stack, 'Workstations').UserData['Fn::Base64']['Fn::Join'][1];
    expect(script.slice(0, 2)).toEqual([
      expect.stringMatching(/\nML_DATA_VOLUME_ID='$/),
      { Ref: only(stack, 'AWS::EC2::Volume').id },
    ]);
  });

  test('a second one leaves the resources of the first as they are', () => {
    const one = trainingStack();
    const two = trainingStack({ workstations: { second: { instanceType: 'g5.xlarge' } } });
    expect(Object.keys(two.Resources)).toEqual(expect.arrayContaining(Object.keys(one.Resources)));
    expect(Object.keys(two.Outputs!)).toContain('StartSessionSecond');
  });
});

describe('machine image', () => {
  test.each([
    ['g6e.xlarge', 'oss-nvidia-driver'],
    ['g4dn.xlarge', 'oss-nvidia-driver'],
  ])('of %s has the open driver', (instanceType, driver) => {
    const data = launchTemplate(workstation({ instanceType }), 'Workstations');
    expect(data.ImageId).toMatch(/^resolve:ssm:\/aws\/service\/deeplearning\//);
    expect(data.ImageId).toContain(driver);
    expect(list<any>(data.BlockDeviceMappings)[0].DeviceName).toBe('/dev/xvda');
  });

  test('of P3 has the proprietary driver, which the Volta generation needs', () => {
    const data = launchTemplate(trainingStack({}, 'lesson'), 'Workstations');
    expect(data.ImageId).toContain('proprietary-nvidia-driver');
  });
});

describe('fleet', () => {
  const fleet = (config: object) => trainingStack({ fleets: { default: config } });
  const group = (config: object) => propertiesOf(fleet(config), 'AWS::AutoScaling::AutoScalingGroup');

  test('without a desired size a deploy keeps the size that schedules or users have set', () => {
    expect(group({})).not.toHaveProperty('DesiredCapacity');
  });

  test('launches any of its types, by price and capacity, and replaces an instance before EC2 reclaims it', () => {
    const properties = group({ instanceTypes: ['g5.xlarge', 'g5.2xlarge'] });
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

  test('with the on-demand market has no Spot Instances', () => {
    const properties = group({ market: 'on-demand' });
    expect(properties['MixedInstancesPolicy'].InstancesDistribution).toEqual({
      OnDemandPercentageAboveBaseCapacity: 100,
    });
    expect(properties['CapacityRebalance']).toBe(false);
  });

  test('is in the private subnets of every zone if it is asked to be', () => {
    expect(group({ acrossZones: true })['VPCZoneIdentifier']).toEqual([
      'private-us-west-2a',
      'private-us-west-2b',
    ]);
  });

  test('runs its schedules in its time zone', () => {
    const actions = fleet({ timeZone: 'Europe/Berlin' }).properties('AWS::AutoScaling::ScheduledAction');
    expect(actions.map(({ TimeZone }) => TimeZone as string)).toEqual(['Europe/Berlin', 'Europe/Berlin']);
  });

  test('passes the cluster name to its instances', () => {
    const { UserData } = launchTemplate(fleet({ clusterName: "Anna's run" }), 'Fleets');
    expect(UserData['Fn::Base64'].split('\n')).toContain(String.raw`ML_CLUSTER_NAME='Anna'\''s run'`);
  });
});

test('outputs name the job document, its buckets and the log group', () => {
  const stack = trainingStack();
  const document = only(stack, 'AWS::SSM::Document');
  expect(stack.Outputs).toMatchObject({
    JobDocument: { Value: { Ref: document.id } },
    JobsBucket: { Value: 'artifacts' },
    CheckpointsBucket: { Value: 'artifacts' },
    TrainingLogGroup: { Value: '/ml/training/ml-platform-production-training' },
  });
  // A replaced document would leave associations without one.
  const { Content, ...properties } = document.resource.Properties;
  expect(properties).toMatchObject({ UpdateMethod: 'NewVersion' });
  expect(properties).not.toHaveProperty('Name');
  // Systems Manager accepts 64 KiB.
  const sent = JSON.stringify(Content);
  expect(sent.length).toBeLessThan(20_000);
});

test('a stack without instances stays, so that a deploy deletes the last of them', () => {
  const { Resources } = trainingStack({ workstations: { default: null }, fleets: { default: null } });
  expect(Object.values(Resources).map(({ Type }) => Type)).toEqual([
    'AWS::CloudFormation::WaitConditionHandle',
  ]);
});
