import type { S3 } from '@aws-sdk/client-s3';
import { UserError } from '../user-error';
import { isNotFound } from './aws-errors';
import { jobRecordSchema, machineStatusSchema, type JobRecord, type MachineStatus } from './job-record';

/** What machines have said of a job so far. */
export interface JobState {
  /** Whether train.py has ended with exit code 0. */
  readonly finished: boolean;
  /** Latest word of every machine, by instance id. */
  readonly machines: ReadonlyMap<string, MachineStatus>;
}

interface KeptStatus {
  readonly etag: string | undefined;
  readonly status: MachineStatus;
}

/** The jobs of a platform, as objects under `jobs/` in its jobs bucket. */
export class JobStore {
  private readonly statuses = new Map<string, KeptStatus>();

  constructor(
    private readonly s3: S3,
    readonly bucket: string,
  ) {}

  /**
   * Takes its fleet for a job. Of two that try at the same time, one gets it.
   *
   * @returns The job that has it already, if there is one.
   */
  async takeFleet(record: JobRecord): Promise<string | undefined> {
    const { fleet, job, started } = record;
    if (await this.create(fleetKey(fleet), { job, started })) return undefined;
    const holder = await this.holder(fleet);
    if (!holder) return this.takeFleet(record);
    // The answer to a first call may have been lost.
    return holder.job === job && holder.started === started ? undefined : holder.job;
  }

  /** Gives a fleet back, unless another job has it. */
  async leaveFleet(fleet: string, job: string): Promise<void> {
    if ((await this.holder(fleet))?.job === job) await this.delete(fleetKey(fleet));
  }

  async putCode(job: string, bytes: Uint8Array): Promise<void> {
    await this.put(`jobs/${job}/code.tar.gz`, bytes, { ContentType: 'application/gzip' });
  }

  /** @throws UserError when there is a job of that id. */
  async createRecord(record: JobRecord): Promise<void> {
    if (await this.create(recordKey(record.job), record)) return;
    throw new UserError(
      `There is a job ${record.job} already; run the command again, or give another --name.`,
    );
  }

  async putRecord(record: JobRecord): Promise<void> {
    await this.put(recordKey(record.job), json(record), { ContentType: JSON_TYPE });
  }

  /** @throws UserError when there is no such job. */
  async record(job: string): Promise<JobRecord> {
    const text = await this.get(recordKey(job));
    if (text !== undefined) return jobRecordSchema.parse(JSON.parse(text));
    throw new UserError(
      `There is no job ${job} in s3://${this.bucket}/jobs/; npm run train -- --list shows the latest, and --environment, --config and --region name the platform.`,
    );
  }

  /** Removes what an earlier run of a job has left: its code too, unless that is used again. */
  async forget(job: string, { keepCode }: { keepCode: boolean }): Promise<void> {
    for (const { key } of await this.list(`jobs/${job}/`)) {
      if (key === recordKey(job) || (keepCode && key.endsWith('/code.tar.gz'))) continue;
      await this.delete(key);
    }
  }

  /** Keeps machines that have not come to it yet from starting the job. Resuming it forgets this. */
  async markStopped(job: string): Promise<void> {
    await this.put(`jobs/${job}/stopped`, json({ time: new Date().toISOString() }), {
      ContentType: JSON_TYPE,
    });
  }

  /** Removes a job that never ran. */
  async remove(job: string): Promise<void> {
    await this.forget(job, { keepCode: false });
    await this.delete(recordKey(job));
  }

  /** What machines have said. Only what is new is read. */
  async state(job: string): Promise<JobState> {
    const prefix = `jobs/${job}/`;
    const objects = await this.list(prefix);
    const machines = new Map<string, MachineStatus>();
    for (const { key, etag } of objects) {
      const instance = /\/status\/(i-[0-9a-z]+)\.json$/.exec(key)?.[1];
      const status = instance && (await this.status(key, etag));
      if (status) machines.set(instance, status);
    }
    return { finished: objects.some(({ key }) => key === `${prefix}finished`), machines };
  }

  /** Ids of all jobs, the latest first. */
  async jobs(): Promise<string[]> {
    const ids: string[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await this.s3.listObjectsV2({
        Bucket: this.bucket,
        Prefix: 'jobs/',
        Delimiter: '/',
        ContinuationToken,
      });
      ids.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix!.split('/')[1]!));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    return ids.sort((first, second) => time(second).localeCompare(time(first)));
  }

  private async holder(fleet: string): Promise<{ job: string; started: string } | undefined> {
    const text = await this.get(fleetKey(fleet));
    return text === undefined ? undefined : (JSON.parse(text) as { job: string; started: string });
  }

  private async status(key: string, etag: string | undefined): Promise<MachineStatus | undefined> {
    const kept = this.statuses.get(key);
    if (kept && kept.etag === etag) return kept.status;
    const text = await this.get(key);
    const parsed = text === undefined ? undefined : machineStatusSchema.safeParse(JSON.parse(text));
    if (!parsed?.success) return kept?.status;
    this.statuses.set(key, { etag, status: parsed.data });
    return parsed.data;
  }

  private async list(Prefix: string): Promise<{ key: string; etag: string | undefined }[]> {
    // A job has an object a machine and a few more, which one page holds.
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

  /** Returns whether it was not there yet. */
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
  return `jobs/fleet-${fleet}.json`;
}

function recordKey(job: string): string {
  return `jobs/${job}/job.json`;
}

/** The time at the end of an id, which sorts. */
function time(job: string): string {
  return /\d{8}-\d{6}$/.exec(job)?.[0] ?? '';
}
