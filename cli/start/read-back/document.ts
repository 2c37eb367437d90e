import type { Properties } from './reader';

/** A parsed JSON document in the template and in the account. */
export interface ComparedDocument {
  readonly expected: unknown;
  readonly actual: unknown;
}

/**
 * Recognizes a JSON document: a policy, a dashboard, a configuration of an add-on.
 * Templates hold it as text or as an object, services return text, IAM URL-encoded.
 */
export function asDocument(expected: unknown, actual: unknown): ComparedDocument | undefined {
  const [asked, given] = [parsed(expected), parsed(actual)];
  if (asked === undefined || given === undefined) return undefined;
  const isText = typeof expected === 'string' || typeof actual === 'string';
  return isText || isPolicy(asked) ? { expected: asked, actual: given } : undefined;
}

/** Whether a document is a policy of IAM or of a resource. */
export function isPolicy(document: unknown): boolean {
  return isMap(document) && 'Statement' in document;
}

/** Whether a value has named members. */
export function isMap(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsed(value: unknown): object | undefined {
  if (typeof value === 'object' && value !== null) return value;
  if (typeof value !== 'string' || !/^\s*([{[]|%7B|%5B)/i.test(value)) return undefined;
  try {
    const document: unknown = JSON.parse(value.startsWith('%') ? decodeURIComponent(value) : value);
    return typeof document === 'object' && document !== null ? document : undefined;
  } catch {
    return undefined;
  }
}
