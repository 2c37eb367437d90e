import { runProgram } from '../run-program';
import { readArguments } from './arguments';
import type * as runCommandModule from './run-command';

/** `npm run train`: runs jobs on the fleets of a deployed platform, using only the AWS API. */
void runProgram(() => {
  const given = readArguments(process.argv.slice(2), {
    help: (text) => process.stdout.write(text),
    hint: (line) => console.error(line),
  });
  if (!given) return 0;
  // Loaded here, so that --help does not load the AWS SDK. Not by import(), which tsx/cjs does not handle.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { runCommand } = require('./run-command') as typeof runCommandModule;
  return runCommand(given);
});
