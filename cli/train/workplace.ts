import { setTimeout as wait } from 'node:timers/promises';
import type { Clients } from './clients';
import type { Output } from './console';
import type { TrainingPlatform } from './deployed-fleet';
import { FleetGroup } from './fleet-group';
import { JobAssociation } from './job-association';
import type { JobRecord } from './job-record';
import { JobStore } from './job-store';

/** What every command on a job works with. */
export interface Workplace {
  readonly clients: Clients;
  readonly platform: TrainingPlatform;
  readonly store: JobStore;
  readonly association: JobAssociation;
  readonly output: Output;
  /** Aborts on Ctrl-C. */
  readonly signal: AbortSignal;
  /** Options that name the platform again, for commands that are printed: ` --environment dev`, or nothing. */
  readonly selection: string;
  /** Seconds between two looks at the account. */
  readonly pollSeconds: number;
}

/** Puts together what the commands on jobs need. */
export function openWorkplace(given: Omit<Workplace, 'store' | 'association'>): Workplace {
  const { clients, platform } = given;
  return {
    ...given,
    store: new JobStore(clients.s3, platform.jobsBucket),
    association: new JobAssociation(clients.ssm, platform.document, platform.jobsBucket),
  };
}

/** The Auto Scaling group of a job's fleet. */
export function groupOfJob({ clients }: Workplace, record: JobRecord): FleetGroup {
  return new FleetGroup(clients.autoScaling, record.group);
}

/** A command of this program about a job, to be typed. */
export function command(
  { selection }: Pick<Workplace, 'selection'>,
  action: 'resume' | 'follow' | 'stop',
  job: string,
): string {
  return `npm run train -- --${action} ${job}${selection}`;
}

/**
 * Waits until it is time to look again.
 *
 * @throws The reason of the signal when it aborts.
 */
export async function pause(seconds: number, signal: AbortSignal): Promise<void> {
  await wait(seconds * 1000, undefined, { signal }).catch(() => signal.throwIfAborted());
  signal.throwIfAborted();
}
