import { parseConfig } from '../../lib/config';
import { production } from '../../lib/config/environments/production';
import { fleetZone } from '../../lib/config/fleet-zone';
import { merge } from '../../lib/config/merge';

/** The zone of a fleet in a region with zones a and b. */
function zoneOf(region: string, fleet: object): string | undefined {
  const common = { clusterName: 'test', max: 4 };
  const training = { fleets: { test: { ...common, ...fleet } } };
  const { config } = parseConfig(merge(production, { region, training }), undefined, production);
  return fleetZone(
    config.training.fleets['test']!,
    config.network.zones.map(({ name }) => name),
  );
}

test.each([
  ['the first zone', 'us-west-2', { instanceTypes: ['g6.12xlarge'] }, 'us-west-2a'],
  ['the first zone that sells its types', 'eu-north-1', { instanceTypes: ['g5.12xlarge'] }, 'eu-north-1b'],
  ['its own zone', 'us-west-2', { instanceTypes: ['g6.12xlarge'], zone: 'b' }, 'us-west-2b'],
  [
    'all zones if asked to spread',
    'us-west-2',
    { instanceTypes: ['g6.12xlarge'], acrossZones: true },
    undefined,
  ],
  ['all zones if it has one instance', 'us-west-2', { instanceTypes: ['g6.12xlarge'], max: 1 }, undefined],
])('a fleet uses %s', (_, region, fleet, zone) => {
  expect(zoneOf(region, fleet)).toBe(zone);
});
