import { refuseOptionsOfNpm } from '../npm-options';
import { platformOptionsOfNpm } from '../platform-options';
import { runProgram } from '../run-program';
import { readArguments } from './arguments';
import type * as reportModule from './report';

/** `npm run fits`: shows which node group takes each pod, without an account. */
void runProgram(() => {
  refuseOptionsOfNpm('npm run fits --', platformOptionsOfNpm, []);
  const given = readArguments(process.argv.slice(2), (text) => process.stdout.write(text));
  if (!given) return 0;
  // Loaded here, so that --help does not load the configuration. Not by import(), which tsx/cjs does not handle.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { report } = require('./report') as typeof reportModule;
  const { text, everyPodFits } = report(given);
  process.stdout.write(`${text}\n`);
  return everyPodFits ? 0 : 1;
});
