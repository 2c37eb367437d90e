import { Interrupted } from './interruption';
import { UserError } from './user-error';

/**
 * Runs a program and ends the process with its exit code: 1 and the message alone for a mistake of the user, 128 plus
 * the number of the signal for an interruption.
 *
 * @param program - Returns its exit code.
 */
export async function runProgram(program: () => number | Promise<number>): Promise<never> {
  // The AWS SDK is pinned, so its users need no warning about the version of Node that a later one requires.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  try {
    process.exit(await program());
  } catch (cause) {
    if (cause instanceof Interrupted) process.exit(cause.exitCode);
    // Not by its class: --help does without the configuration.
    const isForUsers = cause instanceof UserError || (cause as Error).name === 'ConfigError';
    if (!isForUsers) throw cause;
    console.error((cause as Error).message);
    process.exit(1);
  }
}
