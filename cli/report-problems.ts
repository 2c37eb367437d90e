import { ConfigError } from '../lib/config';
import { actingOn, NO_ACCOUNT } from './acting-on';
import { UserError } from './user-error';

/**
 * Runs a program. For a user error, an invalid configuration, or a compliance finding (which the CDK has already printed), it exits
 * with code 1 and without a stack trace.
 */
export function reportProblems(program: () => void): void {
  try {
    program();
  } catch (problem) {
    const isForUsers = problem instanceof ConfigError || problem instanceof UserError;
    if (!isForUsers && (problem as Error).name !== 'ValidationFailed') throw problem;
    const target = problem instanceof ConfigError ? problem.target : undefined;
    process.stderr.write(
      `${target ? `${actingOn({ ...target, account: target.account ?? NO_ACCOUNT })}\n` : ''}${(problem as Error).message}\n`,
    );
    process.exitCode = 1;
  }
}
