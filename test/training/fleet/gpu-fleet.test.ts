import { list, type Resource } from '../../template-json';
import { trainingStack } from '../training-stack';

const id = 'cr-0123456789abcdef0';
const common = { clusterName: 'test', max: 4 };
const fleets = {
  default: { onDemandBase: 1, onDemandFallbackMinutes: 15, idle: { gpuPercent: 7.5, minutes: 30 } },
  close: { ...common, instanceTypes: ['p5en.48xlarge'], efa: true, placement: 'cluster' },
  b300: { ...common, instanceTypes: ['p6-b300.48xlarge'], efa: true },
  'one-card': { ...common, instanceTypes: ['g6.12xlarge'], efa: true, zone: 'b' },
  reserved: {
    ...common,
    instanceTypes: ['g6.xlarge'],
    market: 'on-demand',
    zone: 'b',
    capacityReservationId: id,
  },
  block: {
    ...common,
    instanceTypes: ['p4d.24xlarge'],
    market: 'capacity-block',
    zone: 'a',
    capacityReservationId: id,
  },
  warm: {
    ...common,
    instanceTypes: ['g6.xlarge'],
    market: 'on-demand',
    warmPool: { min: 1, max: 3 },
    schedules: { morning: { recurrence: '0 7 * * *', min: 1, max: 3, desired: 2 } },
    scratch: false,
  },
};

const stack = trainingStack({ fleets });

/** Resources of a type that belong to one fleet, by the name of the fleet in logical ids. */
const ofFleet = (fleet: string, type: string): { id: string; resource: Resource }[] =>
  stack.ofType(type).filter(({ id: logicalId }) => logicalId.startsWith(`Fleets${fleet}`));
const only = (fleet: string, type: string): Record<string, any> => {
  const found = ofFleet(fleet, type);
  expect(found).toHaveLength(1);
  return found[0]!.resource.Properties;
};
const group = (fleet: string) => only(fleet, 'AWS::AutoScaling::AutoScalingGroup');
const template = (fleet: string) => only(fleet, 'AWS::EC2::LaunchTemplate')['LaunchTemplateData'];
const subnets = (fleet: string): unknown => group(fleet)['VPCZoneIdentifier'];

describe('a fleet with cluster placement', () => {
  test('has a placement group and one zone, the first if none is given', () => {
    expect(only('close', 'AWS::EC2::PlacementGroup')).toMatchObject({ Strategy: 'cluster' });
    expect(group('close')['PlacementGroup']).toEqual({
      'Fn::GetAtt': [expect.stringMatching(/^FleetsclosePlacementGroup/), 'GroupName'],
    });
    expect(subnets('close')).toEqual(['private-us-west-2a']);
    expect(subnets('onecard')).toEqual(['private-us-west-2b']);
  });

  test('has an adapter on every network card, one IP address, and security groups on the interfaces only', () => {
    const { NetworkInterfaces: interfaces, SecurityGroupIds: groups } = template('close');
    expect(groups).toBeUndefined();
    const layout = list<any>(interfaces).map(
      ({ NetworkCardIndex: card, DeviceIndex: device, InterfaceType: kind }) => `${card}.${device} ${kind}`,
    );
    const further = Array.from({ length: 15 }, (_, index) => `${index + 1}.0 efa-only`);
    expect(layout).toEqual(['0.0 interface', '0.1 efa-only', ...further]);
    for (const each of interfaces) {
      expect(each).toMatchObject({
        AssociatePublicIpAddress: false,
        DeleteOnTermination: true,
        Groups: ['training'],
      });
    }
  });

  test('has one interface for IP and EFA where there is one network card', () => {
    expect(template('onecard').NetworkInterfaces).toMatchObject([{ DeviceIndex: 0, InterfaceType: 'efa' }]);
  });
});

describe('a fleet with a reservation', () => {
  test('launches into its reservation first, in the zone of the reservation only', () => {
    expect(group('reserved')['CapacityReservationSpecification']).toEqual({
      CapacityReservationPreference: 'capacity-reservations-first',
      CapacityReservationTarget: { CapacityReservationIds: [id] },
    });
    expect(subnets('reserved')).toEqual(['private-us-west-2b']);
  });

  test('names a Capacity Block in its launch template, without a mixed instances policy', () => {
    expect(template('block')).toMatchObject({
      InstanceMarketOptions: { MarketType: 'capacity-block' },
      CapacityReservationSpecification: { CapacityReservationTarget: { CapacityReservationId: id } },
    });
    expect(group('block')['MixedInstancesPolicy']).toBeUndefined();
    // A number, as Auto Scaling requires for a reservation: not $Latest.
    expect(group('block')['LaunchTemplate'].Version).toEqual({
      'Fn::GetAtt': [expect.anything(), 'LatestVersionNumber'],
    });
    expect(template('reserved').InstanceMarketOptions).toBeUndefined();
  });
});

test('a warm pool keeps stopped instances that have booted, and none that was in service', () => {
  expect(only('warm', 'AWS::AutoScaling::WarmPool')).toMatchObject({
    MinSize: 1,
    MaxGroupPreparedCapacity: 3,
    PoolState: 'Stopped',
    InstanceReusePolicy: { ReuseOnScaleIn: false },
  });
  const hooks = ofFleet('warm', 'AWS::AutoScaling::LifecycleHook').map(({ resource }) => resource.Properties);
  const launching = hooks.find((hook) => hook['LifecycleTransition'].endsWith('LAUNCHING'));
  expect(launching).toMatchObject({ LifecycleHookName: 'boot', DefaultResult: 'CONTINUE' });
  // Otherwise instances enter the pool that nothing holds while they boot.
  const hookId = ofFleet('warm', 'AWS::AutoScaling::LifecycleHook').find(
    ({ resource }) => resource.Properties === launching,
  )!.id;
  const after = ofFleet('warm', 'AWS::AutoScaling::WarmPool')[0]!.resource.DependsOn;
  expect(after).toEqual([hookId]);
  for (const { resource } of ofFleet('warm', 'AWS::AutoScaling::ScheduledAction'))
    expect(resource.DependsOn).toEqual([hookId]);
  expect(template('warm').UserData['Fn::Base64'].split('\n')).toEqual(
    expect.arrayContaining(["ML_LAUNCH_HOOK='boot'", "ML_SCRATCH_MOUNT=''"]),
  );
});

