import { z } from 'zod';
import { serviceLimits } from '../../catalog';
import { distinct } from './values';

/** The part of a key before its slash: a DNS name. */
const PREFIX = '[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*';
const NAME = '[A-Za-z0-9]([\\w.-]{0,61}[A-Za-z0-9])?';

/** A label key, and a key of a taint: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/ */
const labelKey = z
  .string()
  .regex(new RegExp(`^(${PREFIX}/)?${NAME}$`), 'write a Kubernetes label key')
  .refine(
    (key) => key.lastIndexOf('/') <= 253,
    'write a Kubernetes label key, with at most 253 characters before the slash',
  );
const labelValue = z.string().regex(new RegExp(`^(${NAME})?$`), 'write a Kubernetes label value');

/** The key and the value of a label. */
export interface NodeLabel {
  readonly key: z.ZodType<string, string>;
  readonly value: z.ZodType<string, string>;
}

/** A label of a GKE node: what Kubernetes allows. */
export const nodeLabel: NodeLabel = { key: labelKey, value: labelValue };

const { labelKey: keyLimit, labelValue: valueLimit, taintKey: taintKeyLimit } = serviceLimits;

/** A label of a managed node of EKS, which takes shorter keys than Kubernetes, and no empty value. */
export const managedNodeLabel: NodeLabel = {
  key: labelKey
    .refine(
      (key) => key.length <= keyLimit.value,
      `EKS takes keys of at most ${keyLimit.value} characters with their prefix: use a shorter one`,
    )
    .refine(
      (key) => !isBelow(key, 'eks.amazonaws.com'),
      'labels of eks.amazonaws.com are set by EKS: use a domain of your own',
    ),
  value: z
    .string()
    .regex(
      new RegExp(`^[A-Za-z0-9]([\\w.-]{0,${valueLimit.value - 2}}[A-Za-z0-9])?$`),
      `write a label value of 1 to ${valueLimit.value} letters, digits and any of _.-, with a letter or digit at both ends`,
    ),
};

/**
 * Labels of nodes. The domains kubernetes.io and k8s.io are reserved.
 *
 * @param label - What keys and values the service takes.
 * @param allowed - Prefixes in these domains that are allowed. Default: none.
 */
export function nodeLabels({ key, value }: NodeLabel, allowed: readonly string[] = []) {
  const own = key.refine(
    (text) =>
      !(isBelow(text, 'kubernetes.io') || isBelow(text, 'k8s.io')) ||
      allowed.some((prefix) => text.startsWith(prefix)),
    'labels of kubernetes.io and k8s.io are reserved: use a domain of your own',
  );
  return z.record(own, value).default({}).describe('Kubernetes labels of the nodes.');
}

/** Whether the prefix of a key is a domain or below it. */
function isBelow(key: string, domain: string): boolean {
  const prefix = key.slice(0, Math.max(0, key.lastIndexOf('/')));
  return prefix === domain || prefix.endsWith(`.${domain}`);
}

/** A key of a taint of EKS, which takes shorter ones than Kubernetes. */
export const taintKey = labelKey.refine(
  (key) => key.length <= taintKeyLimit.value,
  `EKS takes keys of at most ${taintKeyLimit.value} characters with their prefix: use a shorter one`,
);

/**
 * Taints of nodes; a taint is identified by key and effect.
 *
 * @param key - What keys the service takes. Default: those of Kubernetes.
 */
export function nodeTaints(key: z.ZodType<string, string> = labelKey) {
  const taint = z.strictObject({
    key: key.describe('Key of the taint.'),
    value: labelValue.default('').describe('Value of the taint.'),
    effect: taintEffect.default('NoSchedule').describe('Effect on pods that do not tolerate the taint.'),
  });
  return distinct(
    z.array(taint).max(serviceLimits.taints.value),
    (each) => `${each.key}:${each.effect}`,
  ).default([]);
}

const taintEffect = z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']);

/** Taint effects as the APIs of EKS and GKE spell them, by their names in Kubernetes. */
export const apiTaintEffects = {
  NoSchedule: 'NO_SCHEDULE',
  PreferNoSchedule: 'PREFER_NO_SCHEDULE',
  NoExecute: 'NO_EXECUTE',
} as const satisfies Readonly<Record<z.output<typeof taintEffect>, string>>;

/** Name of a namespace: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
export const namespace = z
  .string()
  .regex(
    /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
    'use 1 to 63 lower-case letters, digits and hyphens, with no hyphen at either end',
  );
