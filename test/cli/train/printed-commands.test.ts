import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../../lib/config';
import { readSelection } from '../../../lib/config/selection';
import { readArguments } from '../../../cli/train/arguments';
import type { PlatformOptions } from '../../../cli/platform-options';
import { Commands } from '../../../cli/train-commands';
import { findPlatform } from '../../../cli/train/deployed-fleet';
import { runVerb } from '../../../cli/train/run-command';
import { STACKS } from '../../stack-ids';
import { awsError, MemoryAccount } from './memory-account';

const project = join(__dirname, '..', '..', '..');
const { config } = loadConfig();
const platform: PlatformOptions = { environment: 'dev', config: 'my own.yaml', region: 'eu-west-1' };

const code = mkdtempSync(join(tmpdir(), 'ml-platform-printed-'));
for (const name of ['launch.py', 'train.py']) writeFileSync(join(code, name), '');
afterAll(() => rmSync(code, { recursive: true }));

/** Commands of a program in a text, each with the words that follow it, as a shell would split them. */
function commandsIn(text: string, program: string): string[][] {
  return text.split(`${program} `).flatMap((after, index) => {
    if (index === 0) return [];
    const line = after.split(/\n|`| {2,}|(?<!')'(?=[,;)]|$)/)[0]!;
    const words = line.match(/(?:'[^']*'|[^\s'])+/g) ?? [];
    return [words.map((word) => word.replaceAll("'", '').replace(/[.,;:)]+$/, ''))];
  });
}

/** The longest beginning that the parser of the program accepts; undefined if there is none. */
function accepted(
  words: readonly string[],
): { readonly given: unknown; readonly rest: string[] } | undefined {
  for (let length = words.length; length > 0; length -= 1) {
    let isHelp = false;
    try {
      const given = readArguments(words.slice(0, length), { help: () => (isHelp = true), hint: () => {} });
      if (given || isHelp) return { given: given?.platform, rest: words.slice(length) };
    } catch {
      continue;
    }
  }
  return undefined;
}

/** What is wrong with the commands in a text; the rest of each one has to be prose. */
function mistakes(text: string): string[] {
  return commandsIn(text, 'npm run train --').flatMap((words) => {
    const sample = words.map((word) => word.replace(/^<?[A-Z]+>?$/, 'sample'));
    const found = accepted(sample);
    return found && !found.rest[0]?.startsWith('-') ? [] : [words.join(' ')];
  });
}

const sources = [
  ...readdirSync(join(project, 'cli'), { recursive: true, encoding: 'utf8' }).map((file) => `cli/${file}`),
  ...readdirSync(join(project, 'docs'), { recursive: true, encoding: 'utf8' }).map((file) => `docs/${file}`),
  'README.md',
  'CONTRIBUTING.md',
].filter((file) => /\.(ts|md)$/.test(file));

test('every command in the documentation and in the sources of the programs is one', () => {
  const found = sources.map((file) =>
    readFileSync(join(project, file), 'utf8').replace(/\/\*[^]*?\*\/|\$\{[^}]*\}/g, 'sample'),
  );
  expect(found.flatMap((text) => commandsIn(text, 'npm run train --')).length).toBeGreaterThan(10);
  expect(found.flatMap(mistakes)).toEqual([]);
  expect(mistakes('write npm run train -- stopp JOB.')).toEqual(['stopp JOB']);
  expect(mistakes('write npm run train -- stop JOB --detach.')).toEqual(['stop JOB --detach']);
});

/** Runs commands with the options of a platform, and returns every text that a user sees. */
async function texts(account: MemoryAccount, ...commands: string[][]): Promise<string[]> {
  const shown: string[] = [];
  for (const command of commands) {
    const place = account.workplace(undefined, platform);
    const given = readArguments(command, { help: () => {}, hint: () => {} })!;
    const failure = await runVerb(place, given, config).then(
      () => '',
      ({ message }: Error) => message,
    );
    shown.push(...place.lines, failure);
  }
  return shown;
}

const START = ['start', '--fleet', 'default', '--code', code];

test('every command that a message names has the options that name the platform', async () => {
  const account = new MemoryAccount();
  const [, job] = /Job (\S+) runs/.exec((await texts(account, [...START, '--detach'])).join('\n'))!;
  const shown = await texts(account, START, ['follow', 'none'], ['stop', 'none'], ['resume', job!], ['list']);
  account.failing = { call: 'deleteAssociation', error: awsError('ThrottlingException') };
  shown.push(...(await texts(account, ['stop', job!])));
  account.failing = undefined;
  account.associations = [];
  shown.push(...(await texts(account, ['follow', job!])));
  account.objects.delete('jobs/fleet-default.json');
  shown.push(...(await texts(account, ['list'], ['stop', job!], ['stop', job!])));
  const record = account.objects.get(`jobs/${job}/job.json`)!;
  account.objects.set(`jobs/${job}/job.json`, '{');
  shown.push(...(await texts(account, ['resume', job!])));
  account.objects.set('jobs/fleet-default.json', JSON.stringify({ job, started: '' }));
  shown.push(...(await texts(account, START, ['stop', job!])));
  account.objects.set(`jobs/${job}/job.json`, record);
  account.objects.set(`jobs/${job}/finished`, '{}');
  shown.push(...(await texts(account, ['resume', job!], [...START, '--instances', '99'])));
  account.group.MaxSize = 0;
  shown.push(...(await texts(account, START)));
  account.groupNames = [];
  shown.push(...(await texts(account, START, ['start', '--fleet', 'defualt'])));

  const found = shown.flatMap((text) => commandsIn(text, 'npm run train --'));
  expect(new Set(found.map(([verb]) => verb))).toEqual(
    new Set(['follow', 'stop', 'resume', 'list', 'start']),
  );
  expect(found.map((words) => accepted(words)?.given)).toEqual(found.map(() => platform));
  const deploys = [...shown, ...(await withoutPlatform())].flatMap((text) =>
    commandsIn(text, 'npx cdk deploy'),
  );
  expect(deploys.length).toBeGreaterThan(4);
  expect(deploys.map(selected)).toEqual(deploys.map(() => ['Training', { ...selection, problems: [] }]));
});

const selection = { environment: 'dev', configFile: 'my own.yaml', region: 'eu-west-1' };

/** Messages about a stack that does not exist, or lacks outputs or a fleet. */
async function withoutPlatform(): Promise<string[]> {
  const commands = new Commands(platform);
  const failing = (describeStacks: () => Promise<unknown>) =>
    findPlatform({ cloudFormation: { describeStacks } } as never, config, commands).catch(
      ({ message }: Error) => message,
    );
  const [absent, old] = await Promise.all([
    failing(() => Promise.reject(awsError('ValidationError', 'Stack with id x does not exist'))),
    failing(() => Promise.resolve({ Stacks: [{ Outputs: [] }] })),
  ]);
  return [absent as string, old as string];
}

/** The stack and the settings of `npx cdk deploy`, read as the app does. */
function selected([stack, ...words]: string[]): unknown {
  expect(STACKS).toContain(stack);
  const context: Record<string, string> = {};
  for (let index = 0; words[index] === '-c'; index += 2) {
    const [name, value] = words[index + 1]!.split('=');
    context[name!] = value!;
  }
  return [stack, readSelection(context)];
}

test('without options the commands name none, and the environment that is meant', () => {
  const commands = new Commands({});
  expect(commands.of('stop', 'train-1')).toBe('npm run train -- stop train-1');
  expect(commands.deploy()).toBe('npx cdk deploy Training -c environment=production');
});
