import { createHash } from 'node:crypto';
import { gzipSync } from 'fflate';
import { create } from 'tar';
import { UserError } from '../user-error';
import { listCode, type Reading } from './code-files';

/** The uploaded code of a job. */
export interface CodeArchive {
  /** Contents of the .tar.gz, reproducible on every computer. */
  readonly bytes: Uint8Array;
  readonly sha256: string;
  /** Number of files in it. */
  readonly files: number;
}

/** A fixed time, for reproducibility. Some tools do not support times before 1980. */
const MODIFIED = new Date('1980-01-01T00:00:00Z');

/**
 * Packs a folder of code.
 *
 * @throws UserError if it cannot be read, lacks launch.py or train.py, or is too large.
 */
export async function packCode(
  folder: string,
  reading: Reading = { report: () => {} },
): Promise<CodeArchive> {
  const files = (await listCode(folder, reading)).map(({ path }) => path);
  // By fflate, because the output of zlib differs between Node versions.
  const bytes = gzipSync(await archived(folder, files), { mtime: MODIFIED });
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex'), files: files.length };
}

async function archived(folder: string, files: readonly string[]): Promise<Buffer> {
  const chunks: Buffer[] = [];
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
  try {
    for await (const chunk of tar as AsyncIterable<Buffer>) chunks.push(Buffer.from(chunk));
  } catch (cause) {
    throw new UserError(
      `--code ${folder} changed while it was packed (${(cause as Error).message}); run the command again.`,
    );
  }
  return Buffer.concat(chunks);
}
