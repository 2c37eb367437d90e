import { findInstanceType, HOURS_PER_MONTH } from '../../../lib/catalog';
import { estimateOf, launchTemplate, missingPriceOf, priceOf } from '../small-stack';

const month = (type: string) => findInstanceType(type)!.usdPerHour! * HOURS_PER_MONTH;
const fromTemplate = { LaunchTemplateId: { Ref: 'Template' }, Version: '1' };

interface GroupOptions {
  readonly distribution?: object;
  readonly group?: object;
  readonly others?: object;
}

/** A group of g5.12xlarge with a mixed instances policy, and other resources. */
function group({ distribution, group: properties, others }: GroupOptions) {
  return estimateOf({
    Template: launchTemplate({ InstanceType: 'g6.xlarge' }),
    Group: {
      Type: 'AWS::AutoScaling::AutoScalingGroup',
      Properties: {
        MinSize: '0',
        MaxSize: '10',
        MixedInstancesPolicy: {
          InstancesDistribution: distribution,
          LaunchTemplate: {
            LaunchTemplateSpecification: fromTemplate,
            Overrides: [{ InstanceType: 'g5.12xlarge' }, { InstanceType: 'g5.48xlarge' }],
          },
        },
        ...properties,
      },
    },
    ...others,
  }).items.map(({ what, quantity, usdPerMonth }) => ({ what, quantity, usdPerMonth }));
}

const volume = (quantity: number) => ({ what: 'gp3 volume of 100 GiB', quantity, usdPerMonth: 8 });
const onDemand = (quantity: number) => ({
  what: 'g5.12xlarge instance',
  quantity,
  usdPerMonth: month('g5.12xlarge'),
});
const spot = (quantity: number, usdPerMonth = month('g5.12xlarge')) => ({
  what: 'g5.12xlarge Spot Instance',
  quantity,
  usdPerMonth,
});

describe('detailed monitoring', () => {
  const what = 'detailed monitoring of an instance';
  const monitoring = { Monitoring: { Enabled: true } };
  const itemsOf = (resources: object) =>
    estimateOf(resources as never)
      .items.filter((item) => item.what === what)
      .map(({ quantity, usdPerMonth }) => [quantity, usdPerMonth]);

  test('is billed for each instance of a group, of a node group, and for an instance', () => {
    const Template = launchTemplate({ InstanceType: 'g6.xlarge', ...monitoring });
    const LaunchTemplate = fromTemplate;
    const sizes = { MinSize: '3', MaxSize: '3' };
    const Group = { Type: 'AWS::AutoScaling::AutoScalingGroup', Properties: { LaunchTemplate, ...sizes } };
    const nodes = { LaunchTemplate: { Id: { Ref: 'Template' } }, ScalingConfig: { MinSize: 2, MaxSize: 9 } };
    const Nodes = { Type: 'AWS::EKS::Nodegroup', Properties: nodes };
    const Instance = { Type: 'AWS::EC2::Instance', Properties: { LaunchTemplate } };
    expect(itemsOf({ Template, Group, Nodes, Instance })).toEqual([
      [3, 7 * 0.3],
      [2, 7 * 0.3],
      [1, 7 * 0.3],
    ]);
  });

  test('of a launch template does not count where the instance switches it off, as the NAT instance does', () => {
    const Template = launchTemplate({ InstanceType: 'g6.xlarge', ...monitoring });
    const Properties = { LaunchTemplate: fromTemplate, Monitoring: false };
    expect(itemsOf({ Template, Instance: { Type: 'AWS::EC2::Instance', Properties } })).toEqual([]);
  });
});

