import { isLoopback, requireJobs, runsJobs } from '../../cli/local-instances';

const ssmWith = (answer: () => unknown) => ({ getParameter: () => Promise.resolve().then(answer) }) as never;
const running = ssmWith(() => ({ Parameter: { Value: 'running' } }));
const failing = (name: string) =>
  ssmWith(() => {
    throw Object.assign(new Error('refused'), { name });
  });
const nothing = failing('ParameterNotFound');

test.each([
  ['http://127.0.0.1:4566', true],
  ['https://localhost', true],
  ['http://[::1]:80', true],
  ['https://vpce-1.ssm.us-west-2.vpce.amazonaws.com', false],
  ['http://127.0.0.1.example.com', false],
  ['notaurl', false],
])('%s is on this computer: %s', (url, expected) => {
  expect(isLoopback(url)).toBe(expected);
});

test('an account on this computer where nothing runs on instances takes no job', async () => {
  await expect(requireJobs(nothing, 'http://127.0.0.1:4566')).rejects.toThrow(
    'Nothing runs on the instances of the account at http://127.0.0.1:4566 (AWS_ENDPOINT_URL), so a job would never start. npm start runs them',
  );
});

test.each([
  ['of npm start', running, 'http://127.0.0.1:4566'],
  ['on AWS', nothing, undefined],
  ['behind an endpoint of the user', nothing, 'https://vpce-1.ssm.us-west-2.vpce.amazonaws.com'],
])('an account %s takes jobs', async (_, ssm, endpoint) => {
  await expect(requireJobs(ssm, endpoint)).resolves.toBeUndefined();
});

test('another error than a missing parameter is not taken for an answer', async () => {
  await expect(runsJobs(failing('AccessDeniedException'))).rejects.toThrow('refused');
});
