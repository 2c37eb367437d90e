import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createPlatformApp } from '../lib/app';
import { ConfigError, loadConfig } from '../lib/config';
import { error } from '../lib/config/problem';
import { readSelection } from '../lib/config/selection';
import { GcpCompanion } from '../lib/gcp/companion';
import { summary } from '../lib/summary';
import { reportProblems } from './report-problems';

const USAGE =
  'Usage: npm start [-- -c environment=NAME -c region=NAME -c clusterName=NAME -c config=FILE -o DIR]';

/** `npm start`: synthesizes everything without the CDK CLI, and says what it consists of. */
reportProblems(() => {
  const { context, outdir } = readArguments(process.argv.slice(2));
  const flags = JSON.parse(readFileSync(join(__dirname, '..', 'cdk.json'), 'utf8')) as {
    context: Record<string, unknown>;
  };
  const loaded = loadConfig(readSelection(context));
  const platformApp = createPlatformApp(loaded, undefined, { outdir, context: flags.context });
  platformApp.app.synth();
  console.log(`\n${summary(platformApp)}\n`);
  console.log(`CloudFormation templates: ${outdir}/*.template.json`);
  console.log(`Terraform configuration:  ${outdir}/${GcpCompanion.file}`);
});

function readArguments(args: string[]): { context: Record<string, string>; outdir: string } {
  try {
    const { values } = parseArgs({
      args,
      options: {
        context: { type: 'string', short: 'c', multiple: true, default: [] },
        output: { type: 'string', short: 'o', default: 'cdk.out' },
      },
    });
    const context = Object.fromEntries(
      values.context.map((setting) => {
        const [name, ...value] = setting.split('=');
        return [name!, value.join('=')];
      }),
    );
    return { context, outdir: values.output };
  } catch (cause) {
    throw new ConfigError([error('', `${(cause as Error).message.split('. ')[0]}. ${USAGE}`)]);
  }
}