describe('an instance', () => {
  const instance = (data: object, properties: object = {}, others: object = {}) =>
    estimateOf({
      Template: launchTemplate({ InstanceType: 'g6.xlarge', ...data }),
      Instance: { Type: 'AWS::EC2::Instance', Properties: { LaunchTemplate: fromTemplate, ...properties } },
      ...others,
    }).items.map(({ what, quantity, usdPerMonth }) => [what, quantity * usdPerMonth]);

  test('has the type and the volumes of its launch template', () => {
    expect(instance({})).toEqual([
      ['g6.xlarge instance', month('g6.xlarge')],
      ['gp3 volume of 100 GiB', 8],
    ]);
  });

  test('overrides its launch template, device by device', () => {
    const mapping = (DeviceName: string, VolumeSize: number) => ({
      DeviceName,
      Ebs: { VolumeSize, VolumeType: 'gp3' },
    });
    const own = {
      InstanceType: 't3.small',
      BlockDeviceMappings: [mapping('/dev/xvda', 50), mapping('/dev/xvdb', 10)],
    };
    expect(instance({}, own).map(([what]) => what)).toEqual([
      't3.small instance',
      'gp3 volume of 50 GiB',
      'gp3 volume of 10 GiB',
    ]);
  });

  test('on the Spot market costs at most its limit', () => {
    const market = (MaxPrice?: string) => ({
      InstanceMarketOptions: { MarketType: 'spot', SpotOptions: { MaxPrice } },
    });
    expect(instance(market())[0]).toEqual(['g6.xlarge Spot Instance', month('g6.xlarge')]);
    expect(instance(market('0.25'))[0]).toEqual(['g6.xlarge Spot Instance', 0.25 * HOURS_PER_MONTH]);
    expect(instance(market('99'))[0]).toEqual(['g6.xlarge Spot Instance', month('g6.xlarge')]);
  });

  test('in a public subnet has one public address, with an Elastic IP or without', () => {
    const addresses = (others: object) =>
      instance(
        {},
        { SubnetId: { Ref: 'Subnet' } },
        { Subnet: { Type: 'AWS::EC2::Subnet', Properties: { MapPublicIpOnLaunch: true } }, ...others },
      ).filter(([what]) => what === 'public IPv4 address');
    expect(addresses({})).toEqual([['public IPv4 address', 0.005 * HOURS_PER_MONTH]]);
    const address = { Type: 'AWS::EC2::EIP', Properties: { InstanceId: { Ref: 'Instance' } } };
    expect(addresses({ Address: address })).toHaveLength(1);
  });

  test('of a type that the catalog lacks is reported', () => {
    expect(missingPriceOf('AWS::EC2::Instance', { InstanceType: 'z9.large' })).toEqual([
      'instance type z9.large',
    ]);
    expect(missingPriceOf('AWS::EC2::Instance')).toEqual(['instances without a type']);
  });
});

describe('an Auto Scaling group', () => {
  const spotOnly = { OnDemandBaseCapacity: 1, OnDemandPercentageAboveBaseCapacity: 0 };

  test('counts its desired size, or its smallest, at its first type', () => {
    expect(group({ group: { MinSize: '2' } })).toEqual([onDemand(2), volume(2)]);
    expect(group({ group: { MinSize: '2', DesiredCapacity: '3' } })).toEqual([onDemand(3), volume(3)]);
    expect(group({})).toEqual([]);
  });

  test('buys its base on demand and the rest on the Spot market, up to its limit', () => {
    const desired = { DesiredCapacity: '4' };
    expect(group({ distribution: spotOnly, group: desired })).toEqual([onDemand(1), spot(3), volume(4)]);
    const limited = { ...spotOnly, SpotMaxPrice: '2.00' };
    expect(group({ distribution: limited, group: desired })).toEqual([
      onDemand(1),
      spot(3, 2 * HOURS_PER_MONTH),
      volume(4),
    ]);
    const half = { OnDemandPercentageAboveBaseCapacity: 50 };
    expect(group({ distribution: half, group: desired })).toEqual([onDemand(2), spot(2), volume(4)]);
  });

  test('in a Capacity Block costs its volumes only', () => {
    const { items } = estimateOf({
      Template: launchTemplate({
        InstanceType: 'p5.48xlarge',
        InstanceMarketOptions: { MarketType: 'capacity-block' },
      }),
      Group: {
        Type: 'AWS::AutoScaling::AutoScalingGroup',
        Properties: { MinSize: '2', MaxSize: '2', LaunchTemplate: fromTemplate },
      },
    });
    expect(items.map(({ what, quantity, usdPerMonth }) => [what, quantity, usdPerMonth])).toEqual([
      ['p5.48xlarge instance, paid with its Capacity Block', 2, 0],
      ['gp3 volume of 100 GiB', 2, 8],
    ]);
  });

  test('has the mean size of its own scheduled actions', () => {
    const action = (Recurrence: string, DesiredCapacity: number, groupId = 'Group') => ({
      Type: 'AWS::AutoScaling::ScheduledAction',
      Properties: { AutoScalingGroupName: { Ref: groupId }, Recurrence, DesiredCapacity },
    });
    const items = group({
      distribution: spotOnly,
      others: {
        Morning: action('0 8 * * MON-FRI', 4),
        Evening: action('0 20 * * *', 0),
        Elsewhere: action('0 0 * * *', 50, 'Other'),
      },
    });
    const mean = (4 * 12 * 5) / (24 * 7);
    expect(items.map(({ quantity }) => quantity)).toEqual(
      [1, mean - 1, mean].map((each) => expect.closeTo(each)),
    );
  });
});

