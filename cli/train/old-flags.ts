import { quote } from '../quote';
import { UserError } from '../user-error';
import { PROGRAM } from '../train-commands';

/** A command line with a verb. */
export interface VerbForm {
  readonly current: readonly string[];
  /** The current form, if the command line was in the earlier one. */
  readonly hint?: string;
}

/** Options of the earlier form that are verbs now. */
const OLD_VERBS = ['--resume', '--follow', '--stop', '--list'];

const VERBS = ['start', 'resume', 'follow', 'stop', 'interrupt', 'list'];

/** Options that mean `start` in the earlier form, which has no verb. */
const START = ['--fleet', '--machines', '--code', '--name', '--detach', '--keep'];

/** Options without a value. */
const FLAGS = ['--list', '--detach', '--keep', '--help', '-h'];

/**
 * Translates the earlier form of the command line, `--fleet NAME`, `--resume JOB`, `--follow JOB`, `--stop JOB` and
 * `--list`, to verbs, and `--machines` to `--instances`.
 *
 * @throws UserError if two verbs are given.
 */
export function inVerbForm(args: readonly string[]): VerbForm {
  const end = args.indexOf('--');
  const own = words(end === -1 ? args : args.slice(0, end));
  const forTrain = end === -1 ? [] : args.slice(end);
  const verbs = own.filter(({ name }) => OLD_VERBS.includes(name));
  if (verbs.length > 1) {
    throw new UserError(
      `${verbs.map(({ name }) => name).join(' and ')} cannot be combined; give one command, such as ${PROGRAM} ${verbs[0]!.name.slice(2)}${verbs[0]!.name === '--list' ? '' : ' JOB'}.`,
    );
  }
  const [verb] = verbs;
  const hasVerb = own.some(({ name, texts }) => name === '' && VERBS.includes(texts[0]!));
  const isStart = own[0]?.name !== '' && !hasVerb && own.some(({ name }) => START.includes(name));
  const options = own
    .filter((word) => word !== verb)
    .flatMap(({ texts: [first = '', ...value] }) => [
      first.replace(/^--machines(?=$|=)/, '--instances'),
      ...value,
    ]);
  const named = verb ? [verb.name.slice(2), ...valueOf(verb)] : isStart ? ['start'] : [];
  const current = [...named, ...options, ...forTrain];
  const isOld = named.length > 0 || own.some(({ name }) => name === '--machines');
  return isOld
    ? { current, hint: `This form is deprecated. Use: ${PROGRAM} ${current.map(quote).join(' ')}` }
    : { current };
}

/** An option with its value, or another word. */
interface Word {
  /** For example `--fleet`; empty for a word that is not an option. */
  readonly name: string;
  readonly texts: readonly string[];
}

function words(args: readonly string[]): Word[] {
  const found: Word[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const text = args[index]!;
    const name = text.startsWith('-') ? text.split('=')[0]! : '';
    const next = args[index + 1];
    const takesNext = name !== '' && !text.includes('=') && !FLAGS.includes(name);
    if (takesNext && next !== undefined && !next.startsWith('-')) {
      found.push({ name, texts: [text, next] });
      index += 1;
    } else {
      found.push({ name, texts: [text] });
    }
  }
  return found;
}

function valueOf({ texts: [first = '', ...value] }: Word): readonly string[] {
  return first.includes('=') ? [first.slice(first.indexOf('=') + 1)] : value;
}
