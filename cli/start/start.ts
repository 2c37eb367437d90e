import { contextOptions, refuseOptionsOfNpm } from '../npm-options';
import { runProgram } from '../run-program';
import { readArguments } from './arguments';
import type * as deployAndCompareModule from './deploy-and-compare';

/** `npm start`: deploys the whole platform into an emulated AWS account on this computer. */
void runProgram(() => {
  const options = [...contextOptions, { name: 'port', value: 'NUMBER' }, { name: 'once' }];
  refuseOptionsOfNpm('npm start --', options, []);
  const given = readArguments(process.argv.slice(2), (text) => process.stdout.write(text));
  if (!given) return 0;
  // Loaded here, so that --help does not load the AWS SDK. Not by import(), which tsx/cjs does not handle.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { deployAndCompare } = require('./deploy-and-compare') as typeof deployAndCompareModule;
  return deployAndCompare(given);
});
