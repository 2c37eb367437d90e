import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Account } from '../../../cli/start/account';
import { credentials } from '../../../cli/start/account-environment';
import { firstFleet, nextSteps } from '../../../cli/start/next-steps';
import { readArguments as readTrainArguments } from '../../../cli/train/arguments';
import { loadConfig } from '../../../lib/config';
import { environmentNames } from '../../synthesized';

const folder = mkdtempSync(join(tmpdir(), 'ml-platform-next-steps-'));
afterAll(() => rmSync(folder, { recursive: true }));

const record = join(folder, 'calls.jsonl');
const calls = [
  { program: 'aws', arguments: ['eks', 'update-kubeconfig', '--name', 'ml-platform'] },
  { program: 'kubectl', arguments: ['create', '--kubeconfig', 'k', '-f', 'm'] },
  { program: 'helm', arguments: ['uninstall', 'cluster-autoscaler'] },
];
writeFileSync(record, calls.map((call) => `${JSON.stringify({ ...call, files: {} })}\n`).join(''));

const started: Account = {
  endpoint: 'http://127.0.0.1:4566',
  region: 'eu-west-1',
  environment: { ...credentials('eu-west-1'), AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' },
  files: { log: join(folder, 'emulator.log'), record },
  close: () => Promise.resolve(),
};

test('the output for an account that stays lists what was not applied, how to call it and how to stop it', () => {
  const text = nextSteps(started, { context: { config: "it's.yaml", environment: 'dev' }, stays: true });
  expect(text).toContain(`2 calls of kubectl and helm were recorded in ${record}:`);
  expect(text).toContain('\n  kubectl create\n  helm uninstall cluster-autoscaler\n');
  expect(text).toContain('\n  export AWS_ENDPOINT_URL=http://127.0.0.1:4566\n');
  expect(text).toContain('\n  export AWS_REGION=eu-west-1\n');
  expect(text).toContain(`\n  npx cdk diff -c 'config=it'\\''s.yaml' -c environment=dev\n`);
  expect(text).toContain(`${join(folder, 'emulator.log')}.\nCtrl-C stops the account`);
});

describe('the tour', () => {
  const tourOf = (context: Record<string, string>) =>
    nextSteps(started, { context, stays: true, fleet: 'night-runs' }).match(/^ {2}npm run train -- .*$/gm);

  test('trains on a fleet of the account and interrupts the job, in the platform of the run', () => {
    const platform = `--environment dev --config 'it'\\''s.yaml' --region eu-west-1`;
    expect(
      tourOf({ config: "it's.yaml", region: 'eu-west-1', environment: 'dev', clusterName: 'other' }),
    ).toEqual([
      `  npm run train -- start --fleet night-runs ${platform} -- --config tour.yaml --checkpoint-frequency 100`,
      `  npm run train -- interrupt JOB ${platform}`,
    ]);
    expect(tourOf({})![1]).toBe('  npm run train -- interrupt JOB');
  });

  test('consists of commands that npm run train takes, with a file that it uploads', () => {
    for (const line of tourOf({ environment: 'dev' })!) {
      const words = line.trim().replace('JOB', 'train-1').split(' ').slice(4);
      expect(readTrainArguments(words, { help: fail, hint: fail })).toMatchObject({
        platform: { environment: 'dev' },
      });
    }
    expect(existsSync(join(__dirname, '../../../workloads/training/tour.yaml'))).toBe(true);
  });

  test.each(environmentNames)('has a fleet of %s', (environment) => {
    const { config } = loadConfig({ environment });
    expect(config.training.fleets).toHaveProperty(firstFleet(config)!);
  });

  test('is left out without a fleet that can have instances, and where no jobs run', () => {
    const { config } = loadConfig({ environment: 'dev' });
    const none = { ...config, training: { ...config.training, fleets: {} } };
    expect(firstFleet(none)).toBeUndefined();
    expect(nextSteps(started, { context: {}, stays: true })).not.toContain('npm run train');
  });
});

function fail(text: string): never {
  throw new Error(text);
}

test('the log of the program that runs jobs is named', () => {
  const text = nextSteps(started, { context: {}, stays: true, instancesLog: '/tmp/instances.log' });
  expect(text).toContain('emulator.log, that of the program that runs jobs /tmp/instances.log.\nCtrl-C');
});

test('the output for an account that has stopped offers no commands for it', () => {
  const text = nextSteps(started, { context: {}, stays: false });
  expect(text).toContain('2 calls of kubectl and helm were recorded:\n  kubectl create\n');
  expect(text).not.toMatch(/export|Ctrl-C|emulator\.log|calls\.jsonl/);
});

test('the output for an account that was running before does not offer Ctrl-C, which does not stop it', () => {
  const text = nextSteps({ ...started, files: undefined }, { context: {}, stays: false });
  expect(text).toContain('recorded where that account was started');
  expect(text).toContain('\n  npx cdk diff\n');
  expect(text).not.toContain('Ctrl-C');
});
