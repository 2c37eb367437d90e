import { readArguments } from '../../../cli/train/arguments';

test('a start has its fleet, and everything after the second -- is for train.py', () => {
  const args = [
    '--fleet',
    'default',
    '--machines',
    '2:4',
    '--keep',
    '--',
    '--config',
    'a b',
    '--',
    '--stop',
    'x',
  ];
  expect(readArguments(args)).toMatchObject({
    action: 'start',
    fleet: 'default',
    machines: { min: 2, max: 4 },
    keep: true,
    detach: false,
    trainArguments: ['--config', 'a b', '--', '--stop', 'x'],
  });
  expect(readArguments(['--fleet', 'default', '--machines', '3']).machines).toEqual({ min: 3, max: 3 });
});

test('no arguments of train.py are other than none, which a resumed job tells apart', () => {
  expect(readArguments(['--resume', 'train-1']).trainArguments).toBeUndefined();
  expect(readArguments(['--resume', 'train-1', '--']).trainArguments).toEqual([]);
});

test.each([
  [[], '--fleet is missing'],
  [
    ['--fleet', 'default', '--steps', '3'],
    "Unknown option '--steps'; what train.py is to get stands after a --",
  ],
  [['default'], "Unexpected argument 'default'"],
  [['--fleet', ''], '--fleet is empty'],
  [['--fleet'], "Option '--fleet <value>' argument missing"],
  [['--fleet', 'a', '--machines', '0'], '--machines "0" is not a number of machines; give MIN or MIN:MAX'],
  [['--fleet', 'a', '--machines', '4:2'], '--machines "4:2" is not a number of machines'],
  [
    ['--fleet', 'a', '--name', 'My run'],
    `--name "My run" cannot be part of a job's id; use 1 to 47 lower-case`,
  ],
  [['--stop', '../x'], '"../x" is not the id of a job'],
  [['--stop', 'a', '--list'], '--stop and --list cannot be combined'],
  [['--follow', 'a', '--detach'], '--detach is not an option of --follow'],
  [['--stop', 'a', '--', '--x'], '--stop takes no arguments of train.py'],
])('%j is refused', (args, message) => {
  expect(() => readArguments(args)).toThrow(message);
});
