import type { S3 } from '@aws-sdk/client-s3';
import { isDenied, isNotFound } from '../aws-errors';

/** An object of text. */
export interface TextObject {
  readonly text: string;
  readonly etag: string | undefined;
}

const JSON_TYPE = 'application/json';

/** Objects in the jobs bucket. */
export class JobObjects {
  constructor(
    private readonly s3: S3,
    readonly bucket: string,
  ) {}

  /** Keys and ETags of at most 1,000 objects below a prefix. A job has one per instance and a few more. */
  async list(Prefix: string): Promise<{ key: string; etag: string | undefined }[]> {
    const { Contents = [] } = await this.s3.listObjectsV2({ Bucket: this.bucket, Prefix });
    return Contents.map(({ Key, ETag }) => ({ key: Key!, etag: ETag }));
  }

  /** Names of all folders below a prefix, without it. */
  async folders(prefix: string): Promise<string[]> {
    const names: string[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await this.s3.listObjectsV2({
        Bucket: this.bucket,
        Prefix: prefix,
        Delimiter: '/',
        ContinuationToken,
      });
      names.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix!.slice(prefix.length, -1)));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    return names;
  }

  /**
   * Reads an object; undefined if it does not exist. For a missing object S3 answers 403 to credentials that may not list
   * the bucket, as may those whose permission is limited to a prefix; so the list decides.
   * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
   */
  async get(Key: string): Promise<TextObject | undefined> {
    try {
      const { Body, ETag } = await this.s3.getObject({ Bucket: this.bucket, Key });
      return { text: await Body!.transformToString(), etag: ETag };
    } catch (cause) {
      if (isNotFound(cause)) return undefined;
      if (isDenied(cause) && !(await this.list(Key)).some(({ key }) => key === Key)) return undefined;
      throw cause;
    }
  }

  /** Puts an object unless one with that key exists, and returns whether it did so. */
  create(key: string, value: unknown): Promise<boolean> {
    return this.isMet(this.putJson(key, value, { IfNoneMatch: '*' }));
  }

  /** Puts an object if that key still has the ETag, and returns whether it did so. */
  replace(key: string, value: unknown, etag: string | undefined): Promise<boolean> {
    return this.isMet(this.putJson(key, value, { IfMatch: etag }));
  }

  async putJson(Key: string, value: unknown, condition: { IfNoneMatch?: '*'; IfMatch?: string } = {}) {
    const Body = `${JSON.stringify(value, undefined, 2)}\n`;
    await this.s3.putObject({ Bucket: this.bucket, Key, Body, ContentType: JSON_TYPE, ...condition });
  }

  async putArchive(Key: string, Body: Uint8Array): Promise<void> {
    await this.s3.putObject({ Bucket: this.bucket, Key, Body, ContentType: 'application/gzip' });
  }

  async delete(Key: string): Promise<void> {
    await this.s3.deleteObject({ Bucket: this.bucket, Key });
  }

  /**
   * Deletes an object if it still has the ETag, so that a newer one stays. The permissions are those of reading and
   * deleting. https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html
   */
  async deleteUnchanged(Key: string, etag: string | undefined): Promise<void> {
    await this.isMet(this.s3.deleteObject({ Bucket: this.bucket, Key, IfMatch: etag }));
  }

  /** Whether a conditional call succeeded; other errors are thrown. */
  private async isMet(call: Promise<unknown>): Promise<boolean> {
    try {
      await call;
      return true;
    } catch (cause) {
      // 404: the object that should be replaced or deleted does not exist.
      if (/^(PreconditionFailed|ConditionalRequestConflict)$/.test((cause as Error).name)) return false;
      if (isNotFound(cause)) return false;
      throw cause;
    }
  }
}
