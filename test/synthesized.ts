import { Template } from 'aws-cdk-lib/assertions';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { createPlatformApp, type PlatformApp } from '../lib/app';
import { Platform } from '../lib/platform';
import { appProps, environmentNames, fastApp, fastSynth, loadConfig, type EnvironmentName } from './fast-app';
import { quietly } from './setup/quiet';
import { STACKS, type StackId } from './stack-ids';
import { list, type Resource, type TemplateJson } from './template-json';

export {
  environmentNames,
  list,
  STACKS,
  type EnvironmentName,
  type Resource,
  type StackId,
  type TemplateJson,
};

export interface LocatedResource {
  /** `<stack>/<logical id>` */
  readonly id: string;
  readonly stack: StackId;
  readonly resource: Resource;
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
  /** The stack that a reference names, and the value of its output there. */
  readonly referenced: (reference: StackOutputReference) => {
    readonly stack: StackId;
    readonly value: unknown;
  };
}

/** A reference to an output of another stack, as templates have it. */
export interface StackOutputReference {
  readonly 'Fn::GetStackOutput': { readonly StackName: string; readonly OutputName: string };
}

/** A platform that went through the whole synthesis: compliance rules, validation and the companion. */
export type Synthesized = PlatformApp & Templates;

const ready = new Map<string, Synthesized>();
const built = new Map<string, Templates>();

/**
 * Synthesizes an environment as a user does, once for each test file when there is no overlay. With an overlay, the checks
 * of the CDK itself are left out: they take seconds to load, and check every environment and random ones elsewhere.
 */
export function synthesize(environment: EnvironmentName, overlay?: object): Synthesized {
  const known = overlay ? undefined : ready.get(environment);
  if (known) return known;
  const loaded = loadConfig(environment, overlay);
  const props = { ...appProps(), builtinCloudFormationValidation: overlay === undefined };
  const platformApp = quietly(() => createPlatformApp(loaded, undefined, props));
  const synthesized: Synthesized = {
    ...platformApp,
    ...templates(quietly(() => platformApp.app.synth())),
  };
  if (!overlay) ready.set(environment, synthesized);
  return synthesized;
}

/**
 * Only the templates, once for each configuration in a test file. The slow parts of a synthesis are left out: rules,
 * validation, compiled functions and copies of the assets.
 */
export function build(environment: EnvironmentName, overlay: object = {}): Templates {
  const key = JSON.stringify([environment, overlay]);
  const known = built.get(key) ?? buildPlatform(environment, overlay);
  built.set(key, known);
  return known;
}

function buildPlatform(environment: EnvironmentName, overlay: object): Templates {
  const app = fastApp();
  new Platform(app, loadConfig(environment, overlay).config);
  return templates(fastSynth(app));
}

function templates(assembly: CloudAssembly): Templates {
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
    referenced: ({ 'Fn::GetStackOutput': { StackName, OutputName } }) => {
      const stack = STACKS.find((id) => assembly.getStackArtifact(id).stackName === StackName)!;
      const output = json(stack).Outputs?.[OutputName];
      if (!output) throw new Error(`${StackName} has no output ${OutputName}`);
      return { stack, value: output.Value };
    },
  };
}
