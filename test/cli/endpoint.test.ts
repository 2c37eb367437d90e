import { explained } from '../../cli/aws-errors';
import { readEndpoint } from '../../cli/endpoint';

test('an account of npm start is an endpoint, and without one AWS is used', () => {
  expect(readEndpoint({ AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' })).toBe('http://127.0.0.1:4566');
  expect(readEndpoint({ AWS_ENDPOINT_URL: 'https://localhost:4566/' })).toBe('https://localhost:4566/');
  expect(readEndpoint({})).toBeUndefined();
});

test.each([
  ['notaurl', 'is "notaurl", which is no http or https URL'],
  ['', 'is empty'],
  ['localhost:4566', 'is "localhost:4566", which is no http or https URL'],
  ['ftp://localhost', 'which is no http or https URL'],
  ['http://', 'which is no http or https URL'],
  ['http://localhost:4566/path', 'may have no path: http://localhost:4566;'],
  ['http://localhost:99999', 'which is no http or https URL'],
])('AWS_ENDPOINT_URL=%s is refused with the right form', (text, message) => {
  for (const name of ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_S3']) {
    expect(() => readEndpoint({ [name]: text })).toThrow(message);
    expect(() => readEndpoint({ [name]: text })).toThrow(`or use AWS with: unset ${name}`);
  }
});

test.each([
  ['EPROTO', 'write EPROTO wrong version number', 'AWS cannot be reached (EPROTO'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'self-signed certificate', 'AWS cannot be reached (SELF_SIGNED'],
  ['', '@aws-sdk XML parse error: mismatched tags <meta> and </head>.', 'That is no answer of AWS'],
  ['', `Unexpected token '<', "<html>" is not valid JSON`, 'That is no answer of AWS'],
  ['ERR_INVALID_URL', 'Invalid URL', 'That is no answer of AWS (Invalid URL)'],
])('%s %s is explained', (code, message, text) => {
  const cause = Object.assign(new Error(message), { code });
  expect((explained(cause, 'us-west-2', 'Train a model') as Error).message).toContain(text);
});
