import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Account } from '../../../cli/start/account';
import { runCdk } from '../../../cli/start/cdk';
import { deployPlatform } from '../../../cli/start/deploy-platform';

jest.mock('../../../cli/start/cdk', () => ({
  ...jest.requireActual<object>('../../../cli/start/cdk'),
  runCdk: jest.fn(() => Promise.resolve({ exitCode: 0, output: '' })),
}));

afterEach(() => jest.restoreAllMocks());

test('npm start synthesizes once, and deploys what was synthesized', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'deploy-platform-'));
  const artifacts = {
    Network: { type: 'aws:cloudformation:stack', properties: { stackName: 'own-network' } },
  };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ artifacts }));
  jest.spyOn(console, 'log').mockImplementation(() => {});
  const account = { region: 'eu-west-1', environment: {} } as Account;
  const { signal } = new AbortController();

  const names = await deployPlatform(account, { context: { environment: 'dev' }, folder, signal });

  expect(names).toEqual(['own-network']);
  const commands = jest.mocked(runCdk).mock.calls.map(([args]) => args);
  expect(commands.map(([command]) => command)).toEqual(['bootstrap', 'synth', 'deploy']);
  // The CDK CLI runs the app where no folder of templates is given.
  const [synth, ...others] = commands.filter((args) => !args.includes('--app'));
  expect(others).toEqual([]);
  expect(synth).toEqual(expect.arrayContaining(['--output', folder, '-c', 'environment=dev']));
  expect(commands.at(-1)).toEqual(expect.arrayContaining(['--app', folder]));
});

test('another program in the same checkout is named in a sentence', async () => {
  const output = 'Another CLI (PID=1) is currently synthing to cdk.out.';
  jest.mocked(runCdk).mockResolvedValueOnce({ exitCode: 1, output });
  jest.spyOn(console, 'log').mockImplementation(() => {});
  const account = { region: 'eu-west-1', environment: {} } as Account;
  const { signal } = new AbortController();

  await expect(deployPlatform(account, { context: {}, folder: 'cdk.out', signal })).rejects.toThrow(
    'Another cdk command or npm start uses cdk.out; wait until it has ended',
  );
});
