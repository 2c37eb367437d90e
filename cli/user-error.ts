/** What a person can put right. It is shown as its message alone, without a stack trace. */
export class UserError extends Error {
  override readonly name = 'UserError';
}
