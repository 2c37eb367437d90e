import { z } from 'zod';
import { JOBS_PREFIX } from '../../lib/contract/object-prefixes';
import { UserError } from '../user-error';
import type { JobObjects } from './job-objects';
import type { JobRecord } from './job-record';

const contents = z.object({ job: z.string(), started: z.string(), run: z.string().optional() });

/** Each one more means that the fleet was taken and freed between two calls. */
const ATTEMPTS = 10;

/** The lock of a fleet: the object that names the job that has it. */
export interface Lock {
  readonly fleet: string;
  /** The job that has the fleet; undefined if the object cannot be read. */
  readonly job: string | undefined;
  readonly etag: string | undefined;
}

/** The locks of fleets, in `jobs/fleet-<fleet>.json`. A fleet runs one job at a time. */
export class FleetLocks {
  constructor(private readonly objects: JobObjects) {}

  /**
   * Takes the lock of a job's fleet with a conditional put, so only one of two concurrent calls succeeds.
   *
   * @returns Undefined if this run of the job has the fleet now, otherwise the lock of the job that has it.
   */
  async take({ fleet, job, started, run }: JobRecord): Promise<Lock | undefined> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      if (await this.objects.create(key(fleet), { job, started, run })) return undefined;
      const object = await this.objects.get(key(fleet));
      if (!object) continue;
      const found = parsed(object.text);
      // The SDK may have retried a put after a lost response.
      if (found?.job === job && found.started === started && found.run === run) return undefined;
      return { fleet, job: found?.job, etag: object.etag };
    }
    throw new UserError(`Others take and free fleet ${fleet} at the same time; run the command again.`);
  }

  /** Reads the lock of a fleet; undefined if the fleet is free. */
  async read(fleet: string): Promise<Lock | undefined> {
    const object = await this.objects.get(key(fleet));
    return object && { fleet, job: parsed(object.text)?.job, etag: object.etag };
  }

  /** Frees a fleet, unless another job has taken it since the lock was read. */
  async free({ fleet, etag }: Lock): Promise<void> {
    await this.objects.deleteUnchanged(key(fleet), etag);
  }
}

function parsed(text: string): z.output<typeof contents> | undefined {
  try {
    return contents.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function key(fleet: string): string {
  return `${JOBS_PREFIX}fleet-${fleet}.json`;
}
