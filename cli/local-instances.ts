import type { SSM } from '@aws-sdk/client-ssm';
import { UserError } from './user-error';

/** Parameter of an emulated account that exists while a program runs jobs on its instances: emulator/instances. */
export const INSTANCES_PARAMETER = '/local-account/instances';

/** Whether a URL is on this computer. */
export function isLoopback(url: string): boolean {
  return URL.canParse(url) && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(url).hostname);
}

/** Whether jobs run on the instances of an emulated account. */
export async function runsJobs(ssm: Pick<SSM, 'getParameter'>): Promise<boolean> {
  try {
    await ssm.getParameter({ Name: INSTANCES_PARAMETER });
    return true;
  } catch (cause) {
    if ((cause as Error).name === 'ParameterNotFound') return false;
    throw cause;
  }
}

/**
 * Checks that jobs run on the instances of the account, if that is on this computer. On AWS nothing is called.
 *
 * @param endpoint - AWS_ENDPOINT_URL; undefined for AWS.
 * @throws UserError if nothing runs there, so that a job would wait in vain.
 */
export async function requireJobs(
  ssm: Pick<SSM, 'getParameter'>,
  endpoint: string | undefined,
): Promise<void> {
  if (!endpoint || !isLoopback(endpoint) || (await runsJobs(ssm))) return;
  throw new UserError(
    `Nothing runs on the instances of the account at ${endpoint} (AWS_ENDPOINT_URL), so a job would never start. ` +
      'npm start runs them until Ctrl-C: start it, and set the variables that it prints; or unset AWS_ENDPOINT_URL to train on AWS.',
  );
}
