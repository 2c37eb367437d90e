import { readArguments } from '../../../cli/upgrade/arguments';

const read = (...args: string[]) => readArguments(args, () => {});

test('names the platform as all commands do', () => {
  expect(read('--environment', 'dev', '--config', 'ours.yaml', '--region', 'eu-west-1')).toEqual({
    environment: 'dev',
    config: 'ours.yaml',
    region: 'eu-west-1',
  });
  expect(read()).toEqual({});
  expect(read('--help')).toBeUndefined();
});

test.each([
  [['--version', '1.36'], "Unknown option '--version'."],
  [['dev'], "Unexpected argument 'dev'."],
  [['--config'], '--config'],
])('%j is refused', (args, message) => {
  expect(() => read(...args)).toThrow(message);
});
