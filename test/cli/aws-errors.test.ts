import { explained } from '../../cli/aws-errors';
import { awsError } from './train/memory-account';

test.each([
  [
    'ExpiredTokenException',
    'The security token included in the request is expired',
    'The AWS credentials have expired',
  ],
  ['CredentialsProviderError', 'The SSO session token is expired', 'The AWS credentials have expired'],
  [
    'CredentialsProviderError',
    'Could not load credentials from any providers',
    'There are no AWS credentials',
  ],
  [
    'UnrecognizedClientException',
    'The security token is invalid.',
    'AWS does not accept the credentials in us-west-2',
  ],
  [
    'AccessDeniedException',
    'not authorized to perform: ssm:CreateAssociation',
    'AWS refuses this to the credentials',
  ],
  ['ValidationError', 'Rate exceeded.', 'AWS answered ValidationError: Rate exceeded.'],
])('%s is shown as a sentence with a fix', (name, message, text) => {
  expect((explained(awsError(name, message), 'us-west-2', 'Train a model') as Error).message).toContain(text);
});

test('an error of this program is shown as it is', () => {
  const mistake = new TypeError('x is not a function');
  expect(explained(mistake, 'us-west-2', 'Train a model')).toBe(mistake);
});
