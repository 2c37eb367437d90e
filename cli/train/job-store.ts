import type { S3 } from '@aws-sdk/client-s3';
import { JOBS_PREFIX } from '../../lib/contract/object-prefixes';
import { UserError } from '../user-error';
import { isNotFound } from './aws-errors';
import {
  instanceStatusSchema,
  jobFolder,
  jobRecordSchema,
  type InstanceStatus,
  type JobRecord,
} from './job-record';

/** The state of a job, as reported by its instances. */
export interface JobState {
  /** Whether train.py has exited with code 0. */
  readonly finished: boolean;
  /** Latest status of every instance, by instance id. */
  readonly instances: ReadonlyMap<string, InstanceStatus>;
}

interface KeptStatus {
  readonly etag: string | undefined;
  readonly status: InstanceStatus;
}

/** The jobs of a platform, as objects in its jobs bucket. */
export class JobStore {
  private readonly statuses = new Map<string, KeptStatus>();

  constructor(
    private readonly s3: S3,
    readonly bucket: string,
  ) {}

  /**
   * Claims the fleet of a job with a conditional put, so only one of two concurrent claims succeeds.
   *
   * @returns The id of the job that has the fleet, if it is another one.
   */
  async claimFleet(record: JobRecord): Promise<string | undefined> {
    const { fleet, job, started } = record;
    if (await this.create(fleetKey(fleet), { job, started })) return undefined;
    const holder = await this.holder(fleet);
    if (!holder) return this.claimFleet(record);
    // The SDK may have retried a put after a lost response.
    return holder.job === job && holder.started === started ? undefined : holder.job;
  }

  /** Releases a fleet, unless another job has it. */
  async releaseFleet(fleet: string, job: string): Promise<void> {
    if ((await this.holder(fleet))?.job === job) await this.delete(fleetKey(fleet));
  }

  async putCode(job: string, bytes: Uint8Array): Promise<void> {
    await this.put(codeKey(job), bytes, { ContentType: 'application/gzip' });
  }

  /** @throws UserError if a job with that id exists. */
  async createRecord(record: JobRecord): Promise<void> {
    if (await this.create(recordKey(record.job), record)) return;
    throw new UserError(
      `There is a job ${record.job} already; run the command again, or give another --name.`,
    );
  }

  async putRecord(record: JobRecord): Promise<void> {
    await this.put(recordKey(record.job), json(record), { ContentType: JSON_TYPE });
  }

  /** @throws UserError if the job does not exist. */
  async record(job: string): Promise<JobRecord> {
    const text = await this.get(recordKey(job));
    if (text !== undefined) return jobRecordSchema.parse(JSON.parse(text));
    throw new UserError(
      `There is no job ${job} in s3://${this.bucket}/${JOBS_PREFIX}; npm run train -- list shows the latest, and --environment, --config and --region name the platform.`,
    );
  }

  /** Removes the objects of an earlier run of a job, except its record. */
  async forget(job: string, { keepCode }: { keepCode: boolean }): Promise<void> {
    for (const { key } of await this.list(jobFolder(job))) {
      if (key === recordKey(job) || (keepCode && key === codeKey(job))) continue;
      await this.delete(key);
    }
  }

  /** Marks a job as stopped, so that no further instance starts it. */
  async markStopped(job: string): Promise<void> {
    await this.put(`${jobFolder(job)}stopped`, json({ time: new Date().toISOString() }), {
      ContentType: JSON_TYPE,
    });
  }

  /** Removes a job that never ran. */
  async remove(job: string): Promise<void> {
    await this.forget(job, { keepCode: false });
    await this.delete(recordKey(job));
  }

  /** Reads the state of a job. A status is read again only if it has changed. */
  async state(job: string): Promise<JobState> {
    const prefix = jobFolder(job);
    const objects = await this.list(prefix);
    const instances = new Map<string, InstanceStatus>();
    for (const { key, etag } of objects) {
      const instance = /\/status\/(i-[0-9a-z]+)\.json$/.exec(key)?.[1];
      const status = instance && (await this.status(key, etag));
      if (status) instances.set(instance, status);
    }
    return { finished: objects.some(({ key }) => key === `${prefix}finished`), instances };
  }

  /** Lists the ids of all jobs, the latest first. */
  async jobs(): Promise<string[]> {
    const ids: string[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await this.s3.listObjectsV2({
        Bucket: this.bucket,
        Prefix: JOBS_PREFIX,
        Delimiter: '/',
        ContinuationToken,
      });
      ids.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix!.slice(JOBS_PREFIX.length, -1)));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    return ids.sort((first, second) => time(second).localeCompare(time(first)));
  }

  private async holder(fleet: string): Promise<{ job: string; started: string } | undefined> {
    const text = await this.get(fleetKey(fleet));
    return text === undefined ? undefined : (JSON.parse(text) as { job: string; started: string });
  }

  private async status(key: string, etag: string | undefined): Promise<InstanceStatus | undefined> {
    const kept = this.statuses.get(key);
    if (kept && kept.etag === etag) return kept.status;
    const text = await this.get(key);
    const parsed = text === undefined ? undefined : instanceStatusSchema.safeParse(JSON.parse(text));
    if (!parsed?.success) return kept?.status;
    this.statuses.set(key, { etag, status: parsed.data });
    return parsed.data;
  }

  private async list(Prefix: string): Promise<{ key: string; etag: string | undefined }[]> {
    // A job has one object per instance and a few more, so one page of 1,000 is enough.
    const { Contents = [] } = await this.s3.listObjectsV2({ Bucket: this.bucket, Prefix });
    return Contents.map(({ Key, ETag }) => ({ key: Key!, etag: ETag }));
  }

  private async get(Key: string): Promise<string | undefined> {
    try {
      const { Body } = await this.s3.getObject({ Bucket: this.bucket, Key });
      return await Body!.transformToString();
    } catch (cause) {
      if (isNotFound(cause)) return undefined;
      throw cause;
    }
  }

  /** Puts an object unless it exists, and returns whether it did so. */
  private async create(key: string, value: unknown): Promise<boolean> {
    try {
      await this.put(key, json(value), { ContentType: JSON_TYPE, IfNoneMatch: '*' });
      return true;
    } catch (cause) {
      if (/^(PreconditionFailed|ConditionalRequestConflict)$/.test((cause as Error).name)) return false;
      throw cause;
    }
  }

  private async put(Key: string, Body: string | Uint8Array, more: Partial<PutOptions> = {}): Promise<void> {
    await this.s3.putObject({ Bucket: this.bucket, Key, Body, ...more });
  }

  private async delete(Key: string): Promise<void> {
    await this.s3.deleteObject({ Bucket: this.bucket, Key });
  }
}

const JSON_TYPE = 'application/json';

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

interface PutOptions {
  readonly IfNoneMatch: string;
  readonly ContentType: string;
}

function fleetKey(fleet: string): string {
  return `${JOBS_PREFIX}fleet-${fleet}.json`;
}

function recordKey(job: string): string {
  return `${jobFolder(job)}job.json`;
}

function codeKey(job: string): string {
  return `${jobFolder(job)}code.tar.gz`;
}

/** The time at the end of an id, to sort by. */
function time(job: string): string {
  return /\d{8}-\d{6}$/.exec(job)?.[0] ?? '';
}
