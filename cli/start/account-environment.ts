import { devNull } from 'node:os';

/** The id of the emulated account. */
export const ACCOUNT = '000000000000';

/** The credentials and the region of the emulated account, without any AWS setting of the user. */
export function credentials(region: string): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
  };
}

/**
 * The environment of this process with every AWS setting replaced, so that the CDK CLI, the AWS CLI and SDKs use the
 * emulated account.
 */
export function accountEnvironment(endpoint: string, region: string): Record<string, string> {
  const own = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !entry[0].startsWith('AWS_'),
  );
  return {
    ...Object.fromEntries(own),
    ...credentials(region),
    AWS_ENDPOINT_URL: endpoint,
    CDK_DEFAULT_ACCOUNT: ACCOUNT,
    CDK_DEFAULT_REGION: region,
    ...withoutProxy(),
  };
}

/** A proxy cannot reach the loopback interface of this computer. */
function withoutProxy(): Record<string, string> {
  const hosts = process.env['NO_PROXY'] ?? process.env['no_proxy'];
  const list = [hosts, '127.0.0.1', 'localhost', '[::1]'].filter(Boolean).join(',');
  return { NO_PROXY: list, no_proxy: list };
}
