import { z } from 'zod';
import type { Resources } from '../../lib/config/scheduling/group-node';
import { equals, type LabelRule, type Pod } from '../../lib/config/scheduling/pod';
import { parseQuantity, pieces } from '../../lib/config/scheduling/quantity';
import { quantity } from '../../lib/config/schema/workload';

/** Fields with null count as left out, as in Kubernetes. */
function field<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullish().transform((value) => value ?? undefined);
}

const amounts = z.record(z.string(), quantity);

const resources = z.object({
  requests: field(amounts),
  limits: field(amounts),
  claims: field(z.array(z.unknown())),
});

const container = z.object({ resources: field(resources) });

const expression = z.object({
  key: z.string(),
  operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt']),
  values: field(z.array(z.string())),
});

const term = z
  .object({ matchExpressions: field(z.array(expression)), matchFields: field(z.array(z.unknown())) })
  .refine(
    ({ matchFields }) => !matchFields?.length,
    'matchFields names one node, and an empty group has none; use matchExpressions',
  );

const affinity = z.object({
  nodeAffinity: field(
    z.object({
      requiredDuringSchedulingIgnoredDuringExecution: field(
        z.object({
          nodeSelectorTerms: z.array(term).min(1),
        }),
      ),
    }),
  ),
});

const toleration = z.object({
  key: z.string().optional(),
  operator: z.enum(['Equal', 'Exists']).optional(),
  value: z.string().optional(),
  effect: z.enum(['', 'NoSchedule', 'PreferNoSchedule', 'NoExecute']).optional(),
});

const volume = z.object({
  persistentVolumeClaim: z.unknown().optional(),
  ephemeral: z.unknown().optional(),
});

/**
 * The fields of a pod that decide where it runs; others are left out.
 *
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
 */
export const podSpec = z.object({
  containers: z.array(container).min(1),
  initContainers: field(z.array(container.extend({ restartPolicy: field(z.string()) }))),
  resources: field(resources),
  overhead: field(amounts),
  nodeSelector: field(z.record(z.string(), z.string())),
  affinity: field(affinity),
  tolerations: field(z.array(toleration)),
  volumes: field(z.array(volume)),
  resourceClaims: field(z.array(z.unknown())),
});

type PodSpec = z.output<typeof podSpec>;

/**
 * The pod of a spec.
 *
 * @param hasClaims - Whether something besides the spec gives it volumes, as a StatefulSet does.
 */
export function podOfSpec(name: string, spec: PodSpec, hasClaims: boolean): Pod {
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return {
    name,
    requests: { ...requestsOf(spec), pods: pieces(1) },
    rules: Object.entries(spec.nodeSelector ?? {}).map(([key, value]) => equals(key, value)),
    alternatives:
      terms?.nodeSelectorTerms.map(({ matchExpressions = [] }) => matchExpressions.map(rule)) ?? [],
    tolerations: spec.tolerations ?? [],
    volumes:
      hasClaims ||
      (spec.volumes ?? []).some(
        ({ persistentVolumeClaim, ephemeral }) => (persistentVolumeClaim ?? ephemeral) !== undefined,
      ),
    resourceClaims: (spec.resourceClaims ?? []).length > 0,
  };
}

function rule({ key, operator, values = [] }: z.output<typeof expression>): LabelRule {
  return { key, operator, values };
}

/**
 * Requests of a pod: of all containers together, or of one init container with the sidecars before it, whichever is more;
 * those of the pod itself come before both. Sidecars are init containers that go on running.
 *
 * Source: https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers
 */
function requestsOf({ containers, initContainers = [], resources: own, overhead = {} }: PodSpec): Resources {
  let sidecars: Resources = {};
  let atStart: Resources = {};
  for (const init of initContainers) {
    const requests = ofContainer(init.resources);
    atStart = combine(larger, atStart, combine(add, sidecars, requests));
    if (init.restartPolicy === 'Always') sidecars = combine(add, sidecars, requests);
  }
  const running = containers.reduce<Resources>(
    (sum, each) => combine(add, sum, ofContainer(each.resources)),
    sidecars,
  );
  const ofContainers = combine(larger, atStart, running);
  return combine(add, { ...ofContainers, ...ofContainer(own) }, parsed(overhead));
}

/** A limit without a request is the request as well. */
function ofContainer(given: z.output<typeof resources> | undefined): Resources {
  return parsed({ ...given?.limits, ...given?.requests });
}

function parsed(texts: Readonly<Record<string, string>>): Resources {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, parseQuantity(text) ?? 0n]));
}

const add = (one: bigint, other: bigint) => one + other;
const larger = (one: bigint, other: bigint) => (one > other ? one : other);

function combine(
  operation: (one: bigint, other: bigint) => bigint,
  one: Resources,
  other: Resources,
): Resources {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Object.fromEntries([...names].map((name) => [name, operation(one[name] ?? 0n, other[name] ?? 0n)]));
}
