import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../user-error';
import { howEnded, ProcessGroup, type ProcessEnd } from './process-group';
import { interpreterOf } from './python-environment';

/** The program that runs jobs on the instances of an emulated account. */
export interface InstancesProgram {
  readonly logFile: string;
  /** Resolves when the program exits, for any reason. */
  readonly exited: Promise<ProcessEnd>;
  /**
   * Stops the program with all jobs, waits until it has exited, and removes its files.
   *
   * @param keep - Pass `'log'` to keep the log.
   */
  stop(keep?: 'log'): Promise<void>;
}

const emulator = join(__dirname, '..', '..', 'emulator');

/**
 * Starts the program that runs jobs on the instances of an account, emulator/instances. The Python environment of the
 * emulator must exist.
 *
 * @param environment - Variables that name the account, for example those of the emulator.
 * @throws UserError if the program exits at once.
 */
export async function startInstances(
  environment: Readonly<Record<string, string>>,
): Promise<InstancesProgram> {
  const scratch = mkdtempSync(join(tmpdir(), 'ml-platform-instances-'));
  const removeScratch = () => rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
  process.on('exit', removeScratch);
  const logFile = join(scratch, 'instances.log');
  const log = openSync(logFile, 'w');
  const group = new ProcessGroup(interpreterOf(), ['-m', 'instances'], {
    cwd: emulator,
    stdio: ['ignore', 'pipe', log],
    env: { ...environment, TMPDIR: scratch, PYTHONDONTWRITEBYTECODE: '1' },
  });
  closeSync(log);
  const program: InstancesProgram = {
    logFile,
    exited: group.ended,
    async stop(keep) {
      await group.stop(10_000);
      process.off('exit', removeScratch);
      if (keep === undefined) removeScratch();
    },
  };
  // It prints a line as soon as the account knows that jobs run.
  const ready = new Promise<true>((resolve) => group.child.stdout!.once('data', () => resolve(true)));
  const first = await Promise.race([ready, group.ended]);
  if (first === true) return program;
  await program.stop('log');
  throw instancesEnded(program, first);
}

/** An error for a program that exited by itself, with the reason from its log. */
export function instancesEnded({ logFile }: Pick<InstancesProgram, 'logFile'>, end: ProcessEnd): UserError {
  const reason = readFileSync(logFile, 'utf8').trimEnd().split('\n').at(-1)!.slice(0, 300);
  return new UserError(
    `The program that runs jobs on the instances of the account ${howEnded(end)}${reason && ` (${reason})`}; its log is ${logFile}.`,
  );
}
