import type { Reference } from './block';

/** Text that contains references. */
export class Template {
  constructor(readonly parts: readonly (string | Reference)[]) {}
}

/** Literal text, even if it looks like a reference: a script, or text from the configuration. */
export class Literal {
  constructor(readonly text: string) {}
}

/** A value that is unknown until Terraform runs, or that is written in a special way. */
export type Expression = Reference | Template | Literal;
/** Text of an argument. Plain text is escaped, and must not look like a reference. */
export type Text = string | Expression;
/** A list, or a reference to one. */
export type Texts = readonly Text[] | Reference;
/** A map, or a reference to one. Undefined entries are omitted. */
export type TextMap = Readonly<Record<string, Text | undefined>> | Reference;
/** A number, or a reference to one. */
export type Numeral = number | Reference;
/** A boolean, or a reference to one. */
export type Truth = boolean | Reference;

/**
 * Creates text with references: `` template`serviceAccount:${account.ref('email')}` ``. Interpolated strings are
 * escaped.
 */
export function template(
  strings: TemplateStringsArray,
  ...values: readonly (string | Reference)[]
): Template {
  const parts = strings.flatMap((text, index) => {
    const value = values[index];
    return value === undefined ? [text] : [text, value];
  });
  return new Template(parts.filter((part) => part !== ''));
}

/** Creates literal text, such as a script or text from the configuration. */
export function literal(text: string): Literal {
  return new Literal(text);
}

/**
 * Escapes text so that Terraform does not interpret any part of it as a template.
 *
 * `$${` means `${`. But Terraform leaves `$$${` alone, so dollars before the last one go into an expression.
 */
export function escape(text: string): string {
  return text.replace(/(\$+|%+)\{/g, (_, run: string) => {
    const sign = run.charAt(0);
    const before = run.length > 1 ? `\${"${run.slice(1)}"}` : '';
    return `${before}${sign}${sign}{`;
  });
}

/** Whether plain text contains a reference in the syntax of Terraform, such as `${var.region}`. */
export function looksLikeReference(text: string): boolean {
  return /\$\{\s*(var|local|data|module|path|terraform|each|count|self|[a-z]+_[a-z0-9_]+)\.\w/.test(text);
}
