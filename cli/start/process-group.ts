import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';

/** How a process ended: with an exit code, or by a signal. */
export interface ProcessEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A program that cannot be found ends as it does in a shell. */
const NOT_FOUND: ProcessEnd = { exitCode: 127, signal: null };

/**
 * A program and everything it starts, in a process group of its own: Ctrl-C in a terminal reaches this program only,
 * which then decides in which order the others end. None of them outlives it.
 */
export class ProcessGroup {
  readonly child: ChildProcess;
  /** Resolves when the program and everything it started have ended. */
  readonly ended: Promise<ProcessEnd>;
  private running = true;

  constructor(command: string, args: readonly string[], options: SpawnOptions) {
    this.child = spawn(command, args, { ...options, detached: true });
    const killAtExit = () => this.signal('SIGKILL');
    process.on('exit', killAtExit);
    this.ended = new Promise<ProcessEnd>((resolve) => {
      this.child.once('error', () => resolve(NOT_FOUND));
      // Processes that the program leaves behind would keep its output open.
      this.child.once('exit', killAtExit);
      this.child.once('close', (exitCode, signal) => resolve({ exitCode, signal }));
    }).finally(() => {
      this.running = false;
      process.off('exit', killAtExit);
    });
  }

  /** Asks all of them to end, and kills them if one still runs after a while. */
  async stop(patienceMs = 5000): Promise<ProcessEnd> {
    this.signal('SIGTERM');
    const patience = new AbortController();
    const force = wait(patienceMs, undefined, { signal: patience.signal }).then(
      () => this.signal('SIGKILL'),
      () => undefined,
    );
    const end = await this.ended;
    patience.abort();
    await force;
    return end;
  }

  private signal(name: NodeJS.Signals): void {
    if (!this.running || this.child.pid === undefined) return;
    try {
      process.kill(-this.child.pid, name);
    } catch (cause) {
      // All have ended: ESRCH on Linux, EPERM on macOS.
      if (!['ESRCH', 'EPERM'].includes((cause as NodeJS.ErrnoException).code!)) throw cause;
    }
  }
}
