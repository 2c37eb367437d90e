import type { ConfigError } from '../lib/config';
import { actingOn } from './acting-on';
import { fileErrorText } from './file-error';
import { brokenOutput, Interrupted, watchOutput } from './interruption';
import { UserError } from './user-error';

/**
 * Runs a program and exits with its exit code: 1 and only the message for a user error, 128 plus the signal number for
 * an interruption or a closed output.
 *
 * @param program - Returns its exit code.
 */
export async function runProgram(program: () => number | Promise<number>): Promise<never> {
  // The AWS SDK is pinned, so its warning about the Node version of later releases does not apply.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  watchOutput();
  try {
    const exitCode = await program();
    const reason = await brokenOutput();
    if (reason) throw reason;
    process.exit(exitCode);
  } catch (cause) {
    if (cause instanceof Interrupted) process.exit(cause.exitCode);
    // By name, because importing the class would load the configuration, even for --help.
    const isForUsers = cause instanceof UserError || (cause as Error).name === 'ConfigError';
    const ofFile = fileErrorText(cause);
    if (!isForUsers && ofFile === undefined) throw cause;
    const { target, message } = cause as Partial<ConfigError> & Error;
    if (target) console.error(actingOn(target));
    console.error(ofFile ?? message);
    process.exit(1);
  }
}
