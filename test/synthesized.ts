import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type AppProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { createPlatformApp, type PlatformApp } from '../lib/app';
import { parseConfig } from '../lib/config';
import { environments } from '../lib/config/environments';
import { merge } from '../lib/config/merge';
import { Platform } from '../lib/platform';
import { quietly } from './setup/quiet';
import { STACKS, type StackId } from './stack-ids';

export type EnvironmentName = keyof typeof environments;
export const environmentNames = Object.keys(environments) as EnvironmentName[];

export { STACKS, type StackId };

export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, any>;
  readonly DependsOn?: string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export interface LocatedResource {
  /** `<stack>/<logical id>` */
  readonly id: string;
  readonly stack: StackId;
  readonly resource: Resource;
}

/** A CloudFormation template, as far as the tests look into it. */
export interface TemplateJson {
  readonly Resources: Record<string, Resource>;
  readonly Outputs?: Record<string, { Value: unknown }>;
}

/** The templates of a platform, and ways to look into them. */
export interface Templates {
  readonly assembly: CloudAssembly;
  readonly outdir: string;
  readonly json: (stack: StackId) => TemplateJson;
  readonly template: (stack: StackId) => Template;
  /** Resources of some types, of all stacks. */
  readonly ofType: (...types: string[]) => LocatedResource[];
  readonly all: readonly LocatedResource[];
}

/** A platform that went through the whole synthesis: compliance rules, validation and the companion. */
export type Synthesized = PlatformApp & Templates;

const folder = mkdtempSync(join(tmpdir(), 'ml-platform-test-'));
let count = 0;

const { context } = JSON.parse(readFileSync(join(__dirname, '..', 'cdk.json'), 'utf8')) as {
  context: Record<string, unknown>;
};
const ready = new Map<string, Synthesized>();
const built = new Map<string, Templates>();

/** Writes one value, several or none as a list. */
export const list = <T>(value: T | T[] | undefined): T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

/**
 * Synthesizes an environment as a user does, once for each test file when there is no overlay. With one, the checks of CDK
 * itself are left out, which take seconds to load: they see every environment, and random ones.
 */
export function synthesize(environment: EnvironmentName, overlay?: object): Synthesized {
  const known = overlay ? undefined : ready.get(environment);
  if (known) return known;
  const loaded = load(environment, overlay);
  const props = { ...appProps(), builtinCloudFormationValidation: overlay === undefined };
  const platformApp = quietly(() => createPlatformApp(loaded, undefined, props));
  const synthesized: Synthesized = { ...platformApp, ...templates(platformApp.app) };
  if (!overlay) ready.set(environment, synthesized);
  return synthesized;
}

/**
 * The templates alone, once for each configuration in a test file, without what takes most of the time: rules, validation,
 * compiled functions and copies of the assets.
 */
export function build(environment: EnvironmentName, overlay: object = {}): Templates {
  const key = JSON.stringify([environment, overlay]);
  const known = built.get(key) ?? withoutValidation(environment, overlay);
  built.set(key, known);
  return known;
}

function withoutValidation(environment: EnvironmentName, overlay: object): Templates {
  const props = appProps();
  const app = new App({
    ...props,
    context: { ...props.context, 'aws:cdk:disable-asset-staging': true, 'aws:cdk:bundling-stacks': [] },
    treeMetadata: false,
  });
  new Platform(app, load(environment, overlay).config);
  const before = process.env['CDK_VALIDATION'];
  process.env['CDK_VALIDATION'] = 'false';
  try {
    return templates(app);
  } finally {
    if (before === undefined) delete process.env['CDK_VALIDATION'];
    else process.env['CDK_VALIDATION'] = before;
  }
}

function load(environment: EnvironmentName, overlay: object = {}) {
  return parseConfig(merge(environments[environment], overlay));
}

/** Feature flags of the project, and an output folder of its own. */
export function appProps(): AppProps {
  return {
    outdir: join(folder, String(count++)),
    // Where in the code each resource comes from is not looked at, and takes a tenth of the time.
    context: {
      ...context,
      'aws:cdk:disable-stack-trace': true,
      'aws:cdk:disable-creation-stack-traces': true,
    },
    analyticsReporting: false,
    autoSynth: false,
  };
}

function templates(app: App): Templates {
  const assembly = quietly(() => app.synth());
  const jsons = new Map(STACKS.map((id) => [id, assembly.getStackArtifact(id).template as TemplateJson]));
  const json = (stack: StackId): TemplateJson => jsons.get(stack)!;
  const all = STACKS.flatMap((stack) =>
    Object.entries(json(stack).Resources).map(([id, resource]) => ({
      id: `${stack}/${id}`,
      stack,
      resource,
    })),
  );
  return {
    assembly,
    outdir: assembly.directory,
    json,
    template: (stack) => Template.fromJSON(json(stack)),
    all,
    ofType: (...types) => all.filter(({ resource }) => types.includes(resource.Type)),
  };
}
