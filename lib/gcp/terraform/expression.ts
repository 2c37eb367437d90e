import type { Reference } from './block';

/** Text with references in it. */
export class Template {
  constructor(readonly parts: readonly (string | Reference)[]) {}
}

/** Literal text, whatever it looks like: a script, or text from the configuration. */
export class Literal {
  constructor(readonly text: string) {}
}

/** A value that is not known before Terraform runs, or needs care when it is written. */
export type Expression = Reference | Template | Literal;
/** Text of an argument. Plain text is escaped; what looks like a reference in it is an error. */
export type Text = string | Expression;
/** A list that is written out, or one that another block has. */
export type Texts = readonly Text[] | Reference;
/** A map that is written out, or one that another block has. Entries that are undefined are left out. */
export type TextMap = Readonly<Record<string, Text | undefined>> | Reference;
/** A number, or one that another block has. */
export type Numeral = number | Reference;
/** A boolean, or a reference to one. */
export type Truth = boolean | Reference;

/**
 * Puts references into a text: `` template`serviceAccount:${account.ref('email')}` ``.
 *
 * Only references and the text between them are taken; strings that are put in are escaped.
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

/** Text that is written so that Terraform reads it as it is: a script, or text from the configuration. */
export function literal(text: string): Literal {
  return new Literal(text);
}

/**
 * Writes text so that Terraform takes nothing in it for a template.
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

/** Whether plain text holds what Terraform would read as a reference, such as `${var.region}`. */
export function looksLikeReference(text: string): boolean {
  return /\$\{\s*(var|local|data|module|path|terraform|each|count|self|[a-z]+_[a-z0-9_]+)\.\w/.test(text);
}
