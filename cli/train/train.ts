import { refuseOptionsOfNpm } from '../npm-options';
import { platformOptionsOfNpm } from '../platform-options';
import { runProgram } from '../run-program';
import { readArguments } from './arguments';
import type * as runCommandModule from './run-command';

/** Options that npm takes where -- is missing. */
const NPM_OPTIONS = [
  ...platformOptionsOfNpm,
  { name: 'fleet', value: 'NAME' },
  { name: 'name', value: 'NAME' },
  { name: 'instances', value: 'MIN:MAX' },
  { name: 'code', value: 'FOLDER' },
  { name: 'detach' },
  { name: 'keep' },
];

/** `npm run train`: runs jobs on the fleets of a deployed platform, using only the AWS API. */
void runProgram(() => {
  const words = process.argv.slice(2);
  refuseOptionsOfNpm('npm run train --', NPM_OPTIONS, words);
  const given = readArguments(words, {
    help: (text) => process.stdout.write(text),
    hint: (line) => console.error(line),
  });
  if (!given) return 0;
  // Loaded here, so that --help does not load the AWS SDK. Not by import(), which tsx/cjs does not handle.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { runCommand } = require('./run-command') as typeof runCommandModule;
  return runCommand(given);
});
