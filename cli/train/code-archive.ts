import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'fflate';
import { create } from 'tar';
import { UserError } from '../user-error';

/** The uploaded code of a job. */
export interface CodeArchive {
  /** Contents of the .tar.gz, reproducible on every computer. */
  readonly bytes: Uint8Array;
  readonly sha256: string;
  /** Number of files in it. */
  readonly files: number;
}

/** Entry points of a job. */
const REQUIRED = ['launch.py', 'train.py'];

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

/** A fixed time, for reproducibility. Some tools do not support times before 1980. */
const MODIFIED = new Date('1980-01-01T00:00:00Z');

/**
 * Packs a folder of code.
 *
 * @throws UserError if it cannot be read, lacks launch.py or train.py, or is too large.
 */
export async function packCode(folder: string): Promise<CodeArchive> {
  const files = listFiles(folder).sort();
  const missing = REQUIRED.filter((name) => !files.includes(name));
  if (missing.length > 0) {
    throw new UserError(
      `--code ${folder} has no ${missing.join(' and no ')}; name a folder that holds ${REQUIRED.join(' and ')}, such as workloads/training.`,
    );
  }
  const sizes = files.map((file) => ({ file, size: statSync(join(folder, file)).size }));
  const total = sizes.reduce((sum, { size }) => sum + size, 0);
  if (total > LIMIT_MIB * 1024 ** 2) {
    const largest = sizes.reduce((first, second) => (second.size > first.size ? second : first));
    throw new UserError(
      `--code ${folder} holds ${mebibytes(total)} MiB, and code may have ${LIMIT_MIB} MiB; its largest file is ${largest.file} (${mebibytes(largest.size)} MiB). Put data into the datasets bucket, and outputs elsewhere.`,
    );
  }
  const chunks: Buffer[] = [];
  // By fflate, because the output of zlib differs between Node versions.
  const tar = create(
    {
      cwd: folder,
      portable: true,
      mtime: MODIFIED,
      follow: true,
      noDirRecurse: true,
      // Permissions that Git does not store depend on the computer.
      onWriteEntry: ({ stat }) => void (stat && (stat.mode = (stat.mode & 0o100) > 0 ? 0o755 : 0o644)),
    },
    // tar interprets a name that starts with @ as an archive.
    files.map((file) => (file.startsWith('@') ? `./${file}` : file)),
  );
  for await (const chunk of tar as AsyncIterable<Buffer>) chunks.push(Buffer.from(chunk));
  const bytes = gzipSync(Buffer.concat(chunks), { mtime: MODIFIED });
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex'), files: files.length };
}

/** Lists the paths of all files below a folder, with slashes. */
function listFiles(folder: string, below = ''): string[] {
  return read(folder, below).flatMap((entry) => {
    if (LEFT_OUT.has(entry.name)) return [];
    const path = below ? `${below}/${entry.name}` : entry.name;
    if (entry.isDirectory()) return listFiles(folder, path);
    if (!entry.isSymbolicLink()) return entry.isFile() ? [path] : [];
    // A link could be a cycle, or lead to a large folder elsewhere.
    const target = statSync(join(folder, path), { throwIfNoEntry: false });
    if (target?.isFile()) return [path];
    throw new UserError(
      `--code ${folder}: ${path} is a link to ${target ? 'a folder' : 'nothing'}; replace it with files, or remove it.`,
    );
  });
}

function read(folder: string, below: string) {
  try {
    return readdirSync(join(folder, below), { withFileTypes: true });
  } catch (cause) {
    throw new UserError(
      `--code ${folder} cannot be read (${(cause as NodeJS.ErrnoException).code}); name a folder that holds ${REQUIRED.join(' and ')}, such as workloads/training.`,
    );
  }
}

function mebibytes(size: number): string {
  return (size / 1024 ** 2).toFixed(1);
}
