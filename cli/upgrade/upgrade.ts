import { refuseOptionsOfNpm } from '../npm-options';
import { platformOptionsOfNpm } from '../platform-options';
import { runProgram } from '../run-program';
import { readArguments } from './arguments';
import type * as checkModule from './check-cluster';

/** `npm run upgrade`: checks whether the deployed cluster can get the Kubernetes version of the configuration. */
void runProgram(() => {
  refuseOptionsOfNpm('npm run upgrade --', platformOptionsOfNpm, []);
  const given = readArguments(process.argv.slice(2), (text) => process.stdout.write(text));
  if (!given) return 0;
  // Loaded here, so that --help does not load the AWS SDK. Not by import(), which tsx/cjs does not handle.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { checkCluster } = require('./check-cluster') as typeof checkModule;
  return checkCluster(given);
});
