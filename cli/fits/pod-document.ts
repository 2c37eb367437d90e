import { schemaProblems } from '../../lib/config/schema-problems';
import { valueAt } from '../../lib/config/path';
import { podOf, type Pod } from '../../lib/config/scheduling/pod';
import { workloadSchema } from '../../lib/config/schema/workload';
import { podOfSpec, podSpec } from './pod-spec';

/** Kinds that have no pod template, or whose pods start no node. */
const WITHOUT_NODES: readonly string[] = ['DaemonSet'];

type Reader = (document: unknown, place: string, problems: string[]) => Pod[];

/**
 * The pods of one document: of a Pod, of anything with a pod template, of a List of these, or in the short form of
 * `cluster.workloads`. Other kinds, such as a Service, have none.
 *
 * @param place - File and document, for messages.
 * @param problems - Gets a line for each problem.
 */
export const podsOfDocument: Reader = (document, place, problems) => {
  // An empty document, as between two lines of dashes.
  if (document === null || document === undefined) return [];
  if (!isMap(document)) {
    problems.push(`${place}: is no map; write a Kubernetes object, or gpus, cpu, memory and so on.`);
    return [];
  }
  if (document['kind'] === undefined && document['apiVersion'] === undefined) {
    return shortForm(document, place, problems);
  }
  return kubernetesObject(document, place, problems);
};

/** Where the configuration has the short form; messages about unknown settings name those that are known there. */
const SHORT_FORM = ['cluster', 'workloads', 'pod'];

const shortForm: Reader = (document, place, problems) => {
  const parsed = workloadSchema.safeParse(document);
  if (parsed.success) return [podOf(place, parsed.data)];
  const issues = parsed.error.issues.map((issue) => ({ ...issue, path: [...SHORT_FORM, ...issue.path] }));
  const input = SHORT_FORM.reduceRight<unknown>((inner, key) => ({ [key]: inner }), document);
  problems.push(
    ...schemaProblems(issues, input).map(
      ({ path, message }) => `${place}: ${path.slice(`${SHORT_FORM.join('.')}.`.length)}: ${message}`,
    ),
  );
  return [];
};

const kubernetesObject = (
  document: Readonly<Record<string, unknown>>,
  place: string,
  problems: string[],
): Pod[] => {
  const { kind, metadata, items } = document;
  if (kind === 'List' && Array.isArray(items)) {
    return items.flatMap((item, index) => podsOfDocument(item, `${place}, item ${index + 1}`, problems));
  }
  if (WITHOUT_NODES.includes(String(kind))) return [];
  const found = template(document);
  if (!found) {
    if (kind === 'Pod') problems.push(`${place}: the Pod has no spec; write one with containers.`);
    return [];
  }
  const parsed = podSpec.safeParse(found.spec);
  const name = `${String(kind)} ${nameIn(metadata)}`.trim();
  if (!parsed.success) {
    problems.push(
      ...schemaProblems(parsed.error.issues, found.spec).map(
        ({ path, message }) => `${place}: ${name}: ${found.path}.${path}: ${message}`,
      ),
    );
    return [];
  }
  const claims = valueAt(document, ['spec', 'volumeClaimTemplates']);
  return [podOfSpec(name, parsed.data, Array.isArray(claims) && claims.length > 0)];
};

/** The name that a user knows; one may be generated from its beginning. */
function nameIn(metadata: unknown): string {
  const { name, generateName } = isMap(metadata) ? metadata : {};
  const found = name ?? generateName;
  return typeof found === 'string' ? found : '';
}

/** Where the kinds have the spec of their pods. */
const PATHS: readonly (readonly string[])[] = [
  ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
  ['spec', 'template', 'spec'],
  ['template', 'spec'],
];

function template(document: Readonly<Record<string, unknown>>): { spec: unknown; path: string } | undefined {
  if (document['kind'] === 'Pod') {
    return document['spec'] === undefined ? undefined : { spec: document['spec'], path: 'spec' };
  }
  for (const path of PATHS) {
    const spec = valueAt(document, path);
    if (isMap(spec) && 'containers' in spec) return { spec, path: path.join('.') };
  }
  return undefined;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
