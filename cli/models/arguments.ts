import { MODEL_NAME_PATTERN } from '../../lib/contract/model-release';
import { show } from '../../lib/config/show';
import { CommandLine, examples, valueOption } from '../command-line';
import { platformOptions, type PlatformOptions } from '../platform-options';
import { UserError } from '../user-error';

const PROGRAM = 'npm run models --';

/** What a user asks for. */
export type Arguments = { readonly platform: PlatformOptions } & (
  | {
      readonly verb: 'promote';
      /** Folder of this computer, or URL of a candidate in the models bucket. */
      readonly source: string;
      /** Name of the model. */
      readonly name: string;
    }
  | { readonly verb: 'list' }
);

/**
 * Parses the command line of `npm run models`.
 *
 * @param printHelp - Gets the help.
 * @returns Undefined if the help was printed.
 * @throws UserError on the first mistake.
 */
export function readArguments(
  args: readonly string[],
  printHelp: (text: string) => void,
): Arguments | undefined {
  let found: ((platform: PlatformOptions) => Arguments) | undefined;
  const program = new CommandLine(PROGRAM)
    .usage('COMMAND [options]')
    .description('Releases models to the services of a deployed platform.')
    .configureOutput({ writeOut: printHelp })
    .addOptions(platformOptions());
  program
    .command('promote')
    .usage('<SOURCE> --name <NAME>')
    .summary('release a model')
    .description(
      'Copies a candidate of the models bucket, or a folder of this computer, to the releases, with its checksums and a record of who released it. Prints the version, which a service of the configuration names. Running services do not change.',
    )
    .argument('<SOURCE>', 'candidate, such as s3://BUCKET/candidates/run-12/, or a folder of this computer')
    .addOption(valueOption('--name <NAME>', 'name of the model, such as llm'))
    .addHelpText(
      'after',
      examples(
        `${PROGRAM} promote s3://ml-models-111122223333-us-west-2/candidates/run-12/ --name llm`,
        `${PROGRAM} promote ./llm --name llm --environment dev`,
      ),
    )
    .action((source: string, { name }: { name?: string }) => {
      const checked = modelName(name);
      found = (platform) => ({ verb: 'promote', source, name: checked, platform });
    });
  program
    .command('list')
    .summary('list the releases')
    .description('Lists the releases of all models, the newest first, and the services that name them.')
    .addHelpText('after', examples(`${PROGRAM} list --environment dev`))
    .action(() => {
      found = (platform) => ({ verb: 'list', platform });
    });
  program.addHelpText('after', examples(`${PROGRAM} list`, `${PROGRAM} promote --help`));
  if (!program.read(args)) return undefined;
  return found?.(program.opts<PlatformOptions>());
}

function modelName(name: string | undefined): string {
  if (name === undefined)
    throw new UserError('--name is missing: add --name NAME, the name of the model, such as llm.');
  if (new RegExp(`^${MODEL_NAME_PATTERN}$`).test(name)) return name;
  throw new UserError(
    `--name ${show(name)} is not allowed; use 1 to 63 lower-case letters, digits and -, with no - at its ends.`,
  );
}
