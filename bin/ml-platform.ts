import { App } from 'aws-cdk-lib';
import { createPlatformApp } from '../lib/app';
import { ConfigError } from '../lib/config';
import { loadConfig } from '../lib/config';
import { readSelection } from '../lib/config/selection';

/** The entry point of the CDK CLI: the only place that reads context and the process environment. */
try {
  // An app of its own only to read the context that the CLI hands over; it is never synthesized.
  const { node } = new App({ autoSynth: false, analyticsReporting: false });
  const credentialsAccount = process.env['CDK_DEFAULT_ACCOUNT'] || undefined;
  const loaded = loadConfig({ ...readSelection(node.getAllContext()), credentialsAccount });
  createPlatformApp(loaded, credentialsAccount).app.synth();
} catch (problem) {
  if (!(problem instanceof ConfigError)) throw problem;
  process.stderr.write(`${problem.message}\n`);
  process.exitCode = 1;
}
