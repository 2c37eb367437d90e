import { open, readdir, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import type { Dirent, Stats } from 'node:fs';
import { UserError } from '../user-error';

/** A file of the code of a job. */
export interface CodeFile {
  /** Below the folder, with slashes. */
  readonly path: string;
  readonly bytes: number;
}

/** How a user sees that the folder is being read. */
export interface Reading {
  /** Prints a line. */
  readonly report: (text: string) => void;
  /** Aborts on Ctrl-C. */
  readonly signal?: AbortSignal;
  /** @default 2 seconds */
  readonly reportAfterMs?: number;
  /**
   * A folder with more files and folders is no code: a home folder, or data.
   * @default 10,000
   */
  readonly mostEntries?: number;
}

/** Entry points of a job. */
export const REQUIRED = ['launch.py', 'train.py'];

/** Files of tools that are not part of the code. */
const LEFT_OUT = new Set([
  '.git',
  '.venv',
  'venv',
  'node_modules',
  '__pycache__',
  '.pytest_cache',
  '.mypy_cache',
  '.ruff_cache',
  '.ipynb_checkpoints',
  '.DS_Store',
]);

/** A larger folder probably contains data, which belongs in the datasets bucket. */
const LIMIT_MIB = 64;

const MOST_ENTRIES = 10_000;

/** Problems that are named one by one. */
const SHOWN = 10;

const SLOW_MS = 2000;

/**
 * Lists the files of a folder of code.
 *
 * @throws UserError with every file that cannot be packed; if the folder cannot be read, lacks launch.py or train.py; or
 * at once when it is too large.
 */
export async function listCode(folder: string, reading: Reading): Promise<CodeFile[]> {
  const walk = new Walk(folder, await realFolder(folder), reading);
  await requireEntryPoints(folder);
  const timer = setTimeout(
    () => reading.report(`Reading ${folder}: ${walk.entries} files and folders so far ...`),
    reading.reportAfterMs ?? SLOW_MS,
  );
  try {
    await walk.read('');
  } finally {
    clearTimeout(timer);
  }
  const { problems } = walk;
  if (problems.length === 0) return walk.files.sort((a, b) => (a.path < b.path ? -1 : 1));
  const more = problems.length > SHOWN ? `; and ${problems.length - SHOWN} more` : '';
  throw new UserError(
    `--code ${folder} cannot be packed: ${problems.slice(0, SHOWN).join('; ')}${more}. Replace them with files that you can read, or remove them.`,
  );
}

class Walk {
  readonly files: CodeFile[] = [];
  readonly problems: string[] = [];
  entries = 0;
  private bytes = 0;

  constructor(
    private readonly folder: string,
    /** The folder without links. */
    private readonly real: string,
    private readonly reading: Reading,
  ) {}

  async read(below: string): Promise<void> {
    let entries: Dirent[];
    try {
      entries = await readdir(join(this.folder, below), { withFileTypes: true });
    } catch (cause) {
      return this.refuse(below, `cannot be read (${codeOf(cause)})`);
    }
    for (const entry of entries) {
      if (LEFT_OUT.has(entry.name)) continue;
      this.reading.signal?.throwIfAborted();
      this.count();
      const path = below ? `${below}/${entry.name}` : entry.name;
      if (entry.isDirectory()) await this.read(path);
      else await this.add(path, entry.isSymbolicLink());
    }
  }

  private async add(path: string, isLink: boolean): Promise<void> {
    const full = join(this.folder, path);
    try {
      const found = await stat(full);
      if (isLink && found.isDirectory()) return this.refuse(path, 'is a link to a folder');
      if (!found.isFile()) return this.refuse(path, `is ${kindOf(found)}`);
      // A link could upload a secret that is not in the folder.
      const target = isLink ? await realpath(full) : '';
      if (isLink && !target.startsWith(this.real.endsWith(sep) ? this.real : this.real + sep)) {
        return this.refuse(path, `is a link to ${target}, outside the folder`);
      }
      // Not by access(), which asks for the user that started the program.
      await (await open(full)).close();
      this.files.push({ path, bytes: found.size });
      this.bytes += found.size;
    } catch (cause) {
      const code = codeOf(cause);
      const why = isLink && code === 'ENOENT' ? 'is a link to nothing' : `cannot be read (${code})`;
      return this.refuse(path, why);
    }
    if (this.bytes > LIMIT_MIB * 1024 ** 2) throw this.tooLarge();
  }

  private refuse(path: string, why: string): void {
    this.problems.push(`${path} ${why}`);
  }

  private count(): void {
    this.entries += 1;
    const most = this.reading.mostEntries ?? MOST_ENTRIES;
    if (this.entries <= most) return;
    throw new UserError(
      `--code ${this.folder} has more than ${most} files and folders, which is the most that code may have; name a folder with nothing but the code.`,
    );
  }

  private tooLarge(): UserError {
    const largest = this.files.reduce((first, second) => (second.bytes > first.bytes ? second : first));
    return new UserError(
      `--code ${this.folder} holds ${mebibytes(this.bytes)} MiB, at least, and code may have ${LIMIT_MIB} MiB; its largest file is ${largest.path} (${mebibytes(largest.bytes)} MiB). Put data into the datasets bucket, and outputs elsewhere.`,
    );
  }
}

async function realFolder(folder: string): Promise<string> {
  try {
    // Fails for a file, and for a folder that may not be listed.
    await readdir(folder);
    return await realpath(folder);
  } catch (cause) {
    const where = isAbsolute(folder) ? '' : `; a relative path begins in ${process.cwd()}`;
    throw new UserError(
      `--code ${folder} cannot be read (${codeOf(cause)}); name a folder that holds ${REQUIRED.join(' and ')}, such as workloads/training${where}.`,
    );
  }
}

/** Before the folder is read: without them it may be any folder, such as a home folder. */
async function requireEntryPoints(folder: string): Promise<void> {
  const missing: string[] = [];
  for (const name of REQUIRED) {
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (!found?.isFile()) missing.push(name);
  }
  if (missing.length === 0) return;
  throw new UserError(
    `--code ${folder} has no ${missing.join(' and no ')}; name a folder that holds ${REQUIRED.join(' and ')}, such as ${relative(process.cwd(), join(__dirname, '..', '..', 'workloads', 'training'))}.`,
  );
}

function kindOf(found: Stats): string {
  if (found.isFIFO()) return 'a FIFO';
  if (found.isSocket()) return 'a socket';
  return found.isDirectory() ? 'a folder' : 'a device';
}

function codeOf(cause: unknown): string {
  return (cause as NodeJS.ErrnoException).code ?? (cause as Error).message;
}

function mebibytes(bytes: number): string {
  return (bytes / 1024 ** 2).toFixed(1);
}
