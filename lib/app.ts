import { Annotations, App, Validations, type AppProps } from 'aws-cdk-lib';
import { AuditedChecks } from './compliance/audited-checks';
import { ConfigError, type LoadedConfig } from './config';
import { error } from './config/problem';
import { Platform } from './platform';
import { countResources } from './summary';

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
 * @param props - Output directory, and the feature flags if the CDK CLI does not provide them.
 * @throws ConfigError when a stack would be larger than CloudFormation allows.
 */
export function createPlatformApp(loaded: LoadedConfig, account?: string, props: AppProps = {}): PlatformApp {
  const app = new App({ ...props, autoSynth: false });
  const checks = new AuditedChecks(app);
  Validations.of(app).addPlugins(checks);
  const platform = new Platform(app, loaded.config, account);
  refuseLargeStacks(platform);
  for (const { path, message } of loaded.warnings) {
    const id = path.split('.')[0]!;
    const stack = platform.stacks.find((each) => each.node.id.toLowerCase() === id) ?? platform.network;
    Annotations.of(stack).addWarningV2(`ml-platform:${path}`, `${path}: ${message}`);
  }
  return { app, platform, checks };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const RESOURCES_PER_STACK = 500;

function refuseLargeStacks({ stacks }: Platform): void {
  const problems = stacks.flatMap((stack) => {
    const resources = countResources(stack);
    if (resources <= RESOURCES_PER_STACK) return [];
    const message =
      `stack ${stack.stackName} would have ${resources} resources, and CloudFormation allows ${RESOURCES_PER_STACK}; ` +
      'move some of its entries to an environment of their own.';
    return [error(stack.node.id.toLowerCase(), message)];
  });
  if (problems.length > 0) throw new ConfigError(problems);
}
