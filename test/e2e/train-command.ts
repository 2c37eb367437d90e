import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { accountEnvironment } from '../../cli/start/account-environment';
import { ProcessGroup } from '../../cli/start/process-group';

const project = join(__dirname, '..', '..');

/** `npm run train` as a user types it, in a process of its own. */
export class TrainCommand {
  /** Its output so far, on both streams. */
  output = '';
  private readonly group: ProcessGroup;

  constructor(endpoint: string, ...args: string[]) {
    const [program, ...more] = this.command();
    this.group = new ProcessGroup(program!, [...more, ...args], {
      cwd: project,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: accountEnvironment(endpoint, 'us-west-2'),
    });
    for (const stream of [this.group.child.stdout!, this.group.child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    }
  }

  /** Waits until its output matches, and returns the match. */
  async prints(pattern: RegExp, seconds = 30): Promise<RegExpExecArray> {
    const deadline = Date.now() + seconds * 1000;
    for (;;) {
      const found = pattern.exec(this.output);
      if (found) return found;
      if (Date.now() > deadline) throw new Error(`${pattern} is not in the output:\n${this.output}`);
      await wait(50);
    }
  }

  /** Ctrl-C, which a terminal sends to every process of the command. */
  interrupt(): void {
    process.kill(-this.group.child.pid!, 'SIGINT');
  }

  /** Closes outputs, as a reader that exits does. */
  close(...streams: readonly ('stdout' | 'stderr')[]): void {
    for (const stream of streams) this.group.child[stream]!.destroy();
  }

  protected command(): string[] {
    return ['npm', 'run', '--silent', 'train', '--'];
  }

  /** Sends a signal to all its processes; SIGKILL leaves no chance to react. */
  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    process.kill(-this.group.child.pid!, signal);
  }

  /** Its exit code, once it has exited. */
  async ended(): Promise<number | null> {
    return (await this.group.ended).exitCode;
  }

  stop(): Promise<unknown> {
    return this.group.stop();
  }
}

/** The program without npm, which does not outlive a SIGHUP, and takes longer to start. */
export class TrainProgram extends TrainCommand {
  protected override command(): string[] {
    return [process.execPath, '-r', 'tsx/cjs', 'cli/train/train.ts'];
  }
}
