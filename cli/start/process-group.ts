import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';

/** Exit code of a process, or the signal that terminated it. */
export interface ProcessEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** How a process ended, as the predicate of a sentence. */
export function howEnded({ exitCode, signal }: ProcessEnd): string {
  return signal ? `was ended by ${signal}` : `ended with exit code ${exitCode}`;
}

/** Exit code of a shell for a program that is not found. */
const NOT_FOUND: ProcessEnd = { exitCode: 127, signal: null };

/**
 * A program with all its child processes in a separate process group. Ctrl-C in a terminal reaches only this process,
 * which stops the group in the right order. No process of the group outlives it.
 */
export class ProcessGroup {
  readonly child: ChildProcess;
  /** Resolves when the program and all its child processes have exited. */
  readonly ended: Promise<ProcessEnd>;
  private running = true;

  constructor(command: string, args: readonly string[], options: SpawnOptions) {
    this.child = spawn(command, args, { ...options, detached: true });
    const killAtExit = () => this.signal('SIGKILL');
    process.on('exit', killAtExit);
    this.ended = new Promise<ProcessEnd>((resolve) => {
      this.child.once('error', () => resolve(NOT_FOUND));
      // Remaining child processes would keep the output open.
      this.child.once('exit', killAtExit);
      this.child.once('close', (exitCode, signal) => resolve({ exitCode, signal }));
    }).finally(() => {
      this.running = false;
      process.off('exit', killAtExit);
    });
  }

  /** Terminates the group with SIGTERM, and with SIGKILL if a process is still running after a while. */
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
      // No process is left: ESRCH on Linux, EPERM on macOS.
      if (!['ESRCH', 'EPERM'].includes((cause as NodeJS.ErrnoException).code!)) throw cause;
    }
  }
}
