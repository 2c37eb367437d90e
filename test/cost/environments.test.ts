import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { monthlyTotal } from '../../lib/cost/cost-item';
import { estimate, type Estimate } from '../../lib/cost/estimate';
import { Template } from '../../lib/template/template';
import { EVERY_FLEET_OPTION } from '../every-fleet-option';
import { build, environmentNames, STACKS, type EnvironmentName, type StackId } from '../synthesized';

function estimates(environment: EnvironmentName, overlay: object = {}): Record<StackId, Estimate> {
  const { json } = build(environment, overlay);
  const entries = STACKS.map((stack) => [stack, estimate(new Template(json(stack)))]);
  return Object.fromEntries(entries) as Record<StackId, Estimate>;
}

const items = (environment: EnvironmentName) =>
  Object.values(estimates(environment)).flatMap((stack) => stack.items);

test.each([
  ['lesson', [73, 1, 0, 8727.28, 6489.86, 418.51, 4.2]],
  ['dev', [7.36, 1, 0, 0.2, 89.32, 0, 0.7]],
  ['production', [160.6, 1, 0, 7456.06, 682.87, 622.03, 4.4]],
] as const)('every stack of %s has its price', (environment, dollars) => {
  const stacks = Object.values(estimates(environment));
  expect(stacks.map((stack) => Number(monthlyTotal(stack.items).toFixed(2)))).toEqual(dollars);
});

test.each(environmentNames)('every resource of %s has a price or is known to have none', (environment) => {
  for (const { unpriced } of Object.values(estimates(environment))) expect(unpriced).toEqual([]);
});

test('every option of a fleet has a price; none costs more than its volumes and alarms at rest', () => {
  const plain = estimates('production').Training;
  const every = estimates('production', { training: { fleets: EVERY_FLEET_OPTION } }).Training;
  expect(every.unpriced).toEqual([]);
  // Two warm volumes and two of the block, of 500 GiB each, two alarms of two metrics, and the metrics of two instances
  // of the block, which are not paid with it.
  const atRest = 4 * 500 * 0.08 + 4 * 0.1 + 2 * 2.1;
  expect(monthlyTotal(every.items) - monthlyTotal(plain.items)).toBeCloseTo(atRest, 5);
});

test('dev costs less than $100 a month while nothing runs, most of it the EKS control plane', () => {
  const dev = items('dev');
  expect(monthlyTotal(dev)).toBeLessThan(100);
  expect(dev.find(({ what }) => what.includes('control plane'))!.usdPerMonth).toBeCloseTo(73, 5);
});

test('an item names the resource that it comes from', () => {
  const { Resources } = build('production').json('Network');
  const gateways = estimates('production').Network.items.filter(({ what }) => what === 'NAT gateway');
  expect(gateways.map(({ logicalId }) => Resources[logicalId]!.Type)).toEqual([
    'AWS::EC2::NatGateway',
    'AWS::EC2::NatGateway',
  ]);
});

test.each(environmentNames)('the README has the cost of %s', (environment) => {
  const readme = readFileSync(join(__dirname, '..', '..', 'README.md'), 'utf8');
  const [, dollars] = new RegExp(`^\\| \`${environment}\`.*\\$([\\d,]+) \\|$`, 'm').exec(readme)!;
  expect(Number(dollars!.replace(',', ''))).toBe(Math.round(monthlyTotal(items(environment))));
});
