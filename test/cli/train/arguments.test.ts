import { readArguments, type Arguments } from '../../../cli/train/arguments';

/** Reads a command line that is neither a request for help nor an old form. */
function read(...args: string[]): Arguments {
  const given = readArguments(args, { help: unexpected, hint: unexpected });
  return given!;
}

function unexpected(text: string): void {
  throw new Error(`printed without reason: ${text}`);
}

function help(...args: string[]): string {
  let text = '';
  const print = { help: (part: string) => void (text += part), hint: unexpected };
  expect(readArguments([...args, '--help'], print)).toBeUndefined();
  return text;
}

describe('verbs', () => {
  test('start has its options, and everything after the second -- is for train.py', () => {
    const options = '--fleet default --instances 2:4 --name bert --code ./bert --detach --keep'.split(' ');
    expect(read('start', ...options, '--', '--config', 'a b', '--', '--stop', 'x')).toEqual({
      verb: 'start',
      options: {
        fleet: 'default',
        instances: { min: 2, max: 4 },
        name: 'bert',
        code: './bert',
        detach: true,
        keep: true,
        trainArguments: ['--config', 'a b', '--', '--stop', 'x'],
      },
      platform: {},
    });
    expect(read('start', '--fleet', 'default', '--instances', '3').options).toEqual({
      fleet: 'default',
      instances: { min: 3, max: 3 },
    });
  });

  test('resume distinguishes no arguments of train.py from an empty list', () => {
    expect(read('resume', 'train-1')).toEqual({ verb: 'resume', job: 'train-1', options: {}, platform: {} });
    expect(read('resume', 'train-1', '--').options).toEqual({ trainArguments: [] });
    expect(
      read('resume', 'train-1', '--instances', '2', '--code', '.', '--', '--steps', '9').options,
    ).toEqual({
      instances: { min: 2, max: 2 },
      code: '.',
      trainArguments: ['--steps', '9'],
    });
  });

  test.each(['follow', 'stop'])('%s takes a job, and may keep the size of the fleet', (verb) => {
    expect(read(verb, 'train-1', '--keep')).toEqual({
      verb,
      job: 'train-1',
      options: { keep: true },
      platform: {},
    });
  });

  test('interrupt takes a job', () => {
    expect(read('interrupt', 'train-1')).toEqual({
      verb: 'interrupt',
      job: 'train-1',
      options: {},
      platform: {},
    });
  });

  test('list may be limited to one fleet', () => {
    expect(read('list')).toEqual({ verb: 'list', options: {}, platform: {} });
    expect(read('list', '--fleet', 'a100').options).toEqual({ fleet: 'a100' });
  });

  test('options for the platform may come before or after the verb', () => {
    const platform = { environment: 'dev', config: 'my.yaml', region: 'eu-west-1' };
    const options = ['--environment', 'dev', '--config', 'my.yaml', '--region=eu-west-1'];
    expect(read('list', ...options).platform).toEqual(platform);
    expect(read(...options, 'list').platform).toEqual(platform);
  });
});

describe('the form without verbs, of an earlier version', () => {
  test.each([
    [
      ['--fleet', 'default', '--machines', '2:4', '--', '--config', 'a b'],
      `start --fleet default --instances 2:4 -- --config 'a b'`,
    ],
    [['--detach', '--fleet=default'], 'start --detach --fleet=default'],
    [
      ['--environment', 'dev', '--resume', 'train-1', '--machines=2'],
      'resume train-1 --environment dev --instances=2',
    ],
    [['--follow', 'train-1', '--region', 'eu-west-1'], 'follow train-1 --region eu-west-1'],
    [['--keep', '--stop=train-1'], 'stop train-1 --keep'],
    [['--list'], 'list'],
    [['--list', '--fleet', 'list'], 'list --fleet list'],
    [['start', '--fleet', 'default', '--machines', '2'], 'start --fleet default --instances 2'],
  ])('%j is read as its current form, which is printed', (args, present) => {
    const hints: string[] = [];
    const given = readArguments(args, { help: unexpected, hint: (line) => hints.push(line) });
    expect(hints).toEqual([`This form is deprecated. Use: npm run train -- ${present}`]);
    const typed = present
      .replace(`'a b'`, 'a_b')
      .split(' ')
      .map((text) => text.replace('a_b', 'a b'));
    expect(given).toEqual(read(...typed));
  });

  test('its mistakes are explained in the current form', () => {
    expect(() => read('--fleet', 'default', '--steps', '3')).toThrow(
      "Unknown option '--steps' of npm run train -- start. Arguments of train.py follow a -- of their own.",
    );
    expect(() => read('--stop', 'a', '--list')).toThrow(
      '--stop and --list cannot be combined; give one command',
    );
  });
});

