import { runProgram } from '../run-program';
import { readArguments } from './arguments';
import type * as deployAndCompareModule from './deploy-and-compare';

/** `npm start`: deploys the whole platform into an emulated AWS account on this computer. */
void runProgram(() => {
  const given = readArguments(process.argv.slice(2), (text) => process.stdout.write(text));
  if (!given) return 0;
  // Help does without the AWS SDK. tsx/cjs leaves import() to Node, which does not load TypeScript.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { deployAndCompare } = require('./deploy-and-compare') as typeof deployAndCompareModule;
  return deployAndCompare(given);
});
