import { cdkArguments, misplacedSettings, type RunningProcess } from '../../cli/cdk-command-line';
import { linesOf } from '../config/problems';

const lines = (...args: string[]) => linesOf(misplacedSettings(args)).map((line) => line.trim());

test.each<[args: string[], expected: string[]]>([
  [
    ['ls', '--environment', 'dev'],
    ['--environment: is not an option of cdk, which ignores it; write -c environment=dev.'],
  ],
  [
    ['deploy', '--all', '--region=eu-west-1', '--config', 'ours.yaml'],
    [
      '--region: is not an option of cdk, which ignores it; write -c region=eu-west-1.',
      '--config: is not an option of cdk, which ignores it; write -c config=ours.yaml.',
    ],
  ],
  [
    ['diff', '--clusterName'],
    ['--clusterName: is not an option of cdk, which ignores it; write -c clusterName=VALUE.'],
  ],
  [
    ['diff', '--cluster-name', '--all'],
    ['--cluster-name: is not an option of cdk, which ignores it; write -c clusterName=VALUE.'],
  ],
  [
    ['ls', '--Enviroment=dev'],
    ['--Enviroment: is not an option of cdk, which ignores it; write -c environment=dev.'],
  ],
  [['ls', '--env', 'dev'], ['--env: is not an option of cdk, which ignores it; write -c environment=dev.']],
  [
    ['deploy', 'Training', 'environment=dev'],
    ['"environment=dev": has no -c in front, so cdk takes it for a stack; write -c environment=dev.'],
  ],
  [
    ['ls', '-cenvironment=dev'],
    ['"-cenvironment=dev": is read by cdk as several short options; write -c environment=dev.'],
  ],
  [['ls', '-e', 'dev'], ['-e dev: does not choose an environment; write -c environment=dev.']],
  [['diff', 'dev'], ['"dev": is an environment and no stack; write -c environment=dev.']],
  [['ls', '-c', 'environment'], ['-c: "environment" has no value; write -c environment=VALUE.']],
  [['ls', '-c', 'environment:dev'], ['-c: "environment:dev" has no value; write -c environment=VALUE.']],
  [['ls', '-c', '=dev'], ['-c: "=dev" has no name; write -c NAME=VALUE.']],
  [
    ['ls', '-c', 'environment=dev', '--context=environment=prod', '-qc', 'environment=lesson'],
    ['-c environment: is given as "dev" and "prod" and "lesson"; give it once.'],
  ],
  [
    ['ls', '-c', 'config=a.yaml', '-c=config=b.yaml'],
    [
      '-c config: is given as "a.yaml" and "b.yaml"; give one file, and write the settings of the others into it.',
    ],
  ],
  [
    ['ls', '-c', '@aws-cdk/core:bootstrapQualifier=a', '-c', '@aws-cdk/core:bootstrapQualifier=b'],
    ['-c @aws-cdk/core:bootstrapQualifier: is given as "a" and "b"; give it once.'],
  ],
])('%j is refused', (args, expected) => {
  expect(lines(...args)).toEqual(expected);
});

test('what cdk itself takes is left alone', () => {
  expect(
    lines('ls', '-c', 'environment=dev', '--context', 'region=eu-west-1', '-c', 'config=a=b.yaml'),
  ).toEqual([]);
  expect(
    lines('deploy', '--all', '--concurrency', '3', '--require-approval', 'never', '-v', '--no-rollback'),
  ).toEqual([]);
  expect(
    lines('deploy', 'Training', '--tags', 'environment=dev', '-t', 'region=x', '--parameters', 'config=a'),
  ).toEqual([]);
  expect(lines('gc', '--confirm=false', '--no-color', '--qualifier', 'team1', '--profile', 'config')).toEqual(
    [],
  );
  expect(lines('deploy', '-o', 'out', '--', '--environment', 'dev')).toEqual([]);
});

describe('the command line of the CDK CLI', () => {
  const processes = (...table: [pid: number, parent: number, ...words: string[]][]) => {
    const known = new Map<number, RunningProcess>(
      table.map(([pid, parent, ...words]) => [pid, { parent, words }]),
    );
    return (pid: number) => known.get(pid);
  };

  test('is that of the nearest ancestor that is the CLI', () => {
    const read = processes(
      [30, 20, '/bin/sh', '-c', 'node -r tsx/cjs bin/ml-platform.ts'],
      [20, 10, 'node', '/a folder/node_modules/.bin/cdk', 'ls', '-c', 'config=my file.yaml'],
      [10, 1, 'node', '/elsewhere/bin/cdk', 'deploy'],
    );
    expect(cdkArguments(30, read)).toEqual(['ls', '-c', 'config=my file.yaml']);
    expect(cdkArguments(20, read)).toEqual(['ls', '-c', 'config=my file.yaml']);
    expect(
      cdkArguments(20, processes([20, 1, '/usr/bin/node', '--no-warnings', '/x/aws-cdk/bin/cdk.js', 'diff'])),
    ).toEqual(['diff']);
  });

  test('is empty where another program starts the app, and where nothing can be read', () => {
    expect(cdkArguments(20, processes([20, 1, 'node', 'jest', 'cdk']))).toEqual([]);
    expect(cdkArguments(20, processes([20, 15, 'npm exec cdk ls --environment dev']))).toEqual([]);
    expect(cdkArguments(99, () => undefined)).toEqual([]);
  });

  test('can be read of a real process', () => {
    // The test runner is not the CLI, so this only shows that reading does not fail.
    expect(cdkArguments()).toEqual([]);
  });
});
