import { Annotations, App, Validations, type AppProps } from 'aws-cdk-lib';
import { AuditedChecks } from './compliance/audited-checks';
import type { LoadedConfig } from './config';
import { Platform } from './platform';

/** The platform in an app, ready to be synthesized. */
export interface PlatformApp {
  readonly app: App;
  readonly platform: Platform;
  /** The compliance rules that run at synth. */
  readonly checks: AuditedChecks;
}

/**
 * Puts the platform into an app, with its compliance rules and the warnings of its configuration.
 *
 * @param loaded - A checked configuration.
 * @param account - Account to deploy to, if known.
 * @param props - Where to write to, and the feature flags when they do not come from the CDK CLI.
 */
export function createPlatformApp(loaded: LoadedConfig, account?: string, props: AppProps = {}): PlatformApp {
  const app = new App({ ...props, autoSynth: false });
  const checks = new AuditedChecks(app);
  Validations.of(app).addPlugins(checks);
  const platform = new Platform(app, loaded.config, account);
  for (const { path, message } of loaded.warnings) {
    const id = path.split('.')[0]!;
    const stack = platform.stacks.find((each) => each.node.id.toLowerCase() === id) ?? platform.network;
    Annotations.of(stack).addWarningV2(`ml-platform:${path}`, `${path}: ${message}`);
  }
  return { app, platform, checks };
}
