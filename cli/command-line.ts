import { Command, CommanderError, Help, Option, type ErrorOptions } from 'commander';
import { didYouMean } from '../lib/config/spelling';
import { UserError } from './user-error';

/** A command with generated help. Mistakes are {@link UserError}s that refer to the help. */
export class CommandLine extends Command {
  private advice: (word: string) => string = () => '';

  /** @param name - As users type it before the options. */
  constructor(name?: string) {
    super(name);
    this.exitOverride()
      .configureOutput({ writeErr: () => {} })
      .configureHelp({ visibleOptions, formatHelp })
      .helpOption('-h, --help', 'show this help')
      .helpCommand(false);
  }

  override createCommand(name?: string): CommandLine {
    return new CommandLine(name);
  }

  /**
   * Adds a sentence to messages about unknown options and arguments.
   *
   * @param advice - The sentence for the word that is unknown, or an empty text.
   */
  adviseOnUnknown(advice: (word: string) => string): this {
    this.advice = (word) => {
      const sentence = advice(word);
      return sentence && ` ${sentence}`;
    };
    return this;
  }

  /** Adds options, in the order of the help. */
  addOptions(options: readonly Option[]): this {
    for (const option of options) this.addOption(option);
    return this;
  }

  /** Throws an error of commander as a UserError. */
  override error(message: string, { code }: ErrorOptions = {}): never {
    throw new UserError(`${this.reworded(message, code)} ${this.typed()} --help lists the options.`);
  }

  /**
   * Parses arguments and runs the action of their command.
   *
   * @returns True if an action ran, false if the help was printed.
   * @throws UserError on the first mistake.
   */
  read(args: readonly string[]): boolean {
    try {
      this.parse([...args], { from: 'user' });
      return true;
    } catch (cause) {
      if (!(cause instanceof CommanderError)) throw cause;
      if (cause.exitCode === 0) return false;
      throw new UserError(
        `The command is missing; use ${this.verbs()}. ${this.typed()} --help explains them.`,
      );
    }
  }

  private reworded(message: string, code: string | undefined): string {
    const quoted = /'([^']*)'/.exec(message)?.[1] ?? '';
    const expected = quoted.replace(/^-\w, /, '').replace(/[<>]/g, '');
    switch (code) {
      case 'commander.unknownOption':
        return this.commands.some(({ options }) => options.some(({ long }) => long === quoted))
          ? `Option '${quoted}' has to follow the command; use ${this.verbs()}.`
          : `Unknown option '${quoted}'${this.place()}.${didYouMean(quoted, this.flags())}${this.advice(quoted)}`;
      case 'commander.unknownCommand':
        return `Unknown command '${quoted}'; use ${this.verbs()}.${didYouMean(quoted, this.names())}`;
      case 'commander.excessArguments':
        return this.unexpected(this.args[this.registeredArguments.length] ?? '');
      case 'commander.missingArgument':
        return `${expected} is missing: write ${this.typed()} ${expected}.`;
      case 'commander.optionMissingArgument':
        return `${expected.split(' ')[0]} needs a value: ${expected}.`;
      default:
        return `${message.replace(/^error: /, '').replace(/\.$/, '')}.`;
    }
  }

  private unexpected(word: string): string {
    return `Unexpected argument '${word}'${this.place()}.${this.advice(word)}`;
  }

  /** The command as it is typed, for example `npm run train -- start`. */
  private typed(): string {
    const { parent } = this;
    return parent instanceof CommandLine ? `${parent.typed()} ${this.name()}` : this.name();
  }

  private place(): string {
    return this.parent ? ` of ${this.typed()}` : '';
  }

  private names(): string[] {
    return this.commands.map((each) => each.name());
  }

  private verbs(): string {
    return this.names()
      .join(', ')
      .replace(/, (\w+)$/, ' or $1');
  }

  private flags(): string[] {
    const own = this.options.map(({ long }) => long ?? '');
    return this.parent instanceof CommandLine ? [...own, ...this.parent.flags()] : [...own, '--help'];
  }
}

/** The options of a command and of the program, or of the program and its commands. */
function visibleOptions(command: Command): Option[] {
  const own = new Help().visibleOptions(command);
  const others = command.parent?.options ?? command.commands.flatMap(({ options }) => options);
  const all = [...others, ...own];
  return all.filter(
    ({ long, helpGroupHeading }, index) =>
      index === all.findIndex((each) => each.long === long && each.helpGroupHeading === helpGroupHeading),
  );
}

/** Lists commands above options, unlike commander. */
function formatHelp(command: Command, help: Help): string {
  const sections = new Help().formatHelp.call(help, command, help).split(/\n\n/);
  const isCommands = (section: string) => section.startsWith('Commands:');
  const options = sections.findIndex((section) => section.startsWith('Options'));
  const others = sections.filter((section) => !isCommands(section));
  return [...others.slice(0, options), ...sections.filter(isCommands), ...others.slice(options)]
    .map((section) => `${section.trimEnd()}\n`)
    .join('\n');
}

/** Examples, below the help of a command. */
export function examples(...lines: readonly string[]): string {
  return ['\nExamples:', ...lines.map((line) => `  ${line}`)].join('\n');
}

/**
 * An option with a value that is not empty.
 *
 * @param flags - For example `--port <NUMBER>`.
 * @param read - Parses the text, or throws UserError. It also gets the result of the previous time.
 * @param times - How often it may be given.
 */
export function valueOption(
  flags: string,
  description: string,
  read: (text: string, previous: unknown) => unknown = (text) => text,
  times: 'once' | 'repeatable' = 'once',
): Option {
  const option = new Option(flags, description);
  const expected = flags.replace(/^-\w, /, '').replace(/[<>]/g, '');
  return option.argParser((text, previous) => {
    if (text === '') throw new UserError(`${option.long} is empty; give it a value: ${expected}.`);
    if (text.startsWith('-')) {
      throw new UserError(`${option.long} needs a value in front of ${text}: ${expected}.`);
    }
    if (times === 'once' && previous !== undefined) {
      throw new UserError(`${option.long} is given twice; give it once.`);
    }
    return read(text, previous);
  });
}
