import { isNetworkError } from './aws-errors';
import { printable } from './console';
import type { FailedLaunch, FleetGroup, FleetSize } from './fleet-group';
import { groupOfJob, type Workplace } from './workplace';
import type { JobRecord, MachineStatus } from './job-record';
import type { JobState } from './job-store';
import { LogTail, type LogLine } from './log-tail';

/** What a job is doing. */
export type Phase = 'waiting' | 'running' | 'finished' | 'failed';

/** One look at a job. */
export interface Sight {
  readonly phase: Phase;
  readonly size: FleetSize;
  /** While it waits. */
  readonly obstacles?: Obstacles;
}

/** What keeps a job from running. */
export interface Obstacles {
  /** Why the last machine could not be started, in words of EC2; not there if none has failed. */
  readonly launch: string | undefined;
  /** Machines that Systems Manager could not start the job on, once that is so for all. */
  readonly refused: number;
}

/** A line of train.py that says how far it is. */
const STEP = /\bstep\b\W{0,3}\d+.*\bloss\b/i;

/** The last lines of a machine arrive after it has left. */
const LOG_DELAY_MS = 60_000;

/** A network that is gone for longer will not come back by itself. */
const OFFLINE_MS = 600_000;

/** Looks at a job again and again, and shows what is new: machines that come and go, what they say, their logs. */
export class JobWatch {
  private readonly tail: LogTail;
  private readonly group: FleetGroup;
  private readonly said = new Map<string, string>();
  private readonly members = new Set<string>();
  /** When machines were seen last, in milliseconds since 1970. */
  private readonly seen = new Map<string, number>();
  private bootLine = '';
  private lastFailure: FailedLaunch | undefined;
  private offlineSince: number | undefined;

  /** @param since - Lines of the log from then on are shown. */
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
   * A look, or undefined while AWS cannot be reached. A laptop that sleeps or changes its network is no reason to
   * give up.
   */
  async lookIfReachable(): Promise<Sight | undefined> {
    try {
      const sight = await this.look();
      this.offlineSince = undefined;
      return sight;
    } catch (cause) {
      this.offlineSince ??= Date.now();
      if (!isNetworkError(cause) || Date.now() - this.offlineSince > OFFLINE_MS) throw cause;
      this.place.output.progress('AWS cannot be reached; this is tried again ...');
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
    const { status = 'none', machines = {} } = (await this.place.association.status(this.record.job)) ?? {};
    const failure =
      size.inService.length < size.desired && (await this.group.failedLaunch(new Date(this.record.started)));
    if (failure && failure.id !== this.lastFailure?.id) {
      this.place.output.line(`A machine could not be started: ${printable(failure.reason)}`);
      this.lastFailure = failure;
    }
    this.showWaiting(size, status);
    const failed = (machines['Failed'] ?? 0) + (machines['TimedOut'] ?? 0);
    const all = Object.values(machines).reduce((sum, count) => sum + count, 0);
    return { launch: this.lastFailure?.reason, refused: failed === all ? failed : 0 };
  }

  private showMembers(inService: readonly string[], { machines }: JobState): void {
    const { output } = this.place;
    for (const id of inService) {
      if (!this.members.has(id)) output.line(`${id}: in service`);
      this.members.add(id);
    }
    for (const id of [...this.members].filter((each) => !inService.includes(each))) {
      this.members.delete(id);
      const next = machines.has(id) ? '; its replacement will go on from the last checkpoint' : '';
      output.line(`${id}: has left the fleet${next}`);
    }
  }

  private showStates({ machines }: JobState): void {
    for (const [id, status] of machines) {
      const text = sentence(status);
      const key = `${text} ${status.time}`;
      if (this.said.get(id) !== key) this.place.output.line(`${id}: ${text}`);
      this.said.set(id, key);
    }
  }

  private async showLogs(inService: readonly string[], { machines }: JobState): Promise<void> {
    const now = Date.now();
    for (const id of [...inService, ...machines.keys()]) {
      const isThere = inService.includes(id);
      if (isThere || !this.seen.has(id)) this.seen.set(id, now);
    }
    const recent = [...this.seen].filter(([, time]) => now - time <= LOG_DELAY_MS).map(([id]) => id);
    for (const line of await this.tail.read(recent, 'training')) this.showLine(line);
    const booting = inService.filter((id) => !machines.has(id));
    const boot = (await this.tail.read(booting, 'boot')).at(-1);
    if (boot) this.bootLine = `${boot.instance} ${printable(boot.text)}`;
  }

  private showLine({ instance, text }: LogLine): void {
    const line = `${instance} | ${printable(text)}`;
    if (STEP.test(text)) this.place.output.progress(line);
    else this.place.output.line(line);
  }

  private showWaiting({ inService, desired }: FleetSize, association: string): void {
    const machines = `${inService.length} of ${Math.max(desired, this.record.machines.min)} machines in service`;
    const boot = inService.length > 0 && this.bootLine ? `; boot: ${this.bootLine}` : '';
    this.place.output.progress(`Waiting: ${machines}; Systems Manager: ${association}${boot}`);
  }
}

function phaseOf({ finished, machines }: JobState, { inService }: FleetSize): Phase {
  if (finished) return 'finished';
  const states = [...machines.values()].map(({ state }) => state);
  if (states.includes('failed')) return 'failed';
  const runs = [...machines].some(([id, { state }]) => state === 'running' && inService.includes(id));
  return runs ? 'running' : 'waiting';
}

function sentence({ state, exitCode }: MachineStatus): string {
  if (state === 'running') return 'training starts';
  if (state === 'finished') return 'training has finished';
  if (state === 'failed') return `training has failed too often, the last time with exit code ${exitCode}`;
  // 75 is what launch.py and train.py end with after a checkpoint.
  return exitCode === 75
    ? 'interrupted after a checkpoint'
    : `ended with exit code ${exitCode}; the machine starts it again from the last checkpoint`;
}
