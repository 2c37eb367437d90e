import { loadConfig } from '../../../lib/config';
import type { Clients } from '../../../cli/train/clients';
import { Commands } from '../../../cli/train-commands';
import { findPlatform, groupOf } from '../../../cli/train/deployed-fleet';

const { config } = loadConfig();
const commands = new Commands({});

function deployed(outputs: Readonly<Record<string, string>>): Pick<Clients, 'cloudFormation'> {
  const stack = {
    StackId: 'arn:aws:cloudformation:us-west-2:111122223333:stack/ml-platform-production-training/1',
    Outputs: Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
  };
  return {
    cloudFormation: { describeStacks: () => Promise.resolve({ Stacks: [stack] }) },
  } as unknown as Clients;
}

const OUTPUTS = { JobDocument: 'd', JobsBucket: 'j', CheckpointsBucket: 'c', TrainingLogGroup: 'l' };

test('a fleet is found by the group in its output', async () => {
  const fleet = Object.values(config.training.fleets)[0]!;
  const training = { ...config.training, fleets: { default: fleet, 'night-runs': fleet } };
  const outputs = { ...OUTPUTS, FleetGroup: 'one', FleetGroupNightRuns: 'two' };
  const { groups } = await findPlatform(deployed(outputs), { ...config, training }, commands);
  expect(groups).toEqual({ default: 'one', 'night-runs': 'two' });
});

test('a fleet that is configured but not deployed is an error that says to deploy', async () => {
  const platform = await findPlatform(deployed(OUTPUTS), config, commands);
  expect(() => groupOf('default', config, platform, commands)).toThrow(
    'Fleet default is in the configuration of production and not in the account. Deploy it with npx cdk deploy Training',
  );
  expect(() => groupOf('defualt', config, platform, commands)).toThrow(
    'use default. Did you mean "default"?',
  );
});

test('a stack of an earlier version is an error that says to deploy, and one of another account is refused', async () => {
  await expect(findPlatform(deployed({ JobsBucket: 'j' }), config, commands)).rejects.toThrow(
    'has no output JobDocument, CheckpointsBucket, TrainingLogGroup: it was deployed before',
  );
  await expect(
    findPlatform(deployed(OUTPUTS), { ...config, account: '444455556666' }, commands),
  ).rejects.toThrow(
    'The credentials are those of account 111122223333, and the configuration of production names account 444455556666',
  );
});
