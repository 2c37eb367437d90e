import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { createPlatformApp, type PlatformApp } from '../lib/app';
import { parseConfig } from '../lib/config';
import { environments } from '../lib/config/environments';
import { merge } from '../lib/config/merge';

export type EnvironmentName = keyof typeof environments;
export const environmentNames = Object.keys(environments) as EnvironmentName[];

export const STACKS = [
  'Network',
  'Storage',
  'Identity',
  'Training',
  'Cluster',
  'Inference',
  'Observability',
] as const;
export type StackId = (typeof STACKS)[number];

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

/** A platform that went through the whole synthesis: compliance rules, validation and the companion. */
export interface Synthesized extends PlatformApp {
  readonly assembly: CloudAssembly;
  readonly outdir: string;
  json(stack: StackId): TemplateJson;
  template(stack: StackId): Template;
  /** Resources of some types, of all stacks. */
  readonly ofType: (...types: string[]) => LocatedResource[];
  readonly all: readonly LocatedResource[];
}

const folder = mkdtempSync(join(tmpdir(), 'ml-platform-test-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
let count = 0;

const { context } = JSON.parse(readFileSync(join(__dirname, '..', 'cdk.json'), 'utf8')) as {
  context: Record<string, unknown>;
};
const ready = new Map<string, Synthesized>();

/** Writes one value, several or none as a list. */
export const list = <T>(value: T | T[] | undefined): T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

/** Synthesizes an environment, once for each worker when there is no overlay. */
export function synthesize(environment: EnvironmentName, overlay?: object): Synthesized {
  const known = overlay ? undefined : ready.get(environment);
  if (known) return known;
  const loaded = parseConfig(merge(environments[environment], overlay ?? {}));
  const outdir = join(folder, String(count++));
  const platformApp = createPlatformApp(loaded, undefined, { outdir, context, analyticsReporting: false });
  const assembly = platformApp.app.synth();
  const jsons = new Map<string, TemplateJson>();
  const json = (stack: StackId): TemplateJson => {
    if (!jsons.has(stack)) jsons.set(stack, assembly.getStackArtifact(stack).template as TemplateJson);
    return jsons.get(stack)!;
  };
  const all = STACKS.flatMap((stack) =>
    Object.entries(json(stack).Resources).map(([id, resource]) => ({
      id: `${stack}/${id}`,
      stack,
      resource,
    })),
  );
  const synthesized: Synthesized = {
    ...platformApp,
    assembly,
    outdir,
    json,
    template: (stack) => Template.fromJSON(json(stack)),
    all,
    ofType: (...types) => all.filter(({ resource }) => types.includes(resource.Type)),
  };
  if (!overlay) ready.set(environment, synthesized);
  return synthesized;
}
