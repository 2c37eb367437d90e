import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { environments } from '../lib/config/environments';
import { error, type Problem } from '../lib/config/problem';
import { settingNames } from '../lib/config/selection';
import { show } from '../lib/config/show';
import { nearest } from '../lib/config/spelling';
import { readContextSettings } from './context-settings';

/** A process: its command line and the process that started it. */
export interface RunningProcess {
  readonly words: readonly string[];
  readonly parent: number;
}

/** The CDK CLI starts the app through a shell, which need not replace itself. */
const NEAREST_ANCESTORS = 4;

/**
 * The arguments of the CDK CLI that runs this process. The CLI passes only context to an app, and ignores options that it
 * does not know.
 *
 * @param pid - The process that started this one.
 * @returns Nothing if this process was started in another way, or command lines cannot be read.
 */
export function cdkArguments(pid = process.ppid, read = readProcess): readonly string[] {
  for (let count = 0, next = pid; count < NEAREST_ANCESTORS && next > 1; count++) {
    const found = read(next);
    if (!found) return [];
    // The interpreter, perhaps an option of it, and the CLI.
    const program = found.words.slice(0, 3).findIndex((word) => /(^|[/\\])cdk(\.[cm]?js)?$/.test(word));
    if (program !== -1) return found.words.slice(program + 1);
    next = found.parent;
  }
  return [];
}

function readProcess(pid: number): RunningProcess | undefined {
  try {
    return process.platform === 'linux' ? ofProc(pid) : ofPs(pid);
  } catch {
    return undefined;
  }
}

function ofProc(pid: number): RunningProcess {
  // The second field, the name in parentheses, may contain anything: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
  const [, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
  return { words, parent: Number(parent) };
}

function ofPs(pid: number): RunningProcess {
  const text = execFileSync('ps', ['-ww', '-o', 'ppid=', '-o', 'args=', '-p', String(pid)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 2000,
  });
  const [parent, ...words] = text.trim().split(/\s+/);
  return { words, parent: Number(parent) };
}

/**
 * Finds settings of the platform that the CDK CLI ignores: as options of their own, without `-c`, without a value, or
 * given twice.
 *
 * @param args - Arguments of the CDK CLI.
 */
export function misplacedSettings(args: readonly string[]): Problem[] {
  const texts: string[] = [];
  const problems: Problem[] = [];
  for (let index = 0; index < args.length && args[index] !== '--'; index++) {
    const word = args[index]!;
    const next = args[index + 1];
    const context = /^(?:--context|-[a-zA-Z]*c)(?:=(.*))?$/s.exec(word);
    if (context) texts.push(context[1] ?? args[++index] ?? '');
    else if (word.startsWith('--')) problems.push(...optionProblems(word, next));
    else if (word.startsWith('-')) problems.push(...shortOptionProblems(word, next));
    else if (!args[index - 1]?.startsWith('-')) problems.push(...positionalProblems(word));
  }
  return [...problems, ...readContextSettings(texts).problems];
}

/** An option of `cdk gc` that resembles `--config`. */
const OTHER_OPTIONS = ['confirm', 'no-confirm'];

function optionProblems(word: string, next: string | undefined): Problem[] {
  const [, option, value = next?.startsWith('-') ? undefined : next] =
    /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
  if (option === undefined || OTHER_OPTIONS.includes(option)) return [];
  const name = nearest(option, settingNames);
  if (name === undefined) return [];
  return [
    error(`--${option}`, `is not an option of cdk, which ignores it; write -c ${name}=${value || 'VALUE'}.`),
  ];
}

function shortOptionProblems(word: string, next: string | undefined): Problem[] {
  const attached = /^-c([^=:]+)[=:](.*)$/s.exec(word);
  if (attached) {
    const [, name, value] = attached;
    return [error(show(word), `is read by cdk as several short options; write -c ${name}=${value}.`)];
  }
  if (!/^-e$/i.test(word) || !isEnvironment(next)) return [];
  return [error(`${word} ${next}`, `does not choose an environment; write -c environment=${next}.`)];
}

function isEnvironment(word: string | undefined): word is string {
  return word !== undefined && Object.hasOwn(environments, word);
}

function positionalProblems(word: string): Problem[] {
  if (isEnvironment(word)) {
    return [error(show(word), `is an environment and no stack; write -c environment=${word}.`)];
  }
  const [, given, value] = /^([^=:]+)[=:](.*)$/s.exec(word) ?? [];
  const name = given && nearest(given, settingNames);
  return name
    ? [
        error(
          show(word),
          `has no -c in front, so cdk takes it for a stack; write -c ${name}=${value || 'VALUE'}.`,
        ),
      ]
    : [];
}
