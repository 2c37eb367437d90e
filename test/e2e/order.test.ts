import { LocalPlatform } from './local-platform';
import { STACKS } from '../stack-ids';

// Production is deployed like this in stacks.test.ts.
test('the lesson can be deployed stack by stack', async () => {
  const platform = await LocalPlatform.open('lesson');
  try {
    const templates = await platform.synthesize();
    for (const id of STACKS) {
      await platform.deploy(templates, id, '--exclusively');
      expect((await platform.stackStates())[platform.stackName(id)]).toBe('CREATE_COMPLETE');
    }
    expect(await platform.readBack()).toEqual([]);
  } finally {
    await platform.close();
  }
});
