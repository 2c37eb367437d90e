import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type AppProps } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { parseConfig, type LoadedConfig } from '../lib/config';
import { environments } from '../lib/config/environments';
import { merge } from '../lib/config/merge';
import { quietly } from './setup/quiet';

export type EnvironmentName = keyof typeof environments;
export const environmentNames = Object.keys(environments) as EnvironmentName[];

const folder = mkdtempSync(join(tmpdir(), 'ml-platform-test-'));
let count = 0;

const { context } = JSON.parse(readFileSync(join(__dirname, '..', 'cdk.json'), 'utf8')) as {
  context: Record<string, unknown>;
};

/** Feature flags of the project, and an output folder of its own. */
export function appProps(): AppProps {
  return {
    outdir: join(folder, String(count++)),
    // No test looks at where in the code a resource was created, and recording it takes a tenth of the time.
    context: {
      ...context,
      'aws:cdk:disable-stack-trace': true,
      'aws:cdk:disable-creation-stack-traces': true,
    },
    analyticsReporting: false,
    autoSynth: false,
  };
}

/** An app that neither compiles functions nor copies assets, which takes most of the time of a synthesis. */
export function fastApp(): App {
  return new App(fastAppProps());
}

/** The properties of {@link fastApp}. */
export function fastAppProps(): AppProps {
  const props = appProps();
  return {
    ...props,
    context: { ...props.context, 'aws:cdk:disable-asset-staging': true, 'aws:cdk:bundling-stacks': [] },
    treeMetadata: false,
  };
}

/** Synthesizes without the validation of CDK, which takes seconds to load. */
export function fastSynth(app: App): CloudAssembly {
  const before = process.env['CDK_VALIDATION'];
  process.env['CDK_VALIDATION'] = 'false';
  try {
    return quietly(() => app.synth());
  } finally {
    if (before === undefined) delete process.env['CDK_VALIDATION'];
    else process.env['CDK_VALIDATION'] = before;
  }
}

/** The checked configuration of an environment with some other settings. */
export function loadConfig(environment: EnvironmentName, overlay: object = {}): LoadedConfig {
  return parseConfig(merge(environments[environment], overlay));
}
