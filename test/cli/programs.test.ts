import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from './program';

const scratch = mkdtempSync(join(tmpdir(), 'ml-platform-programs-'));
afterAll(() => rmSync(scratch, { recursive: true }));

test.each([
  ['npm start', 'start/start.ts', ['--help'], /^Usage: npm start -- /],
  ['npm run train', 'train/train.ts', ['--help'], /^Usage: npm run train -- /],
  ['npm run fits', 'fits/fits.ts', ['--help'], /^Usage: npm run fits -- /],
])(
  'the help of %s goes to standard output and loads neither the AWS SDK nor the configuration',
  async (_, script, args, usage) => {
    const listing = join(scratch, 'list-modules.js');
    writeFileSync(
      listing,
      `process.on('exit', () => console.error(Object.keys(require.cache).filter((file) => /@aws-sdk|@smithy|zod/.test(file))));`,
    );
    const { exitCode, stdout, stderr } = await runProgram(script, args, listing);
    expect(stderr).toBe('[]\n');
    expect(stdout).toMatch(usage);
    expect(exitCode).toBe(0);
  },
  60_000,
);

test('every program exits with code 1 on a mistake, without a stack trace, before they start anything', async () => {
  const runs = await Promise.all([
    runProgram('start/start.ts', ['--fast']),
    runProgram('start/start.ts', ['-c', 'region=mars', '-c', 'enviroment=dev']),
    runProgram('train/train.ts', ['strat']),
    runProgram('train/train.ts', ['list', '--environment', 'lessn']),
    runProgram('fits/fits.ts', ['pod.yaml', '--enviroment', 'dev']),
    runProgram('fits/fits.ts', ['no-such-file.yaml']),
  ]);
  expect(runs.map(({ stderr }) => stderr)).toEqual([
    expect.stringMatching(/^Unknown option '--fast'\. npm start -- --help lists the options\.\n$/),
    expect.stringMatching(
      /^Environment production, account 000000000000, region mars\.\nThe configuration has 2 problems:\n {2}-c enviroment: is not a setting here; .*\n {2}region: "mars" is not an AWS region; .*\n$/,
    ),
    expect.stringMatching(/^Unknown command 'strat'; .* Did you mean "start"\? .*\n$/),
    expect.stringMatching(/^The configuration has 1 problem:\n {2}environment: "lessn" .*\n$/),
    expect.stringMatching(/^Unknown option '--enviroment'\. Did you mean "--environment"\? .*\n$/),
    expect.stringMatching(/^The pods have 1 problem:\n {2}no-such-file\.yaml: does not exist; write .*\n$/),
  ]);
  expect(runs.map(({ exitCode, stdout }) => [exitCode, stdout])).toEqual(runs.map(() => [1, '']));
}, 60_000);

test('an old flag still works, and prints its current form on standard error', async () => {
  const { exitCode, stdout, stderr } = await runProgram('train/train.ts', ['--list', '--region', 'mars']);
  expect(stderr).toMatch(
    /^This form is deprecated\. Use: npm run train -- list --region mars\nEnvironment production, account unknown, region mars\.\nThe configuration has 1 problem:\n/,
  );
  expect([exitCode, stdout]).toEqual([1, '']);
}, 60_000);
