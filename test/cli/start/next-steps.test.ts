import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Account } from '../../../cli/start/account';
import { credentials } from '../../../cli/start/account-environment';
import { nextSteps } from '../../../cli/start/next-steps';

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
