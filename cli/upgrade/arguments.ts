import { CommandLine, examples } from '../command-line';
import { platformOptions, type PlatformOptions } from '../platform-options';

const PROGRAM = 'npm run upgrade --';

/**
 * Parses the command line of `npm run upgrade`.
 *
 * @param printHelp - Gets the help.
 * @returns Undefined if the help was printed.
 * @throws UserError on the first mistake.
 */
export function readArguments(
  args: readonly string[],
  printHelp: (text: string) => void,
): PlatformOptions | undefined {
  const program = new CommandLine(PROGRAM)
    .usage('[options]')
    .description(
      'Compares the Kubernetes version of the deployed cluster with the one of the configuration, and checks what an upgrade meets: versions of nodes, releases of add-ons, free addresses of subnets, and what EKS has found in the cluster. Changes nothing. Exits with code 1 if the upgrade would fail.',
    )
    .configureOutput({ writeOut: printHelp })
    .addOptions(platformOptions())
    .addHelpText('after', examples(`${PROGRAM} --config ours.yaml`, `${PROGRAM} --environment dev`))
    .action(() => {});
  return program.read(args) ? program.opts<PlatformOptions>() : undefined;
}
