import { quotasAtLargest } from '../../lib/quotas/quotas-at-largest';
import { Template, type TemplateJson } from '../../lib/template/template';
import { launchTemplate } from '../cost/small-stack';
import { EVERY_FLEET_OPTION } from '../every-fleet-option';
import { build, STACKS, type EnvironmentName } from '../synthesized';

/** Quotas that some templates need, by code. */
function needed(...templates: readonly TemplateJson[]): Record<string, number> {
  const quotas = quotasAtLargest(templates.map((json) => new Template(json)));
  return Object.fromEntries([...quotas].map(([{ code }, amount]) => [code, amount]));
}

function ofEnvironment(environment: EnvironmentName, overlay: object = {}): Record<string, number> {
  return needed(...STACKS.map((stack) => build(environment, overlay).json(stack)));
}

const onDemandGraphics = 'L-DB2E81BA';
const spotGraphics = 'L-3819A6DF';
const onDemandP = 'L-417A185B';
const standard = 'L-1216C47A';

const fromTemplate = { LaunchTemplateId: { Ref: 'Template' }, Version: '1' };

function group(policy: object, sizes: object = { MinSize: '0', MaxSize: '10' }) {
  return {
    Type: 'AWS::AutoScaling::AutoScalingGroup',
    Properties: { ...sizes, MixedInstancesPolicy: policy },
  };
}

test('production needs quotas for the largest size of its groups', () => {
  expect(ofEnvironment('production')).toMatchObject({
    // A fleet of 10 with 48, 10 nodes of 4 and 20 nodes of 4.
    [spotGraphics]: 480 + 40 + 80,
    // One workstation of 4, 20 container instances of 4.
    [onDemandGraphics]: 4 + 20 * 4,
    [standard]: 10 * 8,
    // NAT gateways, six endpoints, a VPC, a cluster and a load balancer.
    'L-0263D0A3': 2,
    'L-FE5A380F': 1,
    'L-29B6F2EB': 6,
    'L-F678F1CE': 1,
    'L-1194D53C': 1,
    'L-53DA6B97': 1,
  });
});

test('a Capacity Block needs no vCPUs, a reservation those of its market', () => {
  const plain = ofEnvironment('dev');
  const every = ofEnvironment('dev', { training: { fleets: EVERY_FLEET_OPTION } });
  // Of the fleets p5 in the block and p4d on demand, only the second: 4 instances of 96 vCPUs.
  expect([plain[onDemandP], every[onDemandP]]).toEqual([undefined, 4 * 96]);
  // One of four is always on demand, beside three instances of the fleet with a warm pool.
  expect(every[onDemandGraphics]).toBe(192 + 3 * 48);
  expect(every[spotGraphics]! - plain[spotGraphics]!).toBe(3 * 192);
});

test('a group that mixes types needs room for the largest, and a schedule can raise its size', () => {
  const policy = {
    InstancesDistribution: { OnDemandPercentageAboveBaseCapacity: 0 },
    LaunchTemplate: {
      LaunchTemplateSpecification: fromTemplate,
      Overrides: [{ InstanceType: 'g5.xlarge' }, { InstanceType: 'g5.2xlarge' }],
    },
  };
  const raise = {
    Type: 'AWS::AutoScaling::ScheduledAction',
    Properties: { AutoScalingGroupName: { Ref: 'Group' }, Recurrence: '0 8 * * *', MaxSize: 12 },
  };
  const resources = { Template: launchTemplate(), Group: group(policy) };
  expect(needed({ Resources: resources })[spotGraphics]).toBe(10 * 8);
  expect(needed({ Resources: { ...resources, Raise: raise } })[spotGraphics]).toBe(12 * 8);
});

test('volumes count in whole TiB, those of instances at the largest size', () => {
  const policy = { LaunchTemplate: { LaunchTemplateSpecification: fromTemplate } };
  const resources = {
    Template: launchTemplate({ InstanceType: 'g5.xlarge' }),
    Group: group(policy),
    Volume: { Type: 'AWS::EC2::Volume', Properties: { VolumeType: 'gp3', Size: 1000 } },
  };
  expect(needed({ Resources: resources })['L-7A658B76']).toBe(2);
});

test('NAT gateways count in the zone that has the most', () => {
  const subnet = (zone: string) => ({ Type: 'AWS::EC2::Subnet', Properties: { AvailabilityZone: zone } });
  const gateway = (id: string) => ({ Type: 'AWS::EC2::NatGateway', Properties: { SubnetId: { Ref: id } } });
  const resources = {
    A: subnet('us-west-2a'),
    B: subnet('us-west-2b'),
    One: gateway('A'),
    Two: gateway('B'),
    Three: gateway('B'),
  };
  expect(needed({ Resources: resources })).toEqual({ 'L-FE5A380F': 2 });
});

test('an instance type without a quota is named', () => {
  const resources = {
    Instance: { Type: 'AWS::EC2::Instance', Properties: { InstanceType: 'trn1.2xlarge' } },
  };
  expect(() => needed({ Resources: resources })).toThrow('trn1.2xlarge has no vCPU quota');
});
