import { execFile } from 'node:child_process';
import { join } from 'node:path';

const project = join(__dirname, '..', '..');

/** A program that has ended. */
export interface ProgramRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program of cli/ in a process of its own. Its PATH is empty, so it cannot start anything.
 *
 * @param script - Path below cli/.
 * @param preload - A CommonJS module to load first.
 */
export function runProgram(script: string, args: readonly string[], preload?: string): Promise<ProgramRun> {
  const loaders = ['tsx/cjs', ...(preload ? [preload] : [])].flatMap((module) => ['-r', module]);
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [...loaders, join('cli', script), ...args],
      { cwd: project, env: { PATH: '/no-programs' } },
      (failure, stdout, stderr) => {
        resolve({ exitCode: (failure?.code as number | undefined) ?? 0, stdout, stderr });
      },
    );
  });
}
