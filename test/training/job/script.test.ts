import { shellcheck, shellcheckTest } from '../../setup/shellcheck';
import { run } from '../boot/user-data';
import { jobScript } from './code';

test.each([
  [{ job: 'a; reboot' }, 'job'],
  [{ job: '-x' }, 'job'],
  [{ code: "s3://bucket/x'y.tar.gz" }, 'code'],
  [{ code: 'https://example.com/x.tar.gz' }, 'code'],
  [{ minNodes: '0' }, 'minNodes'],
  [{ arguments: "W10='" }, 'arguments'],
  [{ arguments: 'W10\n' }, 'arguments'],
])('Systems Manager refuses %j', (parameters, name) => {
  expect(() => jobScript(parameters)).toThrow(`refuses ${name}`);
});

test('the script is valid bash', () => {
  expect(run('bash', ['-n'], jobScript())).toMatchObject({ status: 0, stderr: '' });
});

shellcheckTest('the script passes shellcheck', () => {
  expect(shellcheck({ text: jobScript() }, ['SC1091', 'SC2050', 'SC2154'])).toBe('');
});
