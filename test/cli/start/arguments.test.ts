import { readArguments } from '../../../cli/start/arguments';

test('without arguments, the account stays and everything has its default', () => {
  expect(readArguments([])).toEqual({ once: false, help: false, port: undefined, context: {} });
});

test('settings are read by name, and keep an equals sign in their value', () => {
  const args = ['--once', '--port', '4566', '-c', 'environment=dev', '--context', 'config=a=b.yaml'];
  expect(readArguments(args)).toEqual({
    once: true,
    help: false,
    port: 4566,
    context: { environment: 'dev', config: 'a=b.yaml' },
  });
});

test.each([
  ['an unknown option', ['--fast'], "Unknown option '--fast'"],
  ['a word', ['production'], "Unexpected argument 'production'"],
  ['an option without its value', ['--port'], "Option '--port <value>' argument missing"],
  [
    'a port that is no number',
    ['--port', 'http'],
    '--port "http" is not a port; give a number from 1 to 65535',
  ],
  ['a port that there is not', ['--port', '65536'], '--port "65536" is not a port'],
])('%s is refused with the usage', (_, args, message) => {
  expect(() => readArguments(args)).toThrow(message);
  expect(() => readArguments(args)).toThrow(/\. Usage: npm start \[-- \[--once\].*$/);
});