describe('a warm pool', () => {
  const pool = (properties: object, size = '1') =>
    group({
      group: { DesiredCapacity: size },
      others: {
        Pool: {
          Type: 'AWS::AutoScaling::WarmPool',
          Properties: { AutoScalingGroupName: { Ref: 'Group' }, ...properties },
        },
      },
    }).slice(2);

  test('of stopped instances costs their volumes: as many as are prepared beyond the group', () => {
    expect(pool({ MaxGroupPreparedCapacity: 3 })).toEqual([volume(2)]);
    expect(pool({ MinSize: 1, MaxGroupPreparedCapacity: 3 }, '3')).toEqual([volume(1)]);
    expect(pool({})).toEqual([volume(9)]);
  });

  test('of running instances costs the instances as well', () => {
    expect(pool({ MaxGroupPreparedCapacity: 3, PoolState: 'Running' })).toEqual([onDemand(2), volume(2)]);
  });

  test('of a group in another stack is reported', () => {
    expect(missingPriceOf('AWS::AutoScaling::WarmPool', { AutoScalingGroupName: 'elsewhere' })).toEqual([
      'its group is not in the template',
    ]);
  });
});

describe('a node group', () => {
  const nodes = (properties: object) =>
    estimateOf({
      Template: launchTemplate(),
      Nodes: { Type: 'AWS::EKS::Nodegroup', Properties: properties },
    }).items.map(({ what, quantity, usdPerMonth }) => [what, quantity, usdPerMonth]);

  test('counts its desired size, with the volumes of its launch template', () => {
    const properties = {
      InstanceTypes: ['m7i.large'],
      LaunchTemplate: { Id: { Ref: 'Template' } },
      ScalingConfig: { DesiredSize: 3, MinSize: 1, MaxSize: 5 },
    };
    expect(nodes(properties)).toEqual([
      ['m7i.large instance', 3, month('m7i.large')],
      ['gp3 volume of 100 GiB', 3, 8],
    ]);
    expect(nodes({ ...properties, CapacityType: 'SPOT' })[0]).toEqual([
      'm7i.large Spot Instance',
      3,
      month('m7i.large'),
    ]);
  });

  test('counts the volumes of its warm pool, whose instances are stopped', () => {
    const properties = {
      InstanceTypes: ['m7i.large'],
      LaunchTemplate: { Id: { Ref: 'Template' } },
      ScalingConfig: { DesiredSize: 1, MinSize: 1, MaxSize: 5 },
    };
    const waiting = (pool: object) => nodes({ ...properties, WarmPoolConfig: pool })[2];
    expect(waiting({ Enabled: true })).toEqual(['gp3 volume of 100 GiB', 4, 8]);
    expect(waiting({ Enabled: true, MinSize: 1, MaxGroupPreparedCapacity: 3 })).toEqual([
      'gp3 volume of 100 GiB',
      2,
      8,
    ]);
    expect(waiting({ Enabled: false })).toBeUndefined();
  });

  test('without a launch template has the disk that it names', () => {
    const properties = { InstanceTypes: ['m7i.large'], DiskSize: 50, ScalingConfig: { MinSize: 2 } };
    expect(nodes(properties)[1]).toEqual(['gp3 volume of 50 GiB', 2, 4]);
  });
});

test('a launch template alone costs nothing', () => {
  expect(priceOf('AWS::EC2::LaunchTemplate', launchTemplate().Properties)).toBe(0);
});
