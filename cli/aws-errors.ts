import { UserError } from './user-error';

/** An error of the AWS SDK, or of the network below it. */
interface SdkError extends Error {
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const EXPIRED = /^(ExpiredToken(Exception)?|RequestExpired|TokenRefreshRequired)$/;
const REJECTED =
  /^(UnrecognizedClientException|InvalidClientTokenId|InvalidAccessKeyId|SignatureDoesNotMatch|AuthFailure)$/;
const DENIED = /^(AccessDenied(Exception)?|UnauthorizedOperation|Forbidden)$/;
const NO_CREDENTIALS = /^(CredentialsProviderError|TokenProviderError)$/;
const NETWORK =
  /^(EPROTO|ERR_TLS_\w+|\w*CERT\w*|UNABLE_TO_\w+|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|TimeoutError|NetworkingError)$/;

/** Messages of the SDK about a response that it cannot read, such as the page of a proxy. */
const NO_ANSWER = /Deserialization error|XML parse error|is not valid JSON|Unexpected token/;

/** Whether AWS could not be reached, which may be temporary. */
export function isNetworkError(cause: unknown): boolean {
  const { name = '', code = '', $metadata } = cause as Partial<SdkError>;
  return NETWORK.test(code) || NETWORK.test(name) || ($metadata?.httpStatusCode ?? 0) >= 500;
}

/** Whether a stack, an object, a log stream or an association does not exist. */
export function isNotFound(cause: unknown): boolean {
  const { name = '', message = '', $metadata } = cause as Partial<SdkError>;
  // Not an object that is missing, but everything.
  if (name === 'NoSuchBucket') return false;
  return (
    /^(NoSuchKey|NotFound|ResourceNotFoundException|AssociationDoesNotExist)$/.test(name) ||
    (name === 'ValidationError' && message.includes('does not exist')) ||
    $metadata?.httpStatusCode === 404
  );
}

/** Whether AWS refuses a call to the credentials in use. */
export function isDenied(cause: unknown): boolean {
  return DENIED.test((cause as Partial<SdkError>).name ?? '');
}

/**
 * Explains an error of the AWS SDK, and how the user can correct it.
 *
 * @param section - Section of the runbook with the policy that the command needs.
 * @returns A UserError, or the error itself when it does not come from AWS.
 */
export function explained(cause: unknown, region: string, section: string): unknown {
  if (!(cause instanceof Error) || cause instanceof UserError) return cause;
  const { name, message, code = '', $metadata } = cause as SdkError;
  const text = message.replace(/\s+/g, ' ').replace(/\.$/, '');
  if (EXPIRED.test(name) || (NO_CREDENTIALS.test(name) && /expired|refresh/i.test(message))) {
    return new UserError(
      `The AWS credentials have expired (${text}). Renew them, for example with aws sso login, and run the command again.`,
    );
  }
  if (NO_CREDENTIALS.test(name)) {
    return new UserError(
      `There are no AWS credentials (${text}). Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; aws sts get-caller-identity shows which are used.`,
    );
  }
  if (REJECTED.test(name)) {
    return new UserError(
      `AWS does not accept the credentials in ${region} (${text}). Check AWS_PROFILE and the keys with aws sts get-caller-identity; a region that the account has not enabled answers the same.`,
    );
  }
  if (DENIED.test(name)) {
    return new UserError(
      `AWS refuses this to the credentials in use (${text}). The runbook, "${section}", has the policy that is needed.`,
    );
  }
  if (NETWORK.test(code) || NETWORK.test(name)) {
    return new UserError(
      `AWS cannot be reached (${code || name}: ${text.slice(0, 200)}). ${endpointAdvice(region)}`,
    );
  }
  if (NO_ANSWER.test(message) || code === 'ERR_INVALID_URL') {
    return new UserError(`That is no answer of AWS (${text}). ${endpointAdvice(region)}`);
  }
  return $metadata ? new UserError(`AWS answered ${name}: ${text}.`) : cause;
}

function endpointAdvice(region: string): string {
  const endpoint = process.env['AWS_ENDPOINT_URL'];
  return endpoint
    ? `AWS_ENDPOINT_URL is ${endpoint}; start that account with npm start, or unset it.`
    : `Check the network, the proxy, endpoint_url in the configuration of the AWS CLI, and that there is a region ${region}.`;
}
