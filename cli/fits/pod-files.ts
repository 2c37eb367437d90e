import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import type { Pod } from '../../lib/config/scheduling/pod';
import { UserError } from '../user-error';
import { podsOfDocument } from './pod-document';

/** Larger than any manifest: the limit of an object in the API server is 1.5 MiB. */
const LARGEST_FILE_MIB = 10;

/**
 * Reads the pods of YAML or JSON files, each with one document or several.
 *
 * @throws UserError with every problem of every file.
 */
export function readPods(files: readonly string[]): Pod[] {
  const problems: string[] = [];
  const pods = files.flatMap((file) => readFile(file, problems));
  if (problems.length > 0) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    throw new UserError(`The pods have ${count}:\n${problems.map((each) => `  ${each}`).join('\n')}`);
  }
  return pods;
}

function readFile(file: string, problems: string[]): Pod[] {
  const before = problems.length;
  const documents = parse(file, problems);
  const found = documents.flatMap((document, index) => {
    const place = documents.length === 1 ? file : `${file}, document ${index + 1}`;
    return podsOfDocument(document, place, problems);
  });
  if (found.length === 0 && problems.length === before) {
    problems.push(`${file}: has no pod; write a Pod, or something with a pod template such as a Deployment.`);
  }
  return found;
}

function parse(file: string, problems: string[]): unknown[] {
  const text = readText(file, problems);
  if (text === undefined) return [];
  const documents = parseAllDocuments(text);
  // An empty stream has no documents, and is no array in the types.
  const all = 'empty' in documents ? [] : documents;
  const mistakes = all.flatMap(({ errors }) => errors);
  if (mistakes.length > 0) {
    problems.push(
      ...mistakes.map(({ message }) => `${file}: is not YAML: ${message.split('\n')[0]!.replace(/:$/, '')}.`),
    );
    return [];
  }
  try {
    // Few aliases: a file with many is made to fill the memory.
    return all.map((document) => document.toJS({ maxAliasCount: 100 }) as unknown);
  } catch (cause) {
    problems.push(`${file}: cannot be used: ${(cause as Error).message}; write it without these aliases.`);
    return [];
  }
}

function readText(file: string, problems: string[]): string | undefined {
  try {
    const bytes = readFileSync(file);
    if (bytes.length <= LARGEST_FILE_MIB * 2 ** 20) return bytes.toString('utf8');
    problems.push(`${file}: is larger than ${LARGEST_FILE_MIB} MiB; give a file with manifests only.`);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const reasons: Readonly<Record<string, string>> = {
      ENOENT: 'does not exist; write the path of a YAML or JSON file.',
      EISDIR: 'is a folder; write the path of a file in it.',
      EACCES: 'cannot be read; allow yourself to read it.',
    };
    problems.push(`${file}: ${reasons[code ?? ''] ?? `cannot be read: ${message}.`}`);
  }
  return undefined;
}
