import { createReadStream } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { CANDIDATES_PREFIX } from '../../lib/contract/model-release';
import { show } from '../../lib/config/show';
import { UserError } from '../user-error';
import type { Models } from './open-models';

/** A file of a model, where it is before its release. */
export interface ModelFile {
  /** Path below the folder of the model, with slashes. */
  readonly path: string;
  readonly bytes: number;
  /** Version of the object, which is copied even if a newer one is written meanwhile; none for a file of this computer. */
  readonly version?: string | undefined;
  /** Reads the file. */
  read(): Promise<AsyncIterable<Uint8Array>>;
  /**
   * Sends a part of the file to an upload.
   *
   * @returns The ETag of the part.
   */
  sendPart(upload: PartOfUpload): Promise<string>;
}

/** A part of an upload to the models bucket: a range of a file. */
export interface PartOfUpload {
  readonly Key: string;
  readonly UploadId: string;
  readonly PartNumber: number;
  /** First byte. */
  readonly from: number;
  /** Byte after the last. */
  readonly to: number;
}

/**
 * The files of a model.
 *
 * @param source - URL of a candidate, or a folder of this computer.
 * @throws UserError if there are no files, or it is neither.
 */
export async function filesOf(models: Models, source: string): Promise<ModelFile[]> {
  const files = source.startsWith('s3://')
    ? await candidateFiles(models, source)
    : await localFiles(models, source);
  if (files.length === 0) throw new UserError(`There are no files in ${source}.`);
  const odd = files.find(({ path }) => /[\\\p{Cc}]/u.test(path));
  if (odd)
    throw new UserError(
      `The name ${show(odd.path)} cannot be released; use no \\ and no control characters.`,
    );
  return files;
}

async function candidateFiles({ bucket, s3 }: Models, source: string): Promise<ModelFile[]> {
  const begin = `s3://${bucket}/${CANDIDATES_PREFIX}`;
  if (!source.startsWith(begin) || source === begin) {
    throw new UserError(`${source} is not a candidate of this platform; use a folder below ${begin}.`);
  }
  const Prefix = `${source.slice(`s3://${bucket}/`.length).replace(/\/+$/, '')}/`;
  const files: ModelFile[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix })) {
    // Consoles make empty objects as folders.
    const objects = Contents.filter(({ Key }) => !Key!.endsWith('/'));
    files.push(
      ...(await Promise.all(
        objects.map(async ({ Key }) => {
          const { ContentLength, VersionId } = await s3.headObject({ Bucket: bucket, Key: Key! });
          return candidate({ bucket, s3 }, Key!, Prefix, ContentLength ?? 0, VersionId);
        }),
      )),
    );
  }
  return files;
}

function candidate(
  { bucket, s3 }: Pick<Models, 'bucket' | 's3'>,
  Key: string,
  prefix: string,
  bytes: number,
  VersionId: string | undefined,
): ModelFile {
  const version = VersionId === undefined ? '' : `?versionId=${encodeURIComponent(VersionId)}`;
  const CopySource = `${bucket}/${Key.split('/').map(encodeURIComponent).join('/')}${version}`;
  return {
    path: Key.slice(prefix.length),
    bytes,
    version: VersionId,
    read: async () => {
      const { Body } = await s3.getObject({ Bucket: bucket, Key, VersionId });
      return Body as unknown as AsyncIterable<Uint8Array>;
    },
    sendPart: async ({ from, to, ...part }) => {
      const { CopyPartResult } = await s3.uploadPartCopy({
        Bucket: bucket,
        ...part,
        CopySource,
        CopySourceRange: `bytes=${from}-${to - 1}`,
      });
      return CopyPartResult!.ETag!;
    },
  };
}

async function localFiles({ bucket, s3 }: Models, folder: string): Promise<ModelFile[]> {
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) {
    throw new UserError(
      `${show(folder)} is not a folder; use a folder of this computer, or s3://${bucket}/${CANDIDATES_PREFIX} and the folder of a candidate.`,
    );
  }
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.flatMap((entry) =>
    entry.isDirectory() ? [] : [join(entry.parentPath, entry.name).slice(join(folder, '/').length)],
  );
  return Promise.all(
    paths.map(async (path): Promise<ModelFile> => {
      const file = join(folder, path);
      const { size } = await stat(file);
      return {
        path: path.split(/[\\/]/).join('/'),
        bytes: size,
        read: () => Promise.resolve(createReadStream(file)),
        sendPart: async ({ from, to, ...part }) => {
          const { ETag } = await s3.uploadPart({
            Bucket: bucket,
            ...part,
            Body: await range(file, from, to),
          });
          return ETag!;
        },
      };
    }),
  );
}

async function range(file: string, from: number, to: number): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(to - from), 0, to - from, from);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
