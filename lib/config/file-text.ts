import { closeSync, lstatSync, openSync, readlinkSync, readSync, statSync, type Stats } from 'node:fs';
import { isAbsolute } from 'node:path';

/** Largest configuration file in bytes. The settings of the largest stacks that AWS takes fill a fifth of it. */
export const MOST_BYTES = 256 * 1024;

/** A file that cannot be used; the message says why and what to do, as a part of a sentence. */
export class FileFault extends Error {}

/**
 * Reads a text file of at most {@link MOST_BYTES}.
 *
 * @returns The text, without the byte order mark that editors on Windows write.
 * @throws FileFault if there is no such file, it is no ordinary file, it is larger, or it is not in UTF-8. A pipe or a
 * device is not opened: reading it could wait for ever.
 */
export function readFileText(file: string): string {
  try {
    refuseStrange(file, statSync(file));
    return decoded(bytesOf(file));
  } catch (cause) {
    if (cause instanceof FileFault) throw cause;
    throw new FileFault(`${reasonOf(file, cause as NodeJS.ErrnoException)}; ${GIVE}`);
  }
}

const GIVE = 'give the path of a readable YAML or JSON file';

function refuseStrange(file: string, status: Stats): void {
  if (status.isFile()) return;
  const kind = status.isDirectory()
    ? 'a folder'
    : status.isFIFO()
      ? 'a pipe'
      : status.isSocket()
        ? 'a socket'
        : 'a device';
  throw new FileFault(`is ${kind}${placeOf(file)}; ${GIVE}`);
}

/** Not by its size, which is 0 for files that the kernel generates. */
function bytesOf(file: string): Buffer {
  const buffer = Buffer.alloc(MOST_BYTES + 1);
  const descriptor = openSync(file, 'r');
  try {
    let length = 0;
    for (let count = -1; count !== 0 && length < buffer.length; length += count) {
      count = readSync(descriptor, buffer, length, buffer.length - length, null);
    }
    if (length <= MOST_BYTES) return buffer.subarray(0, length);
  } finally {
    closeSync(descriptor);
  }
  throw new FileFault(
    `is larger than ${MOST_BYTES / 1024} KiB; remove what is not a setting, or use a file for each environment`,
  );
}

function decoded(bytes: Buffer): string {
  // UTF-16 has a zero byte in every Latin letter.
  const zero = bytes.indexOf(0);
  if (
    (bytes[0] === 0xff && bytes[1] === 0xfe) ||
    (bytes[0] === 0xfe && bytes[1] === 0xff) ||
    zero === 0 ||
    zero === 1
  ) {
    throw new FileFault('is in UTF-16; save it in UTF-8');
  }
  if (zero !== -1)
    throw new FileFault(
      `has a zero byte in line ${lineOf(bytes, zero)}, which text has not; give a text file`,
    );
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // The first character that differs from the bytes.
    const wrong = bytes.indexOf(0xfffd) === -1 ? firstDifference(bytes) : 0;
    throw new FileFault(`is not in UTF-8 (line ${lineOf(bytes, wrong)}); save it in UTF-8`);
  }
}

function firstDifference(bytes: Buffer): number {
  const again = Buffer.from(bytes.toString('utf8'), 'utf8');
  return bytes.findIndex((byte, index) => byte !== again[index]);
}

function lineOf(bytes: Buffer, end: number): number {
  let line = 1;
  for (let index = 0; index < end; index++) if (bytes[index] === 0x0a) line++;
  return line;
}

function reasonOf(file: string, { code }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'ENOENT':
      return missing(file);
    case 'ENOTDIR':
      return `does not exist${placeOf(file)}: a part of the path is a file`;
    case 'EACCES':
    case 'EPERM':
      return `is not readable${placeOf(file)}`;
    case 'ELOOP':
      return `is a link that leads to itself${placeOf(file)}`;
    case 'ENAMETOOLONG':
      return 'is longer than a path may be';
    default:
      return `cannot be read (${code})`;
  }
}

function missing(file: string): string {
  const target = linkTarget(file);
  if (target !== undefined)
    return `is a link${placeOf(file)} to ${JSON.stringify(target)}, which does not exist`;
  // bash expands it at the start of a word only.
  const home = file.startsWith('~/') ? ' (the shell leaves ~ as it is here; write $HOME)' : '';
  return `does not exist${placeOf(file)}${home}`;
}

function linkTarget(file: string): string | undefined {
  try {
    return lstatSync(file).isSymbolicLink() ? readlinkSync(file) : undefined;
  } catch {
    return undefined;
  }
}

/** A relative path says nothing without its folder, which npm changes to that of the project. */
function placeOf(file: string): string {
  return isAbsolute(file) ? '' : ` in ${JSON.stringify(process.cwd())}`;
}
