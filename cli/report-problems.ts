import { ConfigError } from '../lib/config';
import { actingOn, NO_ACCOUNT } from './acting-on';
import { fileErrorText } from './file-error';
import { UserError } from './user-error';

/**
 * Runs a program. For a user error, an invalid configuration, a file that cannot be used, or a compliance finding (which
 * the CDK has already printed), it exits with code 1 and without a stack trace.
 */
export function reportProblems(program: () => void): void {
  // The CDK CLI reads it; without the CLI there is nobody to tell.
  process.stderr.on('error', () => {});
  try {
    program();
  } catch (problem) {
    const { name, message } = problem as Error;
    const isForUsers = problem instanceof ConfigError || problem instanceof UserError;
    const ofFile = fileErrorText(problem);
    if (!isForUsers && name !== 'ValidationFailed' && ofFile === undefined) throw problem;
    const target = problem instanceof ConfigError ? problem.target : undefined;
    if (target) {
      process.stderr.write(`${actingOn({ ...target, account: target.account ?? NO_ACCOUNT })}\n`);
    }
    process.stderr.write(`${ofFile ?? message}\n`);
    process.exitCode = 1;
  }
}
