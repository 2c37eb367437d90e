import { ConfigError } from '../lib/config';

/**
 * Runs a program. For an invalid configuration, or a compliance finding (which the CDK has already printed), it exits
 * with code 1 and without a stack trace.
 */
export function reportProblems(program: () => void): void {
  try {
    program();
  } catch (problem) {
    if (!(problem instanceof ConfigError) && (problem as Error).name !== 'ValidationFailed') throw problem;
    process.stderr.write(`${(problem as Error).message}\n`);
    process.exitCode = 1;
  }
}
