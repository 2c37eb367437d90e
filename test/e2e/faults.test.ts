import { setTimeout as wait } from 'node:timers/promises';
import { LocalPlatform } from './local-platform';
import { STACKS } from '../stack-ids';
import { UnreliableEndpoint } from './unreliable-endpoint';

let platform: LocalPlatform;
let templates: string;

beforeEach(async () => {
  platform = await LocalPlatform.open('production');
  templates ??= await platform.synthesize();
});
afterEach(() => platform?.close());

async function expectWholePlatform(): Promise<void> {
  const states = Object.values(await platform.stackStates());
  expect(states).toHaveLength(STACKS.length);
  expect(states.filter((state) => !/^(CREATE|UPDATE)_COMPLETE$/.test(state))).toEqual([]);
  expect(await platform.readBack()).toEqual([]);
}

test('a deploy continues when it is run again after the CLI was killed', async () => {
  const work = new AbortController();
  let started = 0;
  const deploy = platform.tryCdk(['deploy', '--app', templates, '--all', '--progress', 'events'], {
    signal: work.signal,
    show: (text) => {
      started += text.match(/CREATE_IN_PROGRESS/g)?.length ?? 0;
      if (started > 40) work.abort();
    },
  });
  await expect(deploy).rejects.toThrow();
  // The account continues without the CLI, as CloudFormation does.
  await wait(1000);
  const half = Object.keys(await platform.stackStates()).length;
  expect(half).toBeGreaterThan(0);
  expect(half).toBeLessThan(STACKS.length);

  await platform.deploy(templates);
  await expectWholePlatform();
});

test('a deploy through an endpoint that fails every tenth call converges', async () => {
  const endpoint = await UnreliableEndpoint.listen(platform.endpoint, 0.1);
  try {
    const args = ['deploy', '--app', templates, '--all', '--concurrency', '3'];
    await platform.cdk(args, { endpoint: endpoint.url });
    expect(endpoint.throttled).toBeGreaterThan(0);
    expect(endpoint.failed).toBeGreaterThan(0);
  } finally {
    await endpoint.close();
  }
  await expectWholePlatform();
});

test('a restarted account has all resources, and accepts the next deploy', async () => {
  await platform.deploy(templates);
  await platform.restart();
  await expectWholePlatform();
  const unchanged = await platform.deploy(templates);
  expect(unchanged.match(/\(no changes\)/g)).toHaveLength(STACKS.length);
  await platform.deploy(
    await platform.synthesize({ training: { fleets: { default: { max: 12 } } } }),
    'Training',
  );
  expect(await platform.readBack('Training')).toEqual([]);
});