test.each([
  [
    [],
    'The command is missing; use start, resume, follow, stop, interrupt or list. npm run train -- --help explains',
  ],
  [['--environment', 'dev'], 'The command is missing; use start'],
  [
    ['strat'],
    `Unknown command 'strat'; use start, resume, follow, stop, interrupt or list. Did you mean "start"?`,
  ],
  [['default'], "Unknown command 'default'; use start, resume"],
  [['--hepl'], `Unknown option '--hepl'. Did you mean "--help"? npm run train -- --help lists the options.`],
  [['--fleet', 'default', 'list'], "Option '--fleet' has to follow the command; use start"],
  [['start'], '--fleet is missing: add --fleet NAME, a key of training.fleets in the configuration.'],
  [['start', '--flete', 'x'], `Unknown option '--flete' of npm run train -- start. Did you mean "--fleet"?`],
  [['list', '--regoin', 'x'], `Did you mean "--region"? npm run train -- list --help lists the options.`],
  [['start', '--fleet', ''], '--fleet is empty; give it a value: --fleet NAME.'],
  [
    ['start', '--fleet'],
    '--fleet needs a value: --fleet NAME. npm run train -- start --help lists the options.',
  ],
  [['start', '--fleet', '--keep'], '--fleet needs a value in front of --keep: --fleet NAME.'],
  [
    ['start', '--fleet', 'a', '--instances', '0'],
    '--instances "0" is not a number of instances; give MIN or MIN:MAX with 1 <= MIN <= MAX, such as 2 or 2:4.',
  ],
  [['start', '--fleet', 'a', '--instances', '4:2'], '--instances "4:2" is not a number of instances'],
  [
    ['start', '--fleet', 'a', '--name', 'My run'],
    `--name "My run" cannot be part of a job's id; use 1 to 47 lower-case`,
  ],
  [
    ['start', '--fleet', 'a', 'b'],
    "Unexpected argument 'b' of npm run train -- start. Arguments of train.py follow",
  ],
  [['stop'], 'JOB is missing: write npm run train -- stop JOB.'],
  [['stop', '../x'], '"../x" is not the id of a job'],
  [['interrupt', 'a', '--keep'], "Unknown option '--keep' of npm run train -- interrupt."],
  [['stop', 'a', 'b'], "Unexpected argument 'b' of npm run train -- stop."],
  [['follow', 'a', '--detach'], "Unknown option '--detach' of npm run train -- follow."],
  [['stop', 'a', '--', '--x'], 'stop takes no arguments of train.py; remove -- and the arguments after it.'],
])('%j is refused', (args, message) => {
  expect(() => read(...args)).toThrow(message);
});

describe('the help', () => {
  const OPTIONS = {
    start: ['fleet', 'name', 'instances', 'code', 'detach', 'keep'],
    resume: ['instances', 'code', 'detach', 'keep'],
    follow: ['keep'],
    stop: ['keep'],
    interrupt: [],
    list: ['fleet'],
  };
  const PLATFORM = ['environment', 'config', 'region'];
  const explained = (text: string) => [...text.matchAll(/^ {2}--(\w+)/gm)].map(([, name]) => name);

  test.each(Object.entries(OPTIONS))('of %s has its options and an example', (verb, options) => {
    const text = help(verb);
    expect(explained(text)).toEqual([...options, ...PLATFORM]);
    expect(text).toContain(`\nExamples:\n  npm run train -- ${verb}`);
  });

  test('of all verbs has every option, each with its default', () => {
    const text = help();
    expect([...new Set(explained(text))].sort()).toEqual([...OPTIONS.start, ...PLATFORM].sort());
    const descriptions = text.split(/\n(?= {2}-|\n)/).filter((part) => part.startsWith('  --'));
    expect(descriptions.filter((part) => !/\(default:|\(required\)/.test(part))).toEqual([]);
    for (const verb of Object.keys(OPTIONS)) expect(text).toMatch(new RegExp(`^ {2}${verb} `, 'm'));
  });
});
