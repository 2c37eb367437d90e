import { environments } from '../../../lib/config/environments';
import { readArguments } from '../../../cli/start/arguments';

function read(...args: string[]) {
  return readArguments(args, () => {
    throw new Error('no help was asked for');
  });
}

function help(): string {
  let text = '';
  expect(readArguments(['--help'], (part) => (text += part))).toBeUndefined();
  return text;
}

test('without arguments, the account stays and everything has its default', () => {
  expect(read()).toEqual({ once: false, port: undefined, context: {} });
});

test('settings are read by name, and keep an equals sign in their value', () => {
  expect(read('--once', '--port', '4566', '-c', 'environment=dev', '--context', 'config=a=b.yaml')).toEqual({
    once: true,
    port: 4566,
    context: { environment: 'dev', config: 'a=b.yaml' },
  });
  expect(read('-c', 'region=us-west-2', '-c', 'region=us-east-1')!.context).toEqual({ region: 'us-east-1' });
});

test.each([
  [['--onec'], `Unknown option '--onec'. Did you mean "--once"? npm start -- --help lists the options.`],
  [['production'], "Unexpected argument 'production'. npm start -- --help lists the options."],
  [['--port'], '--port NUMBER'],
  [['-c', '--once'], '--context needs a value in front of --once: --context NAME=VALUE.'],
  [['--port', ''], '--port is empty; give it a value: --port NUMBER.'],
  [['--port', 'http'], '--port "http" is not a port; give a number from 1 to 65535'],
  [['--port', '65536'], '--port "65536" is not a port'],
])('%j is refused', (args, message) => {
  expect(() => read(...args)).toThrow(message);
});

test('the help explains every option and names the environments', () => {
  const text = help();
  for (const option of ['-c, --context <NAME=VALUE>', '--port <NUMBER>', '--once', '-h, --help']) {
    expect(text).toContain(`\n  ${option}`);
  }
  for (const name of Object.keys(environments)) {
    expect(text).toMatch(new RegExp(`environment=NAME .*\\b${name}\\b`));
  }
});
