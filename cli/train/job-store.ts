import type { S3 } from '@aws-sdk/client-s3';
import { JOBS_PREFIX } from '../../lib/contract/object-prefixes';
import { UserError } from '../user-error';
import type { Commands } from '../train-commands';
import { FleetLocks } from './fleet-lock';
import { JobObjects } from './job-objects';
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
  /** Whether its code is in the bucket, without which no instance can start it. */
  readonly hasCode: boolean;
  /** Latest status of every instance, by instance id. */
  readonly instances: ReadonlyMap<string, InstanceStatus>;
}

/** The record of a job as it was found: itself, or why there is none. */
export type FoundRecord =
  | { readonly record: JobRecord; readonly etag: string | undefined }
  | { readonly record?: undefined; readonly why: 'missing' | 'unreadable' };

interface KeptStatus {
  readonly etag: string | undefined;
  readonly status: InstanceStatus;
}

/** The jobs of a platform, as objects in its jobs bucket. */
export class JobStore {
  readonly locks: FleetLocks;
  private readonly statuses = new Map<string, KeptStatus>();
  private readonly objects: JobObjects;

  constructor(
    s3: S3,
    readonly bucket: string,
    private readonly commands: Commands,
  ) {
    this.objects = new JobObjects(s3, bucket);
    this.locks = new FleetLocks(this.objects);
  }

  async putCode(job: string, bytes: Uint8Array): Promise<void> {
    await this.objects.putArchive(codeKey(job), bytes);
  }

  /** @throws UserError if a job with that id exists. */
  async createRecord(record: JobRecord): Promise<void> {
    if (await this.objects.create(recordKey(record.job), record)) return;
    // The SDK may have retried a put after a lost response.
    const { record: found } = await this.find(record.job);
    if (found && JSON.stringify(found) === JSON.stringify(jobRecordSchema.parse(record))) return;
    throw new UserError(
      `There is a job ${record.job} already; run the command again, or give another --name.`,
    );
  }

  async putRecord(record: JobRecord): Promise<void> {
    await this.objects.putJson(recordKey(record.job), record);
  }

  /**
   * Replaces a record that was read before.
   *
   * @throws UserError if another program has changed it since.
   */
  async replaceRecord(record: JobRecord, etag: string | undefined): Promise<void> {
    if (await this.objects.replace(recordKey(record.job), record, etag)) return;
    const { record: found } = await this.find(record.job);
    if (found && JSON.stringify(found) === JSON.stringify(jobRecordSchema.parse(record))) return;
    throw new UserError(
      `Another command has changed job ${record.job} at the same time; see ${this.commands.list()}, then run the command again.`,
    );
  }

  /** Finds the record of a job. */
  async find(job: string): Promise<FoundRecord> {
    const object = await this.objects.get(recordKey(job));
    if (!object) return { why: 'missing' };
    try {
      return { record: jobRecordSchema.parse(JSON.parse(object.text)), etag: object.etag };
    } catch {
      return { why: 'unreadable' };
    }
  }

  /** @throws UserError if the job does not exist, or its record cannot be read. */
  async record(job: string): Promise<JobRecord> {
    const found = await this.find(job);
    if (found.record) return found.record;
    throw found.why === 'missing' ? this.noSuchJob(job) : this.unreadable(job);
  }

  noSuchJob(job: string): UserError {
    return new UserError(
      `There is no job ${job} in s3://${this.bucket}/${JOBS_PREFIX}; ${this.commands.list()} shows the latest, and --environment, --config and --region name the platform.`,
    );
  }

  private unreadable(job: string): UserError {
    return new UserError(
      `The record of job ${job}, s3://${this.bucket}/${recordKey(job)}, is not one of this program. ${this.commands.of('stop', job)} frees its fleet; start the job anew then.`,
    );
  }

  /** Removes the statuses and markers of an earlier run of a job. Its record and its code stay. */
  async forget(job: string): Promise<void> {
    for (const { key } of await this.objects.list(jobFolder(job))) {
      if (key !== recordKey(job) && key !== codeKey(job)) await this.objects.delete(key);
    }
  }

  /** Marks a job as stopped, so that no further instance starts it. */
  async markStopped(job: string): Promise<void> {
    await this.objects.putJson(`${jobFolder(job)}stopped`, { time: new Date().toISOString() });
  }

  /**
   * Removes a job that never ran. The record goes first: without it, what an interruption leaves is no job.
   *
   * @returns Whether there was anything.
   */
  async remove(job: string): Promise<boolean> {
    const objects = await this.objects.list(jobFolder(job));
    const isRecord = ({ key }: { key: string }) => key === recordKey(job);
    for (const { key } of [...objects.filter(isRecord), ...objects.filter((each) => !isRecord(each))]) {
      await this.objects.delete(key);
    }
    return objects.length > 0;
  }

  /** Reads the state of a job. A status is read again only if it has changed. */
  async state(job: string): Promise<JobState> {
    const prefix = jobFolder(job);
    const objects = await this.objects.list(prefix);
    const instances = new Map<string, InstanceStatus>();
    for (const { key, etag } of objects) {
      const instance = /\/status\/(i-[0-9a-z]+)\.json$/.exec(key)?.[1];
      const status = instance && (await this.status(key, etag));
      if (status) instances.set(instance, status);
    }
    const has = (name: string) => objects.some(({ key }) => key === `${prefix}${name}`);
    return { finished: has('finished'), hasCode: has('code.tar.gz'), instances };
  }

  /** Lists the ids of all jobs, the latest first. */
  async jobs(): Promise<string[]> {
    const ids = await this.objects.folders(JOBS_PREFIX);
    return ids.sort((first, second) => time(second).localeCompare(time(first)));
  }

  private async status(key: string, etag: string | undefined): Promise<InstanceStatus | undefined> {
    const kept = this.statuses.get(key);
    if (kept && kept.etag === etag) return kept.status;
    const object = await this.objects.get(key);
    const status = object && parsedStatus(object.text);
    if (!status) return kept?.status;
    this.statuses.set(key, { etag, status });
    return status;
  }
}

/** A status, or undefined for an object that is none: an instance writes it anew at its next change. */
function parsedStatus(text: string): InstanceStatus | undefined {
  try {
    return instanceStatusSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
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
