import { setTimeout as wait } from 'node:timers/promises';
import type { Clients } from './clients';
import type { Commands } from '../train-commands';
import type { Output } from './console';
import type { TrainingPlatform } from './deployed-fleet';
import { FleetGroup } from './fleet-group';
import { JobAssociation } from './job-association';
import type { JobRecord } from './job-record';
import { JobStore } from './job-store';

/** The deployed platform and the terminal of a command. */
export interface Workplace {
  readonly clients: Clients;
  readonly platform: TrainingPlatform;
  readonly store: JobStore;
  readonly association: JobAssociation;
  readonly output: Output;
  /** Aborts on Ctrl-C. */
  readonly signal: AbortSignal;
  /** Commands in messages. */
  readonly commands: Commands;
  /** Is told the job that has parts in the account from now on. */
  readonly atStake: (job: string) => void;
  /** Seconds between two polls of the account. */
  readonly pollSeconds: number;
}

/** Opens the job store and the associations of a platform. */
export function openWorkplace(given: Omit<Workplace, 'store' | 'association'>): Workplace {
  const { clients, platform } = given;
  return {
    ...given,
    store: new JobStore(clients.s3, platform.jobsBucket, given.commands),
    association: new JobAssociation(clients.ssm, platform.document, platform.jobsBucket),
  };
}

/** The Auto Scaling group of a job's fleet. */
export function groupOfJob(
  { clients, commands }: Workplace,
  { group }: Pick<JobRecord, 'group'>,
): FleetGroup {
  return new FleetGroup(clients.autoScaling, group, commands);
}

/**
 * Waits until the next poll.
 *
 * @throws The reason of the signal when it aborts.
 */
export async function pause(seconds: number, signal: AbortSignal): Promise<void> {
  await wait(seconds * 1000, undefined, { signal }).catch(() => signal.throwIfAborted());
  signal.throwIfAborted();
}
