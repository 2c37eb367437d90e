import { environments } from '../../../lib/config/environments';
import { linesOf } from '../../config/problems';
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
  expect(read()).toEqual({ once: false, port: undefined, context: {}, problems: [] });
});

test('settings are read by name, and keep an equals sign in their value', () => {
  expect(read('--once', '--port', '4566', '-c', 'environment=dev', '--context', 'config=a=b.yaml')).toEqual({
    once: true,
    port: 4566,
    context: { environment: 'dev', config: 'a=b.yaml' },
    problems: [],
  });
});

test('a setting that is given twice, and one without a value, are problems', () => {
  const { problems } = read('-c', 'region=us-west-2', '-c', 'environment', '-c', 'region=us-east-1')!;
  expect(linesOf(problems)).toEqual([
    '  -c: "environment" has no value; write -c environment=VALUE.',
    '  -c region: is given as "us-west-2" and "us-east-1"; give it once.',
  ]);
});

test.each([
  [['--onec'], `Unknown option '--onec'. Did you mean "--once"? npm start -- --help lists the options.`],
  [['production'], "Unexpected argument 'production'. npm start -- --help lists the options."],
  [
    ['environment=dev'],
    "Unexpected argument 'environment=dev'. Settings follow -c: write -c environment=dev. npm",
  ],
  [
    ['--environment', 'dev'],
    "Unknown option '--environment'. Settings follow -c: write -c environment=VALUE. npm",
  ],
  [['--region=eu-west-1'], 'Settings follow -c: write -c region='],
  [['--port', '1', '--port', '2'], '--port is given twice; give it once.'],
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
