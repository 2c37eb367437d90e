/** A mistake that the user can correct. Programs print only its message, without a stack trace. */
export class UserError extends Error {
  override readonly name = 'UserError';
}
