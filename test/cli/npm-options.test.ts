import { contextOptions, refuseOptionsOfNpm, type ProgramOption } from '../../cli/npm-options';
import { platformOptionsOfNpm } from '../../cli/platform-options';
import { thrownMessage } from './thrown-message';

const START: readonly ProgramOption[] = [
  ...contextOptions,
  { name: 'port', value: 'NUMBER' },
  { name: 'once' },
];
const TRAIN: readonly ProgramOption[] = [
  ...platformOptionsOfNpm,
  { name: 'fleet', value: 'NAME' },
  { name: 'name', value: 'NAME' },
  { name: 'keep' },
];

const START_TEXT = 'npm start --';
const TRAIN_TEXT = 'npm run train --';

function message(
  program: string,
  environment: Record<string, string>,
  words: readonly string[] = [],
): string | undefined {
  const options = program === TRAIN_TEXT ? TRAIN : START;
  return thrownMessage(() => refuseOptionsOfNpm(program, options, words, environment));
}

/** npm 11 sets `true` where the value follows after a space, and the value after an equals sign. */
test.each<
  [typed: string, program: string, environment: Record<string, string>, words: string[], write: string]
>([
  ['-c environment=dev', START_TEXT, { npm_config_call: 'environment=dev' }, [], '-c environment=dev'],
  [
    '-c config=my file.yaml',
    START_TEXT,
    { npm_config_call: 'config=my file.yaml' },
    [],
    "-c 'config=my file.yaml'",
  ],
  ['--environment=dev', START_TEXT, { npm_config_environment: 'dev' }, [], '-c environment=dev'],
  ['--environment', START_TEXT, { npm_config_environment: 'true' }, [], '-c environment=VALUE'],
  ['--enviroment=dev', START_TEXT, { npm_config_enviroment: 'dev' }, [], '-c environment=dev'],
  ['--clusterName=one', START_TEXT, { npm_config_clustername: 'one' }, [], '-c clusterName=one'],
  ['--cluster-name=one', START_TEXT, { npm_config_cluster_name: 'one' }, [], '-c clusterName=one'],
  ['-cregion=eu-west-1', START_TEXT, { npm_config_cregion: 'eu-west-1' }, [], '-c region=eu-west-1'],
  ['--context', START_TEXT, { npm_config_context: 'true' }, [], '-c NAME=VALUE'],
  ['--port=4566', START_TEXT, { npm_config_port: '4566' }, [], '--port 4566'],
  ['--once', START_TEXT, { npm_config_once: 'true' }, [], '--once'],
  ['--fleet', TRAIN_TEXT, { npm_config_fleet: 'true' }, ['start', 'default'], 'start --fleet NAME'],
  ['--environment=dev', TRAIN_TEXT, { npm_config_environment: 'dev' }, ['list'], 'list --environment dev'],
  [
    '--fleet=a and --name=b and --keep',
    TRAIN_TEXT,
    { npm_config_fleet: 'a', npm_config_name: 'b', npm_config_keep: 'true' },
    ['start', '--config', 'toy.yaml'],
    'start --fleet a --name b --keep',
  ],
])('%s of "%s" without -- is refused with the right form', (typed, program, environment, words, write) => {
  expect(message(program, environment, words)).toBe(
    `npm took ${typed} for itself, because there is no -- in front; write ${program} ${write}.`,
  );
});

test.each<[what: string, environment: Record<string, string>]>([
  ['nothing', {}],
  ['the command of npx -c', { npm_config_call: 'environment=dev npx cdk ls', npm_command: 'exec' }],
  ['another command', { npm_config_call: 'cdk ls -c environment=dev' }],
  [
    'options of npm',
    {
      npm_config_node_options: '',
      npm_config_color: 'false',
      npm_config_only: 'prod',
      npm_config_omit: 'dev',
    },
  ],
  [
    'short names that resemble an option',
    { npm_config_key: 'x', npm_config_node: 'x', npm_config_sort: 'x' },
  ],
  ['an option that is switched off', { npm_config_once: '' }],
])('%s is left alone', (_, environment) => {
  expect(message(START_TEXT, environment)).toBeUndefined();
  expect(message(TRAIN_TEXT, environment)).toBeUndefined();
});
