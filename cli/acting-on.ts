/** What a program acts on. */
export interface Target {
  /** Name of the environment, which is part of every stack name. */
  readonly environment: string;
  /**
   * The AWS account, as text for the user.
   * @default 'unknown'
   */
  readonly account?: string | undefined;
  readonly region: string;
}

/** The account of a program that has no credentials. */
export const NO_ACCOUNT = 'unknown (no AWS credentials)';

/** The first line of every program that acts on an account. */
export function actingOn({ environment, account = 'unknown', region }: Target): string {
  return `Environment ${environment}, account ${account}, region ${region}.`;
}
