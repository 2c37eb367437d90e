import { production } from '../../lib/config/environments/production';
import { build } from '../synthesized';

/** The only name of an entry that every object of JavaScript has too. */
const NAME = 'constructor';

const { default: workstation } = production.training!.workstations as Readonly<Record<string, object>>;
const { gpu } = production.cluster.nodeGroups as Readonly<Record<string, object>>;
const { model } = production.inference.services as Readonly<Record<string, object>>;

test('entries whose name is a method of every object are deployed like others', () => {
  const { ofType } = build('production', {
    tags: { [NAME]: 'x', toString: 'y' },
    network: {
      zones: [
        { name: 'a', publicCidr: '10.0.1.0/24', privateCidr: '10.0.64.0/18' },
        { name: 'b', publicCidr: '10.0.2.0/24', privateCidr: '10.0.128.0/18' },
      ],
    },
    training: {
      workstations: { [NAME]: workstation },
      fleets: {
        [NAME]: {
          clusterName: 'other',
          instanceTypes: ['g5.xlarge'],
          max: 1,
          schedules: { [NAME]: { recurrence: '0 8 * * *', min: 0, max: 1, desired: 1 } },
        },
      },
    },
    cluster: {
      nodeGroups: { [NAME]: { ...gpu, labels: { 'nvidia.com/gpu': 'true', [NAME]: 'x', valueOf: 'y' } } },
    },
    inference: {
      capacity: { max: 40 },
      services: {
        [NAME]: {
          ...model,
          environment: { [NAME]: 'x', toString: 'y' },
          route: { priority: 77, paths: ['/other/*'] },
        },
      },
    },
  });
  const count = (type: string) => ofType(type).length - build('production').ofType(type).length;
  expect(count('AWS::AutoScaling::AutoScalingGroup')).toBe(1);
  expect(count('AWS::AutoScaling::ScheduledAction')).toBe(1);
  expect(count('AWS::EC2::Instance')).toBe(1);
  expect(count('AWS::EKS::Nodegroup')).toBe(1);
  expect(count('AWS::ECS::Service')).toBe(1);
  const groups = ofType('AWS::EKS::Nodegroup').map(({ resource }) => resource.Properties['Labels']);
  expect(groups).toContainEqual(expect.objectContaining({ [NAME]: 'x', valueOf: 'y' }));
});
