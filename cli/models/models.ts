import { refuseOptionsOfNpm } from '../npm-options';
import { platformOptionsOfNpm } from '../platform-options';
import { runProgram } from '../run-program';
import { readArguments } from './arguments';
import type * as runCommandModule from './run-command';

/** `npm run models`: releases models to the services of a deployed platform, and lists the releases. */
void runProgram(() => {
  const words = process.argv.slice(2);
  refuseOptionsOfNpm('npm run models --', [...platformOptionsOfNpm, { name: 'name', value: 'NAME' }], words);
  const given = readArguments(words, (text) => process.stdout.write(text));
  if (!given) return 0;
  // Loaded here, so that --help does not load the AWS SDK. Not by import(), which tsx/cjs does not handle.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { runCommand } = require('./run-command') as typeof runCommandModule;
  return runCommand(given);
});
