import { runProgram } from '../run-program';
import { readArguments } from './arguments';
import type * as runCommandModule from './run-command';

/** `npm run train`: jobs on the fleets of a deployed platform, by calls of the AWS API alone. */
void runProgram(() => {
  const given = readArguments(process.argv.slice(2), {
    help: (text) => process.stdout.write(text),
    hint: (line) => console.error(line),
  });
  if (!given) return 0;
  // Help does without the AWS SDK. tsx/cjs leaves import() to Node, which does not load TypeScript.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { runCommand } = require('./run-command') as typeof runCommandModule;
  return runCommand(given);
});
