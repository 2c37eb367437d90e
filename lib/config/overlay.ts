import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { parseDocument } from 'yaml';
import { ConfigError, error } from './problem';

/**
 * Reads the file of settings that is merged over an environment.
 *
 * @param file - Path of a YAML or JSON file that holds a map.
 * @throws ConfigError with one problem if the file does not exist or does not contain a map.
 */
export function readOverlay(file: string): object {
  const extension = extname(file).toLowerCase();
  const format = { '.yaml': 'YAML', '.yml': 'YAML', '.json': 'JSON' }[extension];
  if (!format) throw problem(file, 'is not a configuration file; give a .yaml, .yml or .json file');

  const text = readText(file);
  if (text.trim() === '') throw problem(file, EMPTY);
  let overlay: unknown;
  try {
    overlay = format === 'JSON' ? parseJson(text) : parseYaml(text);
  } catch (cause) {
    const reason = (cause as Error).message.split('\n')[0]!.replace(/:$/, '');
    throw problem(file, `is not valid ${format} (${reason}); correct the file`);
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

function readText(file: string): string {
  try {
    // Editors on Windows write a byte order mark, which JSON.parse refuses.
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const reasons: Record<string, string> = {
      ENOENT: 'does not exist',
      EACCES: 'is not readable',
      EISDIR: 'is a folder',
    };
    const reason = reasons[code ?? ''] ?? `cannot be read (${code})`;
    throw problem(file, `${reason}; give the path of a readable YAML or JSON file`);
  }
}

function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  // JSON.parse silently keeps the last of two equal keys; the YAML parser, which also reads JSON, reports them.
  const repeated = parseDocument(text, { logLevel: 'error' }).errors.find(
    ({ code }) => code === 'DUPLICATE_KEY',
  );
  if (repeated) throw repeated;
  return refuseStrange(value);
}

function parseYaml(text: string): unknown {
  const document = parseDocument(text, { logLevel: 'error' });
  // A warning is an unknown tag, so the value would not be as its author expects.
  const [fault] = [...document.errors, ...document.warnings];
  if (fault) throw fault;
  return refuseStrange(document.toJS());
}

/** Refuses values that a parser accepts but a configuration cannot contain: cycles, sets, bytes, and the key `__proto__`. */
function refuseStrange(value: unknown): unknown {
  const open: unknown[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if (open.includes(node)) throw new Error('an alias refers to the value that it is part of');
    if (!Array.isArray(node) && Object.getPrototypeOf(node) !== Object.prototype) {
      throw new Error('a setting is neither text, number, list nor map');
    }
    open.push(node);
    for (const [key, child] of Object.entries(node)) {
      if (key === '__proto__') throw new Error('__proto__ cannot be the name of a setting');
      visit(child);
    }
    open.pop();
  };
  visit(value);
  return value;
}
