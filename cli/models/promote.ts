import { createHash } from 'node:crypto';
import {
  CHECKSUMS_FILE,
  MODEL_FILES,
  modelReference,
  RECORD_FILE,
  releasePrefix,
  type ModelRelease,
} from '../../lib/contract/model-release';
import type { ReleaseRecord } from './release-record';
import { filesOf, type ModelFile } from './model-source';
import type { Models } from './open-models';
import { ReleaseWriter } from './release-writer';

/** A file with its SHA-256 in hexadecimal digits. */
type HashedFile = readonly [file: ModelFile, sha256: string];

/**
 * Makes a release of a model: copies its files, and writes their checksums and the record of the promotion last. A promotion
 * that was interrupted goes on where it was.
 *
 * @returns What users read: the version, and what to do with it.
 * @throws UserError if there is nothing to release.
 */
export async function promote(
  models: Models,
  { name, source }: { readonly name: string; readonly source: string },
): Promise<string> {
  const files = await filesOf(models, source);
  console.error(`Reading ${sizeOf(files)} for their checksums, then copying them.`);
  const hashed: HashedFile[] = [];
  for (const file of files) hashed.push([file, await sha256(file)]);
  const checksums = checksumsOf(hashed);
  const release = { name, digest: createHash('sha256').update(checksums).digest('hex') };
  const prefix = releasePrefix(release);
  const writer = new ReleaseWriter(models);
  for (const file of files) await writer.copy(file, `${prefix}${MODEL_FILES}/${file.path}`);
  await writer.put(`${prefix}${CHECKSUMS_FILE}`, checksums);
  const isNew = await writer.put(
    `${prefix}${RECORD_FILE}`,
    `${JSON.stringify(recordOf(models, source, hashed), undefined, 2)}\n`,
  );
  return report(release, files, isNew);
}

async function sha256(file: ModelFile): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of await file.read()) hash.update(chunk);
  return hash.digest('hex');
}

/** Checksums as `sha256sum` writes them, in the order of the bytes of the paths, so that a model has one version. */
export function checksumsOf(files: readonly (readonly [{ readonly path: string }, string])[]): string {
  return files
    .map(([{ path }, sum]) => [Buffer.from(path), sum] as const)
    .sort(([one], [other]) => Buffer.compare(one, other))
    .map(([path, sum]) => `${sum}  ${path.toString()}\n`)
    .join('');
}

function recordOf({ user }: Models, source: string, files: readonly HashedFile[]): ReleaseRecord {
  return {
    source,
    promotedBy: user,
    promotedAt: new Date().toISOString(),
    bytes: bytesOf(files.map(([file]) => file)),
    files: files.map(([{ bytes, path, version }, sum]) => ({ path, bytes, sha256: sum, version })),
  };
}

function bytesOf(files: readonly ModelFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

function sizeOf(files: readonly ModelFile[]): string {
  return `${files.length} ${files.length === 1 ? 'file' : 'files'} of ${(bytesOf(files) / 1e9).toFixed(1)} GB`;
}

function report(release: ModelRelease, files: readonly ModelFile[], isNew: boolean): string {
  const reference = modelReference(release);
  return [
    isNew ? `Released ${reference}, ${sizeOf(files)}.` : `${reference} has been released before.`,
    'To serve it, name it in the configuration and deploy with npx cdk deploy Inference:',
    `  inference: { services: { SERVICE: { model: '${reference}' } } }`,
  ].join('\n');
}
