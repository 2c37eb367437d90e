import { error, type Problem } from '../lib/config/problem';
import { show } from '../lib/config/show';

/** The settings of `-c`, and what is wrong with them. */
export interface ContextSettings {
  readonly context: Readonly<Record<string, string>>;
  readonly problems: readonly Problem[];
}

/**
 * Reads texts of the form `name=value`, as they follow `-c`. A text without a value and a name that is given twice are
 * problems, because the CDK CLI would ignore the one, and the first value of the other.
 */
export function readContextSettings(texts: readonly string[]): ContextSettings {
  const values = new Map<string, string[]>();
  const problems: Problem[] = [];
  for (const text of texts) {
    const end = text.indexOf('=');
    if (end < 1) {
      const name = text
        .slice(0, end === -1 ? undefined : end)
        .split(':')[0]!
        .trim();
      problems.push(
        error(
          '-c',
          `${show(text)} has no ${end === 0 ? 'name' : 'value'}; write -c ${name || 'NAME'}=VALUE.`,
        ),
      );
      continue;
    }
    const name = text.slice(0, end);
    values.set(name, [...(values.get(name) ?? []), text.slice(end + 1)]);
  }
  for (const [name, given] of values) {
    if (given.length > 1)
      problems.push(error(`-c ${name}`, `is given as ${given.map(show).join(' and ')}; ${onlyOne(name)}`));
  }
  return { context: Object.fromEntries([...values].map(([name, given]) => [name, given.at(-1)!])), problems };
}

function onlyOne(name: string): string {
  return name === 'config' ? 'give one file, and write the settings of the others into it.' : 'give it once.';
}