describe('a Spot fleet', () => {
  test('buys only `onDemandBase` instances on demand', () => {
    expect(group('default')['MixedInstancesPolicy'].InstancesDistribution).toMatchObject({
      OnDemandBaseCapacity: 1,
      OnDemandPercentageAboveBaseCapacity: 0,
    });
  });

  test('buys missing instances on demand after its own alarm or its own failed launch', () => {
    const alarm = alarmOf('Fallback');
    expect(alarm).toMatchObject({ EvaluationPeriods: 15, Threshold: 0, TreatMissingData: 'notBreaching' });
    expect(alarm['Metrics'][0]).toMatchObject({ Expression: 'desired - running' });
    expect(rulesOf('Fallback')).toEqual([
      {
        source: ['aws.cloudwatch'],
        'detail-type': ['CloudWatch Alarm State Change'],
        detail: {
          alarmName: [{ Ref: expect.stringMatching(/FallbackAlarm/) }],
          state: { value: ['ALARM', 'OK'] },
        },
      },
      {
        source: ['aws.autoscaling'],
        'detail-type': ['EC2 Instance Launch Unsuccessful'],
        detail: { AutoScalingGroupName: [{ Ref: expect.stringMatching(/^FleetsdefaultGroup/) }] },
      },
    ]);
    const variables = functionOf('Fallback')['Environment'].Variables;
    expect(variables).toMatchObject({ ON_DEMAND_BASE: '1' });
  });

  test('is idle when its busiest GPU is, and not while it scales out', () => {
    const alarm = alarmOf('Idle');
    expect(alarm).toMatchObject({ EvaluationPeriods: 6, Threshold: 7.5, TreatMissingData: 'notBreaching' });
    // CloudWatch would repeat a scaling action every minute, also for instances that are being launched.
    expect(stack.ofType('AWS::AutoScaling::ScalingPolicy')).toEqual([]);
    const [expression, ...metrics] = alarm['Metrics'];
    expect(expression.Expression).toBe('IF(FILL(DIFF(machines), 0) > 0, 100, gpu)');
    const gpu = metrics.find(({ Id }: { Id: string }) => Id === 'gpu').MetricStat;
    expect(gpu).toMatchObject({ Period: 300, Stat: 'Maximum' });
    expect(gpu.Metric).toMatchObject({
      Namespace: 'MLPlatform/Training',
      MetricName: 'nvidia_smi_utilization_gpu',
      Dimensions: [
        { Name: 'Fleet', Value: 'default' },
        { Name: 'Stack', Value: 'ml-platform-production-training' },
      ],
    });
    expect(rulesOf('Idle')[0].detail.state.value).toEqual(['ALARM']);
  });

  test('keeps an event that fails for an hour in the dead-letter queue of its function', () => {
    for (const part of ['Fallback', 'Idle']) {
      const [config] = propertiesOf(part, 'AWS::Lambda::EventInvokeConfig');
      const [queue, ...others] = ofPart(part, 'AWS::SQS::Queue');
      expect(others).toEqual([]);
      expect(config).toMatchObject({
        MaximumEventAgeInSeconds: 3600,
        DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [queue!.id, 'Arn'] } } },
      });
    }
  });
});

const ofPart = (part: string, type: string) =>
  ofFleet('default', type).filter(({ id: logicalId }) => logicalId.includes(part));
const propertiesOf = (part: string, type: string) =>
  ofPart(part, type).map(({ resource }) => resource.Properties);
const alarmOf = (part: string) => propertiesOf(part, 'AWS::CloudWatch::Alarm')[0]!;
const functionOf = (part: string) => propertiesOf(part, 'AWS::Lambda::Function')[0]!;
const rulesOf = (part: string) => propertiesOf(part, 'AWS::Events::Rule').map((rule) => rule['EventPattern']);

test('a fleet stays in one zone, where traffic is free, unless it is alone or asked to spread', () => {
  const common = { clusterName: 'test', instanceTypes: ['g6.xlarge'] };
  const { ofType } = trainingStack({
    fleets: {
      plain: { ...common, max: 2 },
      alone: { ...common, max: 1 },
      spread: { ...common, max: 2, acrossZones: true },
    },
  });
  const zonesOf = (fleet: string) =>
    ofType('AWS::AutoScaling::AutoScalingGroup')
      .filter(({ id: logicalId }) => logicalId.startsWith(`Fleets${fleet}`))
      .flatMap(({ resource }) => list(resource.Properties['VPCZoneIdentifier'])).length;
  expect([zonesOf('default'), zonesOf('plain'), zonesOf('alone'), zonesOf('spread')]).toEqual([1, 1, 2, 2]);
});

test('every fleet has an output with its group, which scripts read', () => {
  const outputs = Object.keys(stack.Outputs!).filter((name) => name.startsWith('FleetGroup'));
  expect(outputs).toEqual([
    'FleetGroup',
    'FleetGroupClose',
    'FleetGroupB300',
    'FleetGroupOneCard',
    'FleetGroupReserved',
    'FleetGroupBlock',
    'FleetGroupWarm',
  ]);
});
