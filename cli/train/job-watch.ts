import { isNetworkError } from '../aws-errors';
import { printable } from './console';
import type { FailedLaunch, FleetGroup, FleetSize } from './fleet-group';
import { groupOfJob, type Workplace } from './workplace';
import type { InstanceStatus, JobRecord } from './job-record';
import type { JobState } from './job-store';
import { LogTail, type LogLine } from './log-tail';

/** The phase of a job. */
export type Phase = 'waiting' | 'running' | 'finished' | 'failed';

/** A snapshot of a job. */
export interface Sight {
  readonly phase: Phase;
  readonly size: FleetSize;
  /** Set only while the job waits. */
  readonly obstacles?: Obstacles;
}

/** The obstacles that keep a job from running. */
export interface Obstacles {
  /** The reason of the last failed launch; undefined if none has failed. */
  readonly launch: string | undefined;
  /** Number of instances on which Systems Manager could not start the job, if it failed on all of them. */
  readonly refused: number;
}

/** A progress line of train.py. */
const STEP = /\bstep\b\W{0,3}\d+.*\bloss\b/i;

/** The last lines of an instance arrive after it has left the fleet. */
const LOG_DELAY_MS = 60_000;

/** A longer network outage needs the user. */
const OFFLINE_MS = 600_000;

/** Polls a job and shows its changes: instances that join and leave the fleet, their statuses and their logs. */
export class JobWatch {
  private readonly tail: LogTail;
  private readonly group: FleetGroup;
  private readonly shown = new Map<string, string>();
  private readonly members = new Set<string>();
  /** When each instance was last in the fleet, in milliseconds since 1970. */
  private readonly seen = new Map<string, number>();
  private bootLine = '';
  private lastFailure: FailedLaunch | undefined;
  private offlineSince: number | undefined;

  /** @param since - Earlier log lines are not shown. */
  constructor(
    private readonly place: Workplace,
    private readonly record: JobRecord,
    since: Date,
  ) {
    const { clients, platform } = place;
    this.group = groupOfJob(place, record);
    this.tail = new LogTail(clients.logs, platform.logGroup, record.fleet, since);
  }

  /**
   * Polls the job once; undefined while AWS cannot be reached, for example because a laptop was asleep or changed its
   * network.
   *
   * @throws the network error after ten minutes, and any other error immediately.
   */
  async lookIfReachable(): Promise<Sight | undefined> {
    try {
      const sight = await this.look();
      this.offlineSince = undefined;
      return sight;
    } catch (cause) {
      this.offlineSince ??= Date.now();
      if (!isNetworkError(cause) || Date.now() - this.offlineSince > OFFLINE_MS) throw cause;
      this.place.output.progress('AWS cannot be reached; retrying ...');
      return undefined;
    }
  }

  private async look(): Promise<Sight> {
    const { store } = this.place;
    const [size, state] = await Promise.all([this.group.size(), store.state(this.record.job)]);
    const phase = phaseOf(state, size);
    this.showMembers(size.inService, state);
    this.showStates(state);
    await this.showLogs(size.inService, state);
    return { phase, size, ...(phase === 'waiting' && { obstacles: await this.obstacles(size) }) };
  }

  private async obstacles(size: FleetSize): Promise<Obstacles> {
    const { status = 'none', instances = {} } = (await this.place.association.status(this.record.job)) ?? {};
    const failure =
      size.inService.length < size.desired && (await this.group.failedLaunch(new Date(this.record.started)));
    if (failure && failure.id !== this.lastFailure?.id) {
      this.place.output.line(`An instance could not be launched: ${printable(failure.reason)}`);
      this.lastFailure = failure;
    }
    this.showWaiting(size, status);
    const failed = (instances['Failed'] ?? 0) + (instances['TimedOut'] ?? 0);
    const all = Object.values(instances).reduce((sum, count) => sum + count, 0);
    return { launch: this.lastFailure?.reason, refused: failed === all ? failed : 0 };
  }

  private showMembers(inService: readonly string[], { instances }: JobState): void {
    const { output } = this.place;
    for (const id of inService) {
      if (!this.members.has(id)) output.line(`${id}: in service`);
      this.members.add(id);
    }
    for (const id of [...this.members].filter((each) => !inService.includes(each))) {
      this.members.delete(id);
      // Its boot is no reason to wait any more.
      this.bootLine = '';
      const next = instances.has(id) ? '; its replacement resumes from the last checkpoint' : '';
      output.line(`${id}: has left the fleet${next}`);
    }
  }

  private showStates({ instances }: JobState): void {
    for (const [id, status] of instances) {
      const text = sentence(status);
      const key = `${text} ${status.time}`;
      if (this.shown.get(id) !== key) this.place.output.line(`${id}: ${text}`);
      this.shown.set(id, key);
    }
  }

  private async showLogs(inService: readonly string[], { instances }: JobState): Promise<void> {
    const now = Date.now();
    for (const id of [...inService, ...instances.keys()]) {
      const isThere = inService.includes(id);
      if (isThere || !this.seen.has(id)) this.seen.set(id, now);
    }
    const recent = [...this.seen].filter(([, time]) => now - time <= LOG_DELAY_MS).map(([id]) => id);
    for (const line of await this.tail.read(recent, 'training')) this.showLine(line);
    const booting = inService.filter((id) => !instances.has(id));
    const boot = (await this.tail.read(booting, 'boot')).at(-1);
    if (boot) this.bootLine = `${boot.instance} ${printable(boot.text)}`;
  }

  private showLine({ instance, text }: LogLine): void {
    const line = `${instance} | ${printable(text)}`;
    if (STEP.test(text)) this.place.output.progress(line);
    else this.place.output.line(line);
  }

  private showWaiting({ inService, desired }: FleetSize, association: string): void {
    const count = `${inService.length} of ${Math.max(desired, this.record.instances.min)} instances in service`;
    const boot = inService.length > 0 && this.bootLine ? `; boot: ${this.bootLine}` : '';
    this.place.output.progress(`Waiting: ${count}; Systems Manager: ${association}${boot}`);
  }
}

function phaseOf({ finished, instances }: JobState, { inService }: FleetSize): Phase {
  if (finished) return 'finished';
  const states = [...instances.values()].map(({ state }) => state);
  if (states.includes('failed')) return 'failed';
  const runs = [...instances].some(([id, { state }]) => state === 'running' && inService.includes(id));
  return runs ? 'running' : 'waiting';
}

function sentence({ state, exitCode }: InstanceStatus): string {
  if (state === 'running') return 'training starts';
  if (state === 'finished') return 'training has finished';
  // Without an exit code the job has never run, for example because its libraries are not installed.
  if (state === 'failed' && exitCode == null) return 'cannot start the job';
  if (state === 'failed' && exitCode === 2) {
    return 'training has failed with exit code 2, wrong arguments, and is not started again';
  }
  if (state === 'failed') return `training has failed too often, the last time with exit code ${exitCode}`;
  // launch.py and train.py exit with 75 after a checkpoint on interruption.
  return exitCode === 75
    ? 'interrupted after a checkpoint'
    : `ended with exit code ${exitCode}; the instance restarts it from the last checkpoint`;
}
