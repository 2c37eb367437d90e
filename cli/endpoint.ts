import { show } from '../lib/config/show';
import { UserError } from './user-error';

/**
 * Variables of the SDKs that name an endpoint for all services, or for one.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
const VARIABLES = [
  '',
  '_S3',
  '_STS',
  '_SSM',
  '_CLOUDFORMATION',
  '_AUTO_SCALING',
  '_CLOUDWATCH_LOGS',
  '_EKS',
  '_EC2',
].map((service) => `AWS_ENDPOINT_URL${service}`);

/**
 * Reads the endpoint that replaces AWS, such as that of `npm start`; undefined if AWS itself is used.
 *
 * @param environment - Of the process.
 * @throws UserError if a variable of an endpoint is no URL of an account.
 */
export function readEndpoint(environment: NodeJS.ProcessEnv): string | undefined {
  for (const name of VARIABLES) {
    const text = environment[name];
    if (text !== undefined) check(name, text);
  }
  return environment['AWS_ENDPOINT_URL'] || environment['AWS_ENDPOINT_URL_S3'] || undefined;
}

function check(name: string, text: string): void {
  const fix = `set it to a URL such as http://localhost:4566, as npm start prints it, or use AWS with: unset ${name}`;
  if (text === '') throw new UserError(`${name} is empty; ${fix}`);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || !url.hostname) {
    throw new UserError(`${name} is ${show(text)}, which is no http or https URL; ${fix}`);
  }
  if (url.pathname !== '/' || url.search || url.hash) {
    throw new UserError(`${name} is ${show(text)}, and may have no path: ${url.origin}; ${fix}`);
  }
}
