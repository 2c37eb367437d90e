import { Annotations, App, CfnResource, Validations, type AppProps } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { lacksResourceType } from './catalog';
import { AuditedChecks } from './compliance/audited-checks';
import { ConfigError, type LoadedConfig } from './config';
import { BOUNDARY, checkBoundaryAccount } from './config/cdk-context';
import { error, type Problem } from './config/problem';
import { Platform } from './platform';
import { checkResources, checkTemplates } from './stack-limits';

/** An app with the platform, ready for synthesis. */
export interface PlatformApp {
  readonly app: App;
  readonly platform: Platform;
  /** The compliance rules that run at synth. */
  readonly checks: AuditedChecks;
}

/**
 * Creates an app with the platform, its compliance rules and the warnings of its configuration.
 *
 * @param loaded - A checked configuration.
 * @param account - Account to deploy to, if known.
 * @param props - Where to write to, and the feature flags when they do not come from the CDK CLI.
 * @throws ConfigError when a stack would be larger than CloudFormation allows, or needs a resource type that the region
 * lacks, or when the permissions boundary has an account that is not known.
 */
export function createPlatformApp(loaded: LoadedConfig, account?: string, props: AppProps = {}): PlatformApp {
  const app = new App({ ...props, autoSynth: false });
  const checks = new AuditedChecks(app);
  Validations.of(app).addPlugins(checks);
  refuseUnknownAccount(app, loaded.config.account ?? account);
  const platform = new Platform(app, loaded.config, account);
  refuse(checkResources(platform));
  refuseLackingTypes(platform, loaded.config.region);
  for (const { path, message } of loaded.warnings) {
    const id = path.split('.')[0]!;
    const stack = platform.stacks.find((each) => each.node.id.toLowerCase() === id) ?? platform.network;
    Annotations.of(stack).addWarningV2(`ml-platform:${path}`, `${path}: ${message}`);
  }
  return { app, platform, checks };
}

/**
 * Synthesizes the templates.
 *
 * @throws ConfigError when CloudFormation would refuse one for its size.
 */
export function synthesize({ app, platform }: PlatformApp): CloudAssembly {
  const assembly = app.synth();
  refuse(checkTemplates(platform, assembly));
  return assembly;
}

function refuseUnknownAccount({ node }: App, account: string | undefined): void {
  refuse(checkBoundaryAccount(node.tryGetContext(BOUNDARY), account));
}

function refuse(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new ConfigError(problems);
}

/** The validation of the CDK would say the same without the stack, and nothing besides. */
function refuseLackingTypes({ stacks }: Platform, region: string): void {
  const problems = stacks.flatMap((stack) => {
    const resources = stack.node.findAll().filter((each) => CfnResource.isCfnResource(each));
    const types = new Set(resources.map(({ cfnResourceType }) => cfnResourceType));
    return [...types]
      .filter((type) => lacksResourceType(region, type))
      .map((type) =>
        error(
          stack.node.id.toLowerCase(),
          `stack ${stack.stackName} needs ${type}, which CloudFormation lacks in ${region}; leave out what needs it, or use another region.`,
        ),
      );
  });
  refuse(problems);
}
