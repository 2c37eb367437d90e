import { HOURS_PER_MONTH } from '../../../lib/catalog';
import { missingPriceOf, priceOf } from '../small-stack';

test('a NAT gateway and its address are priced separately', () => {
  expect(priceOf('AWS::EC2::NatGateway')).toBeCloseTo(0.045 * HOURS_PER_MONTH);
  expect(priceOf('AWS::EC2::EIP')).toBeCloseTo(0.005 * HOURS_PER_MONTH);
});

test('an interface endpoint costs money in each zone, a gateway endpoint is free', () => {
  const SubnetIds = [{ Ref: 'One' }, { Ref: 'Other' }];
  expect(priceOf('AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Interface', SubnetIds })).toBeCloseTo(
    2 * 0.01 * HOURS_PER_MONTH,
  );
  expect(priceOf('AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Gateway' })).toBe(0);
  expect(missingPriceOf('AWS::EC2::VPCEndpoint', { VpcEndpointType: 'GatewayLoadBalancer' })).toEqual([
    'VPC endpoint of type GatewayLoadBalancer',
  ]);
});

test('a larger, faster volume costs more than the free operations and throughput', () => {
  const volume = (properties: object) => priceOf('AWS::EC2::Volume', { VolumeType: 'gp3', ...properties });
  expect(volume({ Size: 1000 })).toBeCloseTo(80, 5);
  expect(volume({ Size: 1000, Iops: 3000, Throughput: 125 })).toBeCloseTo(80, 5);
  // 3,000 more operations at $0.005 and 125 MiB/s more at $0.04.
  expect(volume({ Size: 1000, Iops: 6000, Throughput: 250 })).toBeCloseTo(80 + 15 + 5, 5);
  expect(missingPriceOf('AWS::EC2::Volume', { VolumeType: 'io2', Size: 10 })).toEqual([
    'EBS volume of type io2',
  ]);
});

test('a control plane in extended support costs six times as much', () => {
  const now = jest.spyOn(Date, 'now').mockReturnValue(Date.parse('2026-11-28T00:00:00Z'));
  const hourly = (Version: string) => priceOf('AWS::EKS::Cluster', { Version }) / HOURS_PER_MONTH;
  expect(hourly('1.35')).toBeCloseTo(0.1);
  expect(hourly('1.32')).toBeCloseTo(0.6);
  now.mockReturnValue(Date.parse('2026-03-23T12:00:00Z'));
  expect(hourly('1.32')).toBeCloseTo(0.1);
  now.mockRestore();
  expect(missingPriceOf('AWS::EKS::Cluster')).toEqual(['EKS version of the day']);
});

test('an Application Load Balancer has a price, others are reported', () => {
  const type = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
  expect(priceOf(type)).toBeCloseTo(0.0225 * HOURS_PER_MONTH);
  expect(missingPriceOf(type, { Type: 'network' })).toEqual(['load balancer of type network']);
});

test('an alarm costs money for each metric that it reads', () => {
  const metric = { MetricStat: { Metric: { MetricName: 'GroupDesiredCapacity' } } };
  expect(priceOf('AWS::CloudWatch::Alarm', { MetricName: 'Errors' })).toBeCloseTo(0.1);
  expect(
    priceOf('AWS::CloudWatch::Alarm', { Metrics: [{ Expression: 'a - b' }, metric, metric] }),
  ).toBeCloseTo(0.2);
});

test('a key and a dashboard have a price a month', () => {
  expect(priceOf('AWS::KMS::Key')).toBe(1);
  expect(priceOf('AWS::CloudWatch::Dashboard')).toBe(3);
});
