import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const recorders = join(__dirname, '..', '..', 'emulator', 'recorders');
const folder = mkdtempSync(join(tmpdir(), 'ml-platform-recorders-'));
const record = join(folder, 'calls.jsonl');
beforeEach(() => rmSync(record, { force: true }));
afterAll(() => rmSync(folder, { recursive: true }));

function call(program: string, ...args: string[]): string {
  const env = { ...process.env, LOCAL_ACCOUNT_RECORD: record };
  return execFileSync(join(recorders, program), args, { env, cwd: folder, encoding: 'utf8' });
}

function recorded(): unknown[] {
  const lines = readFileSync(record, 'utf8').split('\n');
  expect(lines.pop()).toBe('');
  return lines.map((line) => JSON.parse(line) as unknown);
}

test('a manifest is recorded as it was at the call, whatever it contains', () => {
  const manifest = join(folder, 'a "manifest".yaml');
  const content = '{"apiVersion": "v1"}\n\t"quotes" \'single\' $(id) `id` \\n ü \u2028 \u0001';
  writeFileSync(manifest, content);
  expect(call('kubectl', 'create', '--kubeconfig', '/tmp/kubeconfig', '-f', manifest, '--save-config')).toBe(
    '',
  );
  writeFileSync(manifest, 'later');
  expect(call('kubectl', 'delete', '-f', manifest)).toBe('');
  expect(recorded()).toEqual([
    {
      program: 'kubectl',
      arguments: ['create', '--kubeconfig', '/tmp/kubeconfig', '-f', manifest, '--save-config'],
      files: { [manifest]: content },
    },
    { program: 'kubectl', arguments: ['delete', '-f', manifest], files: { [manifest]: 'later' } },
  ]);
});

test('the values of a chart are recorded, by a path relative to the folder of the call', () => {
  writeFileSync(join(folder, 'values.yaml'), '{}');
  call('helm', 'upgrade', 'release', 'chart', '--values', 'values.yaml', '-f', 'missing.yaml', '--values=.');
  expect(recorded()).toEqual([
    {
      program: 'helm',
      arguments: [
        'upgrade',
        'release',
        'chart',
        '--values',
        'values.yaml',
        '-f',
        'missing.yaml',
        '--values=.',
      ],
      files: { 'values.yaml': '{}' },
    },
  ]);
});

test('arguments are recorded as they are', () => {
  const patch = '{"a":\n"$HOME \'x\' \\"y\\""}';
  call('kubectl', 'patch', 'deployment', 'x', '-p', patch, '', '--type', 'merge', '-e', '--help');
  expect(recorded()).toMatchObject([
    { arguments: ['patch', 'deployment', 'x', '-p', patch, '', '--type', 'merge', '-e', '--help'] },
  ]);
});

test('the recorder answers as the functions of the CDK expect', () => {
  expect(call('aws', 'eks', 'update-kubeconfig', '--name', 'x', '--kubeconfig', 'k')).toBe('');
  expect(call('kubectl', '--kubeconfig', 'k', 'get', 'nodes', '-o', 'json')).toBe('{}\n');
  expect(call('helm', 'uninstall', 'x')).toBe('');
  expect(recorded()).toMatchObject([{ program: 'aws' }, { program: 'kubectl' }, { program: 'helm' }]);
});

test('a call that cannot be recorded fails', () => {
  const env = { PATH: process.env['PATH'] };
  expect(() => execFileSync(join(recorders, 'helm'), ['list'], { env, stdio: 'pipe' })).toThrow(
    'LOCAL_ACCOUNT_RECORD: is the file that calls are written to',
  );
});
