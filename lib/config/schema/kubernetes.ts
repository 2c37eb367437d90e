import { z } from 'zod';
import { distinct } from './values';

/** A label key, and a key of a taint: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/ */
const labelKey = z
  .string()
  .regex(
    /^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/,
    'write a Kubernetes label key',
  );
const labelValue = z
  .string()
  .regex(/^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/, 'write a Kubernetes label value');

/**
 * Labels of nodes. The domains kubernetes.io and k8s.io are reserved.
 *
 * @param allowed - Prefixes in these domains that are allowed. Default: none.
 */
export function nodeLabels(allowed: readonly string[] = []) {
  const key = labelKey.refine(
    (text) =>
      !/^([a-z0-9.-]*\.)?(kubernetes|k8s)\.io\//.test(text) ||
      allowed.some((prefix) => text.startsWith(prefix)),
    'labels of kubernetes.io and k8s.io are reserved: use a domain of your own',
  );
  return z.record(key, labelValue).default({}).describe('Kubernetes labels of the nodes.');
}

const taint = z.strictObject({
  key: labelKey.describe('Key of the taint.'),
  value: labelValue.default('').describe('Value of the taint.'),
  effect: z
    .enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute'])
    .default('NoSchedule')
    .describe('Effect on pods that do not tolerate the taint.'),
});

/** Taints of nodes; a taint is identified by key and effect. */
export const nodeTaints = distinct(z.array(taint).max(50), ({ key, effect }) => `${key}:${effect}`).default(
  [],
);

/** Taint effects as the APIs of EKS and GKE spell them, by their names in Kubernetes. */
export const apiTaintEffects = {
  NoSchedule: 'NO_SCHEDULE',
  PreferNoSchedule: 'PREFER_NO_SCHEDULE',
  NoExecute: 'NO_EXECUTE',
} as const satisfies Readonly<Record<z.output<typeof taint>['effect'], string>>;
