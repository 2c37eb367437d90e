/** A mistake that the user can correct. Programs print its message alone, without a stack trace. */
export class UserError extends Error {
  override readonly name = 'UserError';
}
