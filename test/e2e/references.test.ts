import { LocalPlatform } from './local-platform';
import { STACKS, type StackId } from '../stack-ids';

/** The platform without model services; the load balancer is deleted with the last route. */
const WITHOUT_SERVICES = { inference: { services: { model: null } } };
const ORDERS: Record<string, readonly StackId[]> = {
  'producers first': STACKS,
  'consumers first': [...STACKS].reverse(),
};

// With exports, one of the two orders is refused: "Export … cannot be deleted as it is in use by …".
describe.each(['production', 'lesson'] as const)(
  'a resource that another stack refers to can be deleted, in %s',
  (environment) => {
    let platform: LocalPlatform;
    let whole: string;
    let without: string;

    beforeAll(async () => {
      platform = await LocalPlatform.open(environment);
      [whole, without] = [await platform.synthesize(), await platform.synthesize(WITHOUT_SERVICES)];
      // Production is deployed stack by stack in stacks.test.ts.
      if (environment === 'lesson') await deployEach(whole, STACKS);
      else await platform.deploy(whole);
    });
    afterAll(() => platform?.close());

    async function deployEach(templates: string, order: readonly StackId[]): Promise<void> {
      for (const id of order) await platform.deploy(templates, id, '--exclusively');
    }

    async function expectSound(): Promise<void> {
      expect(await platform.readBack()).toEqual([]);
    }

    test.each(Object.entries(ORDERS))('model services, %s', async (_, order) => {
      const changed = order.filter((id) => id === 'Inference' || id === 'Observability');
      await deployEach(without, changed);
      expect(await platform.physicalIds('Inference', 'AWS::ECS::Service')).toEqual({});
      await expectSound();
      // An alarm on a new service needs the service first.
      await deployEach(whole, ['Inference', 'Observability']);
      expect(Object.keys(await platform.physicalIds('Inference', 'AWS::ECS::Service'))).toHaveLength(1);
      await expectSound();
    });

    test('a whole stack, before and after the one that refers to it', async () => {
      await platform.destroy(whole, 'Inference');
      expect(Object.keys(await platform.stackStates())).not.toContain(platform.stackName('Inference'));
      // Its consumer is still there and can be deleted on its own.
      await platform.destroy(whole, 'Observability');
      await deployEach(whole, ['Inference', 'Observability']);
      await platform.destroy(whole, 'Observability');
      await platform.destroy(whole, 'Inference');
      await deployEach(whole, ['Inference', 'Observability']);
      await expectSound();
    });
  },
);
