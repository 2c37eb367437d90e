import { extname } from 'node:path';
import {
  isAlias,
  isCollection,
  isMap,
  isScalar,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Node,
  type YAMLMap,
} from 'yaml';
import { FileFault, readFileText } from './file-text';
import { dotted } from './path';
import { ConfigError, error } from './problem';
import { show } from './show';
import { DEEPEST, TOO_DEEP, yamlReason } from './yaml-faults';

/**
 * Reads the file of settings that is merged over an environment. The work is bounded: by the size of the file, the number
 * of its values with all aliases followed, and their nesting.
 *
 * @param file - Path of a YAML or JSON file that holds a map.
 * @throws ConfigError with one problem if the file does not exist or does not contain a map.
 */
export function readOverlay(file: string): object {
  const extension = extname(file).toLowerCase();
  const format = { '.yaml': 'YAML', '.yml': 'YAML', '.json': 'JSON' }[extension];
  if (!format) throw problem(file, 'is not a configuration file; give a .yaml, .yml or .json file');

  let overlay: unknown;
  try {
    const text = readFileText(file);
    if (text.trim() === '') throw problem(file, EMPTY);
    overlay = format === 'JSON' ? parseJson(text) : parseYaml(text);
  } catch (cause) {
    if (cause instanceof FileFault) throw problem(file, cause.message);
    if (cause instanceof SyntaxFault) {
      throw problem(file, `is not valid ${format} (${cause.message}); ${cause.fix ?? 'correct the file'}`);
    }
    throw cause;
  }
  if (overlay === null) throw problem(file, EMPTY);
  if (typeof overlay !== 'object' || Array.isArray(overlay)) {
    throw problem(file, 'does not hold a map of settings; start it with a setting such as region: eu-west-1');
  }
  return overlay;
}

const EMPTY = 'is empty; write a setting such as region: eu-west-1 into it, or leave out -c config';

function problem(file: string, message: string): ConfigError {
  // Not shortened, because the end of a long path matters.
  return new ConfigError([error('config', `${JSON.stringify(file)} ${message}.`)]);
}

/** Text that is not in its format; the message is the reason. */
class SyntaxFault extends Error {
  /** @param fix - What to do, if that is not simply to correct the file. */
  constructor(
    reason: string,
    readonly fix?: string,
  ) {
    super(reason);
  }
}

/** More than any configuration has. Each of them is visited several times. */
const MOST_VALUES = 50_000;

/** Each alias may stand for most of the file. */
const MOST_ALIASES = 100;

function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    if (cause instanceof RangeError) throw new SyntaxFault(TOO_DEEP);
    throw jsonFault(text, (cause as Error).message);
  }
  // JSON.parse silently keeps the last of two equal keys; the YAML parser, which also reads JSON, reports them.
  parseYaml(text);
  return refuseStrange(value);
}

function jsonFault(text: string, message: string): SyntaxFault {
  const given = /at position (\d+)/.exec(message)?.[1];
  const lines = text.slice(0, given === undefined ? 0 : Number(given)).split('\n');
  const place = given === undefined ? '' : `, at line ${lines.length}, column ${lines.at(-1)!.length + 1}`;
  return new SyntaxFault(
    `names and texts need double quotes, and comments and a comma before a closing bracket are not allowed${place}`,
    'correct the file, or write YAML into a .yaml file',
  );
}

function parseYaml(text: string): unknown {
  const lines = new LineCounter();
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `at line ${line}, column ${col}`;
  };
  const document = parseDocument(text, {
    logLevel: 'error',
    merge: true,
    lineCounter: lines,
    prettyErrors: false,
    // The check of the parser takes quadratic time.
    uniqueKeys: false,
  });
  // A warning is an unknown tag, so the value would not be as its author expects.
  const [fault] = [...document.errors, ...document.warnings];
  if (fault) throw new SyntaxFault(`${yamlReason(fault)}, ${place(fault.pos[0])}`);
  return withoutOverflow(() => {
    checkNodes(document, place);
    return refuseStrange(document.toJS());
  });
}

/** Runs a recursive part, whose stack ends long after the deepest level that is allowed. */
function withoutOverflow<T>(part: () => T): T {
  try {
    return part();
  } catch (cause) {
    if (cause instanceof RangeError) throw new SyntaxFault(TOO_DEEP);
    if (cause instanceof SyntaxFault) throw cause;
    // The parser throws the one error for aliases of aliases that stand for too much, and the other for a wrong merge.
    throw new SyntaxFault(cause instanceof ReferenceError ? TOO_MANY_VALUES : 'the value of << is not a map');
  }
}

const TOO_MANY_VALUES = `it has more than ${MOST_VALUES} values, or its aliases stand for that many`;

/** Refuses equal keys, unknown aliases, and aliases that stand for too much, before their values are copied. */
function checkNodes(document: Document, place: (offset: number) => string): void {
  const anchors = new Map<string, Node>();
  let aliases = 0;
  let copied = 0;
  visit(document, {
    Node(_, node, path) {
      if (isAlias(node)) {
        const meant = anchors.get(node.source);
        if (!meant)
          throw new SyntaxFault(
            `no anchor &${node.source} stands in front of this alias, ${place(node.range![0])}`,
          );
        if (path.includes(meant))
          throw new SyntaxFault(`an alias refers to the value that it is part of, ${place(node.range![0])}`);
        if (isCollection(meant)) copied += meant.items.length;
        if (++aliases > MOST_ALIASES) throw new SyntaxFault(`it has more than ${MOST_ALIASES} aliases`);
        if (copied > MOST_VALUES) throw new SyntaxFault(TOO_MANY_VALUES);
      } else if (node.anchor) anchors.set(node.anchor, node);
      if (isMap(node)) checkKeys(node, place);
    },
  });
}

function checkKeys({ items }: YAMLMap, place: (offset: number) => string): void {
  const keys = new Set<unknown>();
  for (const { key } of items) {
    if (!isScalar(key)) continue;
    const name = String(key.value);
    if (keys.has(name)) throw new SyntaxFault(`${show(name)} is given twice, ${place(key.range![0])}`);
    keys.add(name);
  }
}

/**
 * Refuses values that a parser accepts but a configuration cannot contain: sets, bytes, the key `__proto__`, and too many
 * or too deeply nested ones.
 */
function refuseStrange(value: unknown): unknown {
  let count = 0;
  const visitValue = (node: unknown, path: readonly string[]): void => {
    if (++count > MOST_VALUES) throw new SyntaxFault(TOO_MANY_VALUES);
    if (typeof node !== 'object' || node === null) return;
    if (path.length === DEEPEST) throw new SyntaxFault(TOO_DEEP);
    if (!Array.isArray(node) && Object.getPrototypeOf(node) !== Object.prototype) {
      throw new SyntaxFault(`${dotted(path)} is neither text, number, list nor map`);
    }
    for (const [key, child] of Object.entries(node)) {
      if (key === '__proto__') throw new SyntaxFault('__proto__ cannot be the name of a setting');
      visitValue(child, [...path, key]);
    }
  };
  visitValue(value, []);
  return value;
}
