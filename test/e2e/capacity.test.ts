import { LocalPlatform } from './local-platform';

const common = { clusterName: 'capacity', max: 2 };
const reserved = { zone: 'b', capacityReservationId: 'cr-0123456789abcdef0' };
const fleets = {
  default: { onDemandBase: 1, onDemandFallbackMinutes: 15 },
  close: { ...common, instanceTypes: ['p4d.24xlarge'], efa: true, placement: 'cluster' },
  reserved: { ...common, ...reserved, instanceTypes: ['g6.xlarge'], market: 'on-demand' },
  block: { ...common, ...reserved, instanceTypes: ['p5.48xlarge'], market: 'capacity-block', efa: true },
  warm: { ...common, instanceTypes: ['g6.xlarge'], market: 'on-demand', warmPool: { min: 1 } },
};

let platform: LocalPlatform;

beforeAll(async () => {
  platform = await LocalPlatform.open('production');
  await platform.deploy(await platform.synthesize({ training: { fleets } }), 'Training');
});
afterAll(() => platform?.close());

test('fleets with every option are in the account as the templates ask', async () => {
  expect(await platform.readBack('Training')).toEqual([]);
});
