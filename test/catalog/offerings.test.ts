import * as catalog from '../../lib/catalog';

const offerings = (region: string) => catalog.findOfferings(region)!;
const letters = (region: string) =>
  [...offerings(region).zones.keys()].map((zone) => zone.slice(-1)).join('');

test.each([
  ['us-west-2', 'abcd'],
  ['us-east-1', 'abcdef'],
  ['us-west-1', 'ab'],
  ['ap-northeast-1', 'acd'],
  ['ca-central-1', 'abd'],
  ['eu-north-1', 'abc'],
])('%s has the zones %s', (region, zones) => {
  expect(letters(region)).toBe(zones);
});

test('name the zone of us-east-1 that EKS refuses', () => {
  expect(offerings('us-east-1').zones.get('us-east-1e')).toBe('use1-az3');
  expect(catalog.zoneIdsWithoutEks).toContain('use1-az3');
});

test('say where a type is sold', () => {
  expect(offerings('eu-west-1').zonesByType.get('g6e.xlarge')).toBeUndefined();
  expect(offerings('eu-central-1').zonesByType.get('g6e.xlarge')).toBeDefined();
  expect(offerings('us-west-2').zonesByType.get('p5en.48xlarge')).toEqual([
    'us-west-2a',
    'us-west-2c',
    'us-west-2d',
  ]);
});

test('are of types that the catalog describes, and of zones that the region has', () => {
  for (const region of catalog.regionsWithOfferings) {
    const { zones, zonesByType, pricesDate } = offerings(region);
    expect([region, zones.size === 0]).toEqual([region, pricesDate !== undefined]);
    for (const [name, sellers] of zonesByType) {
      expect([name, catalog.findInstanceType(name)?.launchable]).toEqual([name, true]);
      expect([region, name, sellers.filter((zone) => !zones.has(zone))]).toEqual([region, name, []]);
    }
  }
});

test('come from price lists in GovCloud and China, with their day', () => {
  expect(offerings('us-gov-west-1').pricesDate).toBe('2026-07-20');
  expect(offerings('cn-north-1').pricesDate).toBe('2024-11-06');
});

test('are not known of every region', () => {
  expect(catalog.findOfferings('ap-east-2')).toBeUndefined();
  expect(catalog.findOfferings('constructor')).toBeUndefined();
});
