import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loopbackEndpoint, openAccount } from '../../../cli/start/account';
import { accountEnvironment } from '../../../cli/start/account-environment';

test.each([
  ['http://127.0.0.1:4566', 'http://127.0.0.1:4566'],
  ['http://127.8.0.1:4566/', 'http://127.8.0.1:4566'],
  ['http://localhost:4566', 'http://localhost:4566'],
  ['https://[::1]:4566', 'https://[::1]:4566'],
])('%s is on this computer', (endpoint, origin) => {
  expect(loopbackEndpoint(endpoint)).toBe(origin);
});

test.each([
  'https://cloudformation.us-west-2.amazonaws.com',
  'http://10.0.0.1:4566',
  'http://127.0.0.1.example.com',
  'http://127.0.0.1@example.com',
  'http://localhost.example.com',
  'http://[::2]',
  'ftp://127.0.0.1',
  '127.0.0.1:4566',
  'nonsense',
])('%s is refused', (endpoint) => {
  expect(() => loopbackEndpoint(endpoint)).toThrow(
    `AWS_ENDPOINT_URL is "${endpoint}", and npm start deploys only to an emulated account on this computer`,
  );
});

describe('the environment of the CLI and the SDK', () => {
  const before = process.env;
  beforeEach(() => (process.env = { PATH: '/bin', AWS_PROFILE: 'work', AWS_SESSION_TOKEN: 'secret' }));
  afterEach(() => (process.env = before));

  test('has nothing of the AWS settings of the user', () => {
    process.env['AWS_ENDPOINT_URL_S3'] = 'https://example.com';
    expect(accountEnvironment('http://127.0.0.1:4566', 'eu-west-1')).toEqual({
      PATH: '/bin',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: 'eu-west-1',
      AWS_DEFAULT_REGION: 'eu-west-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      CDK_DEFAULT_ACCOUNT: '000000000000',
      CDK_DEFAULT_REGION: 'eu-west-1',
      NO_PROXY: '127.0.0.1,localhost,[::1]',
      no_proxy: '127.0.0.1,localhost,[::1]',
    });
  });

  test('uses no proxy for the loopback interface', () => {
    process.env['no_proxy'] = 'example.com';
    expect(accountEnvironment('http://127.0.0.1:4566', 'eu-west-1')['NO_PROXY']).toBe(
      'example.com,127.0.0.1,localhost,[::1]',
    );
  });
});

describe('the account at AWS_ENDPOINT_URL', () => {
  const options = { region: 'us-west-2', port: undefined, work: new AbortController(), report: () => {} };
  const before = process.env;
  beforeEach(() => (process.env = { ...before }));
  afterEach(() => (process.env = before));

  test('is used when it answers, and is not stopped', async () => {
    const server = createServer((_, response) => response.end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    process.env['AWS_ENDPOINT_URL'] = `${endpoint}/`;
    const account = await openAccount(options);
    expect(account).toMatchObject({
      endpoint,
      region: 'us-west-2',
      environment: { AWS_ENDPOINT_URL: endpoint },
    });
    expect(account.files).toBeUndefined();
    await account.close();
    expect((await fetch(endpoint)).ok).toBe(true);
    server.close();
    server.closeAllConnections();
  });

  test('is refused when it does not answer', async () => {
    process.env['AWS_ENDPOINT_URL'] = 'http://127.0.0.1:1';
    await expect(openAccount(options)).rejects.toThrow(
      'No emulated account answers at http://127.0.0.1:1, which AWS_ENDPOINT_URL names; start it, or unset',
    );
  });

  test('excludes --port', async () => {
    process.env['AWS_ENDPOINT_URL'] = 'http://127.0.0.1:1';
    await expect(openAccount({ ...options, port: 4566 })).rejects.toThrow(
      '--port is for an emulated account that npm start starts, and AWS_ENDPOINT_URL (http://127.0.0.1:1) names one',
    );
  });
});
