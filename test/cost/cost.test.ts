import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { findInstanceType, HOURS_PER_MONTH } from '../../lib/catalog';
import { parseConfig } from '../../lib/config';
import { environments } from '../../lib/config/environments';
import { merge } from '../../lib/config/merge';
import { costItems, monthlyCost } from '../../lib/cost/cost';
import { Platform } from '../../lib/platform';
import { appProps, type EnvironmentName } from '../synthesized';

function platform(environment: EnvironmentName, overlay: object = {}): Platform {
  return new Platform(new App(appProps()), parseConfig(merge(environments[environment], overlay)).config);
}

const total = ({ stacks }: Platform) => stacks.reduce((sum, stack) => sum + monthlyCost(stack), 0);

test('dev costs less than $100 a month while nothing runs, most of it the EKS control plane', () => {
  const dev = platform('dev');
  expect(total(dev)).toBeLessThan(100);
  expect(costItems(dev.cluster).find(({ what }) => what.includes('control plane'))!.usdPerMonth).toBeCloseTo(
    73,
    5,
  );
});

test('a fleet costs what its schedules let it run', () => {
  const office = platform('production', { training: { workstations: { default: null } } });
  const [machines] = costItems(office.training).filter(({ what }) => what.includes('g5.12xlarge'));
  expect(machines!.quantity).toBeCloseTo((4 * 12 * 5) / (24 * 7), 5);
  expect(machines!.usdPerMonth).toBeCloseTo(findInstanceType('g5.12xlarge')!.usdPerHour * HOURS_PER_MONTH, 5);
});

test('a spot limit bounds the price', () => {
  const capped = platform('production', {
    training: { fleets: { default: null }, workstations: { default: { spotMaxPriceUsd: 0.5 } } },
  });
  const [machine] = costItems(capped.training).filter(({ what }) => what.includes('machine'));
  expect(machine!.usdPerMonth).toBeCloseTo(0.5 * HOURS_PER_MONTH, 5);
});

test('a version in extended support costs six times as much', () => {
  const hours = (version: EnvironmentName) =>
    costItems(platform(version).cluster).find(({ what }) => what.includes('control plane'))!.usdPerMonth /
    HOURS_PER_MONTH;
  expect(hours('lesson') / hours('production')).toBeCloseTo(6, 5);
});

test('a larger, faster volume costs more than the free operations and throughput', () => {
  const volume = (config: object) =>
    costItems(
      platform('production', { training: { workstations: { default: { dataVolume: config } } } }).training,
    )
      .filter(({ what }) => what.includes('volume of 1000 GiB'))
      .reduce((sum, { usdPerMonth }) => sum + usdPerMonth, 0);
  expect(volume({ sizeGiB: 1000 })).toBeCloseTo(80, 5);
  // 3,000 more operations at $0.005 and 125 MiB/s more at $0.04.
  expect(volume({ sizeGiB: 1000, iops: 6000, throughputMiBps: 250 })).toBeCloseTo(80 + 15 + 5, 5);
});

test.each(['production', 'dev', 'lesson'] as const)('the README tells what %s costs', (environment) => {
  const readme = readFileSync(join(__dirname, '..', '..', 'README.md'), 'utf8');
  const [, dollars] = new RegExp(`^\\| \`${environment}\`.*\\$([\\d,]+) \\|$`, 'm').exec(readme)!;
  expect(Number(dollars!.replace(',', ''))).toBe(Math.round(total(platform(environment))));
});
