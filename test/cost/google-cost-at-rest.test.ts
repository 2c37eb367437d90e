import { costAtRest, hourlyPrice } from '../../lib/cost/google-cost-at-rest';
import { gcpConfig } from '../gcp/emitted';

function atRest(environment: 'lesson' | 'production' | 'dev', overlay: object = {}): Map<string, number> {
  const items = costAtRest(gcpConfig(environment, overlay).gcp);
  return new Map(items.map(({ what, quantity, usdPerMonth }) => [what, quantity * usdPerMonth]));
}

test('a regional cluster costs money, a zonal one does not', () => {
  expect(atRest('production').get('regional cluster')).toBeCloseTo(73);
  const dev = atRest('dev');
  expect(dev.get('zonal cluster')! + dev.get('credit of the free tier of GKE')!).toBeCloseTo(0);
});

test('pools and fleets count at their smallest size', () => {
  const items = atRest('production');
  // Two n2-standard-8 at $0.3885 an hour for 730 hours.
  expect(items.get('node of pool cpu, n2-standard-8 on demand')).toBeCloseTo(567.21);
  expect([...items.keys()].filter((what) => /pool gpu|of fleet/.test(what))).toEqual([]);
  const running = atRest('production', { fleets: { v100: { min: 2 } } });
  expect(running.get('instance of fleet v100, n1-standard-8 spot')).toBeCloseTo(2 * 1.193 * 730);
  expect(running.get('disk of an instance of fleet v100, 200 GB pd-ssd')).toBeCloseTo(2 * 34);
});

test('disks of stopped VMs are priced by their type', () => {
  expect(atRest('production').get('data disk of VM training, 1000 GB pd-ssd')).toBeCloseTo(170);
  expect(atRest('dev').get('data disk of VM training, 100 GB pd-balanced')).toBeCloseTo(10);
});

test('NAT counts the instances behind it, 32 at most, and its address', () => {
  const nat = (min: number) =>
    atRest('dev', {
      cluster: { nodePools: { cpu: { min, max: 100 }, inference: { min: 0 } } },
    }).get('NAT gateway with an address');
  expect(nat(1)).toBeCloseTo((0.0014 + 0.005) * 730);
  expect(nat(2)).toBeCloseTo((2 * 0.0014 + 0.005) * 730);
  expect(nat(100)).toBeCloseTo((0.044 + 0.005) * 730);
});

test('a cluster has a key of its own', () => {
  expect(atRest('production').get('version of a key')).toBeCloseTo(0.18);
  expect(atRest('production', { cluster: null }).get('version of a key')).toBeCloseTo(0.12);
});

test('no keys and no cluster cost nothing', () => {
  const items = atRest('production', { cluster: null, encryption: { customerManaged: false } });
  expect([...items.keys()].filter((what) => /key|cluster|pool/.test(what))).toEqual([]);
});

test('an hour is at the Spot price for a Spot VM', () => {
  expect(hourlyPrice({ machineType: 'a2-highgpu-1g', spot: true })).toBe(1.8039);
  expect(hourlyPrice({ machineType: 'a2-highgpu-1g', spot: false })).toBe(3.6734);
  expect(hourlyPrice({ machineType: 'c3-standard-8', spot: false })).toBeUndefined();
});
