import { UserError } from '../../cli/user-error';

/** The message of the UserError that a call throws; undefined when it succeeds. Any other error is passed on. */
export function thrownMessage(call: () => unknown): string | undefined {
  try {
    call();
    return undefined;
  } catch (cause) {
    if (!(cause instanceof UserError)) throw cause;
    return cause.message;
  }
}
