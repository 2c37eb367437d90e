import { CommandLine, examples } from '../command-line';
import { platformOptions, type PlatformOptions } from '../platform-options';

/** The command line of `npm run fits`. */
export interface Arguments {
  /** Files with pods; none for the workloads of the configuration. */
  readonly files: readonly string[];
  readonly selection: PlatformOptions;
}

const PROGRAM = 'npm run fits --';

/**
 * Parses the command line of `npm run fits`.
 *
 * @param printHelp - Gets the help.
 * @returns Undefined if the help was printed.
 * @throws UserError on the first mistake.
 */
export function readArguments(
  args: readonly string[],
  printHelp: (text: string) => void,
): Arguments | undefined {
  let files: readonly string[] = [];
  const program = new CommandLine(PROGRAM)
    .usage('[FILE...] [options]')
    .argument(
      '[FILE...]',
      'YAML or JSON files with pods: a Pod, or anything with a pod template, such as a Deployment or a Job (default: cluster.workloads of the configuration)',
    )
    .description(
      'Shows which node group takes each pod, while the group has no node and while it has some. If none does, shows the reason and the fix, and exits with code 1. Nothing is deployed or read from AWS.',
    )
    .configureOutput({ writeOut: printHelp })
    .addOptions(platformOptions())
    .addHelpText(
      'after',
      examples(
        `${PROGRAM} pod.yaml`,
        `${PROGRAM} training.yaml serving.yaml --environment dev`,
        `${PROGRAM} --config ours.yaml`,
      ),
    )
    .action((given: readonly string[]) => {
      files = given;
    });
  return program.read(args) ? { files, selection: program.opts<PlatformOptions>() } : undefined;
}
