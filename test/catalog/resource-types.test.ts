import { findCreateOnlyProperties, lacksResourceType, resourceTypes } from '../../lib/catalog';
import { EVERY_FLEET_OPTION } from '../every-fleet-option';
import { build, environmentNames } from '../synthesized';

test('are all that templates use: others go into lib/catalog/renew/resource-types.txt, before npm run catalog', () => {
  const overlays = [
    {},
    { observability: { emails: ['a@example.com'] }, training: { fleets: EVERY_FLEET_OPTION } },
  ];
  const used = environmentNames.flatMap((environment) =>
    overlays.flatMap((overlay) => build(environment, overlay).all.map(({ resource }) => resource.Type)),
  );
  const ofAws = new Set(used.filter((type) => type.startsWith('AWS::')));
  expect([...ofAws].filter((type) => !resourceTypes.includes(type))).toEqual([]);
});

test('are in every region but for budgets', () => {
  const regions = ['us-west-2', 'eu-north-1', 'ap-east-2', 'us-gov-west-1', 'cn-north-1', 'il-central-1'];
  const lacking = regions.map((region) => [
    region,
    resourceTypes.filter((type) => lacksResourceType(region, type)),
  ]);
  expect(Object.fromEntries(lacking)).toEqual({
    'us-west-2': [],
    'eu-north-1': ['AWS::Budgets::Budget'],
    'ap-east-2': ['AWS::Budgets::Budget'],
    'us-gov-west-1': ['AWS::Budgets::Budget'],
    'cn-north-1': [],
    'il-central-1': ['AWS::Budgets::Budget'],
  });
});

test('lack nothing in a region that is not known', () => {
  expect(lacksResourceType('me-south-1', 'AWS::Budgets::Budget')).toBe(false);
});

test.each([
  ['AWS::EKS::Nodegroup', 'Subnets', 'always'],
  ['AWS::EKS::Cluster', 'RoleArn', 'always'],
  ['AWS::EC2::Subnet', 'AvailabilityZone', 'always'],
  ['AWS::Budgets::Budget', 'Budget.BudgetName', 'always'],
  ['AWS::AutoScaling::AutoScalingGroup', 'VPCZoneIdentifier', 'sometimes'],
] as const)('%s is replaced with its %s: %s', (type, property, when) => {
  expect(findCreateOnlyProperties(type)?.[when]).toContain(property);
});

test('have create-only properties in the catalog only when templates use them', () => {
  expect(findCreateOnlyProperties('AWS::Lex::Bot')).toBeUndefined();
});
