import { App } from 'aws-cdk-lib';
import { createPlatformApp, synthesize } from '../lib/app';
import { loadConfig } from '../lib/config';
import { readCdkContext } from '../lib/config/cdk-context';
import { readSelection } from '../lib/config/selection';
import { summary } from '../lib/summary';
import { actingOn, NO_ACCOUNT } from '../cli/acting-on';
import { cdkArguments, misplacedSettings } from '../cli/cdk-command-line';
import { contextOptions, refuseOptionsOfNpm } from '../cli/npm-options';
import { reportProblems } from '../cli/report-problems';
import { whileChecking } from '../cli/slow-notice';

/** The entry point of the CDK CLI. Only the files in bin/ read context and the process environment. */
reportProblems(() => {
  const commandLine = cdkArguments();
  const isExec = process.env['npm_command'] === 'exec';
  refuseOptionsOfNpm(isExec ? 'npx cdk' : 'npm run cdk --', contextOptions, commandLine);
  // A separate app, never synthesized, that only reads the context from the CLI.
  const { node } = new App({ autoSynth: false, analyticsReporting: false });
  const credentialsAccount = process.env['CDK_DEFAULT_ACCOUNT'] || undefined;
  const given = node.getAllContext() as Record<string, unknown>;
  const selection = readSelection(given);
  const { context, problems } = readCdkContext(given);
  const misplaced = misplacedSettings(commandLine);
  const loaded = whileChecking(() =>
    loadConfig({
      ...selection,
      problems: [...(selection.problems ?? []), ...misplaced, ...problems],
      credentialsAccount,
    }),
  );
  // Standard output is reserved for templates.
  const { environment, region, account = credentialsAccount ?? NO_ACCOUNT } = loaded.config;
  process.stderr.write(`${actingOn({ environment, region, account })}\n`);
  const created = createPlatformApp(loaded, credentialsAccount, {
    postCliContext: context,
  });
  const { platform, checks } = created;
  const assembly = synthesize(created);
  process.stderr.write(`${summary({ platform, config: loaded.config, checks, assembly })}\n`);
});
