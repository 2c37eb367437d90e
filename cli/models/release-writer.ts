import type { CompletedPart } from '@aws-sdk/client-s3';
import type { ModelFile } from './model-source';
import type { Models } from './open-models';

/** A file of at most this size is sent in one piece. */
const ONE_PIECE = 8 * 1024 * 1024;

/** Size of a part of a larger one: an upload has at most 10,000. A part is in memory if it comes from this computer. */
const PART = 64 * 1024 * 1024;

/** Parts that are sent at the same time. */
const PARALLEL = 8;

/** Most parts of an upload: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const MOST_PARTS = 10_000;

/**
 * Writes objects of releases, each once: the policy of the bucket refuses to write them again. An object that is there is
 * complete, and its content is what its key says.
 */
export class ReleaseWriter {
  constructor(private readonly models: Models) {}

  /** Writes an object of text, and returns whether it is new. */
  put(Key: string, Body: string | Uint8Array): Promise<boolean> {
    const { bucket, s3 } = this.models;
    // Given, since the SDK takes an empty body for one of unknown length.
    const ContentLength = Buffer.byteLength(Body);
    return isNew(s3.putObject({ Bucket: bucket, Key, Body, ContentLength, IfNoneMatch: '*' }));
  }

  /** Copies a file of a model. */
  async copy(file: ModelFile, Key: string): Promise<void> {
    if (await this.exists(Key)) return;
    if (file.bytes > ONE_PIECE) return this.copyInParts(file, Key);
    const chunks: Uint8Array[] = [];
    for await (const chunk of await file.read()) chunks.push(chunk);
    await this.put(Key, Buffer.concat(chunks));
  }

  private async exists(Key: string): Promise<boolean> {
    const { bucket, s3 } = this.models;
    const { Contents = [] } = await s3.listObjectsV2({ Bucket: bucket, Prefix: Key, MaxKeys: 1 });
    return Contents[0]?.Key === Key;
  }

  private async copyInParts(file: ModelFile, Key: string): Promise<void> {
    const { bucket, s3 } = this.models;
    const { UploadId } = await s3.createMultipartUpload({ Bucket: bucket, Key });
    const object = { Bucket: bucket, Key, UploadId: UploadId! };
    try {
      const Parts = await this.sendParts(file, Key, UploadId!);
      await isNew(s3.completeMultipartUpload({ ...object, MultipartUpload: { Parts }, IfNoneMatch: '*' }));
    } catch (cause) {
      // What was sent is billed until a lifecycle rule of the bucket ends it.
      await s3.abortMultipartUpload(object).catch(() => undefined);
      throw cause;
    }
  }

  private async sendParts(file: ModelFile, Key: string, UploadId: string): Promise<CompletedPart[]> {
    const size = Math.max(PART, Math.ceil(file.bytes / MOST_PARTS));
    const parts = Array.from({ length: Math.ceil(file.bytes / size) }, (_, index) => ({
      Key,
      UploadId,
      PartNumber: index + 1,
      from: index * size,
      to: Math.min((index + 1) * size, file.bytes),
    }));
    const done: CompletedPart[] = [];
    while (parts.length > 0) {
      const sent = parts.splice(0, PARALLEL).map(async (part) => ({
        PartNumber: part.PartNumber,
        ETag: await file.sendPart(part),
      }));
      done.push(...(await Promise.all(sent)));
    }
    return done;
  }
}

/** Whether a conditional write was made; it was not if another promotion was first. */
async function isNew(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (cause) {
    if ((cause as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode === 412)
      return false;
    throw cause;
  }
}
