import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ProcessGroup } from '../../../cli/start/process-group';

const project = join(__dirname, '..', '..', '..');

/** `npm start` as a user types it, in a process of its own. */
export class StartCommand {
  /** Its output so far, on both streams. */
  output = '';
  private readonly group: ProcessGroup;

  constructor(...args: string[]) {
    const own = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
    this.group = new ProcessGroup('npm', ['start', '--silent', '--', ...args], {
      cwd: project,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: Object.fromEntries(own),
    });
    for (const stream of [this.group.child.stdout!, this.group.child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    }
  }

  /** URL of its account. */
  get endpoint(): string {
    return /^ {2}export AWS_ENDPOINT_URL=(.*)$/m.exec(this.output)![1]!;
  }

  /** Waits until its output matches. */
  async prints(pattern: RegExp, seconds: number): Promise<void> {
    const deadline = Date.now() + seconds * 1000;
    while (!pattern.test(this.output)) {
      if (Date.now() > deadline) throw new Error(`${pattern} is not in the output:\n${this.output}`);
      await wait(100);
    }
  }

  /** Ctrl-C, which a terminal sends to every process of the command. */
  interrupt(): void {
    process.kill(-this.group.child.pid!, 'SIGINT');
  }

  /** Its exit code, once it has exited. */
  async ended(): Promise<number | null> {
    return (await this.group.ended).exitCode;
  }

  stop(): Promise<unknown> {
    return this.group.stop(20_000);
  }
}
