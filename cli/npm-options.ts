import { settingNames } from '../lib/config/selection';
import { nearest } from '../lib/config/spelling';
import { quote } from './quote';
import { UserError } from './user-error';

/** An option of a program that `npm` may take for itself. */
export interface ProgramOption {
  /** As in `--fleet`, without the hyphens. */
  readonly name: string;
  /**
   * Placeholder of its value.
   * @default it has no value
   */
  readonly value?: string;
  /**
   * How the right form writes it, up to the value, such as `-c environment=`.
   * @default the option and a space
   */
  readonly form?: string;
  /**
   * How users typed it.
   * @default the option
   */
  readonly typed?: string;
}

/** The settings of `-c` as options, which programs that take `-c` do not have. */
export const contextOptions: readonly ProgramOption[] = [
  ...settingNames.flatMap((name) => [
    { name, value: 'VALUE', form: `-c ${name}=` },
    // npm takes -cNAME=VALUE for an option of that name.
    { name: `c${name}`, value: 'VALUE', form: `-c ${name}=`, typed: `-c${name}` },
  ]),
  { name: 'context', value: 'NAME=VALUE', form: '-c ' },
];

/** What npm tells the program that it runs. */
type NpmEnvironment = Readonly<Record<string, string | undefined>>;

/**
 * Refuses options that npm took because there was no `--` in front of them. The program would otherwise run without them,
 * for example on another environment. npm stores options as `npm_config_NAME` in lower case, and some versions give those
 * that they do not know the value `true`.
 *
 * @param program - As users type it, with the `--`: `npm run train --`.
 * @param options - The options of the program.
 * @param words - The arguments that npm left to the program, if the first of them is a command.
 * @throws UserError that names all of them, with the right form.
 */
export function refuseOptionsOfNpm(
  program: string,
  options: readonly ProgramOption[],
  words: readonly string[],
  environment: NpmEnvironment = process.env,
): void {
  const given = Object.entries(environment).filter(([name]) => name.startsWith(PREFIX));
  const taken = [
    ...takenContext(environment),
    ...given.flatMap(([name, value = '']) => takenOption(name.slice(PREFIX.length), value, options)),
  ];
  if (taken.length === 0) return;
  // A value that npm left behind would follow the command, so only the command is certain.
  const command = words.slice(0, 1).filter((word) => /^[a-z]+$/.test(word));
  throw new UserError(
    `npm took ${taken.map(({ typed }) => typed).join(' and ')} for itself, because there is no -- in front; ` +
      `write ${[program, ...command, ...taken.map(({ right }) => right)].join(' ')}.`,
  );
}

interface Taken {
  readonly typed: string;
  readonly right: string;
}

/** `-c` is `--call` of npm: https://docs.npmjs.com/cli/v11/using-npm/config#shorthands-and-other-cli-niceties */
function takenContext({ npm_config_call: call, npm_command: command }: NpmEnvironment): Taken[] {
  const isContext = command !== 'exec' && call !== undefined && /^[\w@:/.-]+=/.test(call);
  return isContext ? [{ typed: `-c ${call}`, right: `-c ${quote(call)}` }] : [];
}

const PREFIX = 'npm_config_';

/** A shorter name could resemble an option of npm. */
const SHORTEST_MISSPELLED = 6;

function takenOption(given: string, value: string, options: readonly ProgramOption[]): Taken[] {
  const exact = options.find(({ name }) => npmForm(name) === given);
  const longNames = options.map(({ name }) => name).filter((name) => name.length >= SHORTEST_MISSPELLED);
  const meant = given.length < SHORTEST_MISSPELLED ? undefined : nearest(given, longNames);
  const option = exact ?? options.find(({ name }) => name === meant);
  if (option === undefined || value === '') return [];
  const { name, form = `--${name} ` } = option;
  const { typed = `--${exact ? name : given.replaceAll('_', '-')}` } = option;
  if (option.value === undefined) return [{ typed, right: `--${name}` }];
  const isKnown = value !== 'true';
  return [
    {
      typed: `${typed}${isKnown ? `=${value}` : ''}`,
      right: `${form}${isKnown ? quote(value) : option.value}`,
    },
  ];
}

function npmForm(name: string): string {
  return name.toLowerCase().replaceAll('-', '_');
}
