import { App } from 'aws-cdk-lib';
import { createPlatformApp } from '../lib/app';
import { loadConfig } from '../lib/config';
import { readSelection } from '../lib/config/selection';
import { summary } from '../lib/summary';
import { reportProblems } from '../cli/report-problems';

/** The entry point of the CDK CLI. Only the files in bin/ read context and the process environment. */
reportProblems(() => {
  // A separate app, never synthesized, that only reads the context from the CLI.
  const { node } = new App({ autoSynth: false, analyticsReporting: false });
  const credentialsAccount = process.env['CDK_DEFAULT_ACCOUNT'] || undefined;
  const loaded = loadConfig({
    ...readSelection(node.getAllContext() as Record<string, unknown>),
    credentialsAccount,
  });
  const { app, platform, checks } = createPlatformApp(loaded, credentialsAccount);
  const assembly = app.synth();
  // Standard output is reserved for templates.
  process.stderr.write(`${summary({ platform, config: loaded.config, checks, assembly })}\n`);
});
