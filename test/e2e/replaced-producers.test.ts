import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type StackId } from '../stack-ids';
import { LocalPlatform, type Overlay } from './local-platform';

/** Changes that replace what other stacks refer to, one after the other: each keeps those before it. */
const REPLACEMENTS: readonly (readonly [string, Overlay, StackId, readonly StackId[]])[] = [
  ['a bucket', { storage: { bucketPrefix: 'ours' } }, 'Storage', ['Identity', 'Training', 'Inference']],
  [
    'a subnet',
    {
      network: {
        zones: [
          { name: 'a', publicCidr: '10.0.1.0/24', privateCidr: '10.0.64.0/19' },
          { name: 'b', publicCidr: '10.0.2.0/24', privateCidr: '10.0.96.0/19' },
        ],
      },
    },
    'Network',
    ['Training', 'Cluster', 'Inference'],
  ],
  ['a target group', { inference: { services: { model: { port: 8081 } } } }, 'Inference', ['Observability']],
];

let platform: LocalPlatform;
let overlay: Overlay = {};
let before: string;

beforeAll(async () => {
  platform = await LocalPlatform.open('production');
  before = await platform.synthesize();
  await platform.deploy(before);
});
afterAll(() => platform?.close());

const template = (folder: string, id: StackId) => readFileSync(join(folder, `${id}.template.json`), 'utf8');

test.each(REPLACEMENTS)(
  'consumers of %s follow when it is replaced',
  async (_, change, producer, consumers) => {
    overlay = { ...overlay, ...change };
    const after = await platform.synthesize(overlay);

    await platform.deploy(after, producer, '--exclusively');
    for (const id of consumers) {
      const { exitCode } = await platform.tryCdk(['diff', '--app', after, '--fail', '--exclusively', id]);
      expect([id, exitCode]).toEqual([id, 1]);
    }
    const output = await platform.deploy(after, ...consumers, '--exclusively');

    for (const id of consumers) expect(output).not.toContain(`${platform.stackName(id)} (no changes)`);
    await platform.deploy(after);
    before = after;
    expect(await platform.readBack()).toEqual([]);
  },
);

test('a change that replaces nothing leaves the consumers as they are', async () => {
  const after = await platform.synthesize({
    ...overlay,
    network: { ...(overlay.network as object), flowLogs: { retentionDays: 60 } },
    storage: { ...(overlay.storage as object), artifacts: { experimentsExpireAfterDays: 120 } },
  });
  const consumers = ['Identity', 'Training', 'Cluster', 'Inference', 'Observability'] as const;

  for (const id of ['Network', 'Storage'] as const)
    expect(template(after, id)).not.toBe(template(before, id));
  for (const id of consumers) expect([id, template(after, id) === template(before, id)]).toEqual([id, true]);
});

test('the role of the cluster cannot be replaced under it', async () => {
  const after = await platform.synthesize({
    ...overlay,
    identity: { roleNames: { inference: 'ours-us-west-2-inference', cluster: 'ours-us-west-2-cluster' } },
  });
  const { exitCode, output } = await platform.tryCdk(['deploy', '--app', after, 'Identity', '--exclusively']);

  expect(exitCode).toBe(1);
  expect(output).toMatch(
    /Export .*ExportsOutputFnGetAttCluster.* cannot be (updated|deleted) as it is in use by/,
  );
  expect((await platform.stackStates())[platform.stackName('Identity')]).toMatch(
    /^UPDATE_(ROLLBACK_)?COMPLETE$/,
  );
});
