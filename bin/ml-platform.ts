import { App } from 'aws-cdk-lib';
import { createPlatformApp, synthesize } from '../lib/app';
import { loadConfig } from '../lib/config';
import { readCdkContext } from '../lib/config/cdk-context';
import { readSelection } from '../lib/config/selection';
import { summary } from '../lib/summary';
import { reportProblems } from '../cli/report-problems';

/** The entry point of the CDK CLI. Only the files in bin/ read context and the process environment. */
reportProblems(() => {
  // A separate app, never synthesized, that only reads the context from the CLI.
  const { node } = new App({ autoSynth: false, analyticsReporting: false });
  const credentialsAccount = process.env['CDK_DEFAULT_ACCOUNT'] || undefined;
  const given = node.getAllContext() as Record<string, unknown>;
  const selection = readSelection(given);
  const { context, problems } = readCdkContext(given);
  const loaded = loadConfig({
    ...selection,
    problems: [...(selection.problems ?? []), ...problems],
    credentialsAccount,
  });
  const created = createPlatformApp(loaded, credentialsAccount, {
    postCliContext: context,
  });
  const { platform, checks } = created;
  const assembly = synthesize(created);
  // Standard output is reserved for templates.
  process.stderr.write(`${summary({ platform, config: loaded.config, checks, assembly })}\n`);
});
