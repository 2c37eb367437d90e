import { Block } from './block';
import type { BadReference } from './errors';
import { escape, Literal, looksLikeReference, Template } from './expression';
import { Reference } from './block';

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Converts the arguments of the blocks of a document to JSON, and collects every invalid reference. */
export class Renderer {
  readonly badReferences: BadReference[] = [];

  /** @param known - The blocks of the document. */
  constructor(private readonly known: ReadonlySet<Block>) {}

  /** Renders the body of a block. */
  body(block: Block): Json {
    return this.value(block.body, block, '') ?? {};
  }

  private value(value: unknown, referrer: Block, argument: string): Json | undefined {
    if (value === undefined) return undefined;
    if (value === null || typeof value === 'number' || typeof value === 'boolean') return value;
    if (typeof value === 'string') return this.plain(value, referrer, argument);
    if (value instanceof Literal) return escape(value.text);
    if (value instanceof Reference) return this.interpolation(value, referrer, argument);
    if (value instanceof Template) {
      const parts = value.parts.map((part) =>
        part instanceof Reference ? this.interpolation(part, referrer, argument) : escape(part),
      );
      return parts.join('');
    }
    if (value instanceof Block) {
      // `depends_on` names a block as a whole, without `${}`.
      this.check(value, value.address, referrer, argument);
      return value.address;
    }
    if (Array.isArray(value)) {
      const items = value.map((item, index) => this.value(item, referrer, `${argument}[${index}]`));
      return items.filter((item) => item !== undefined);
    }
    return this.map(value as Record<string, unknown>, referrer, argument);
  }

  private map(value: Record<string, unknown>, referrer: Block, argument: string): Json {
    const entries = Object.entries(value).flatMap(([key, item]): [string, Json][] => {
      const rendered = this.value(item, referrer, argument === '' ? key : `${argument}.${key}`);
      // Terraform also interprets map keys as templates.
      return rendered === undefined ? [] : [[escape(key), rendered]];
    });
    return Object.fromEntries(entries);
  }

  private plain(text: string, referrer: Block, argument: string): string {
    if (looksLikeReference(text)) {
      const reason = `holds a reference as text (${JSON.stringify(text)}); use ref() or template, or literal() if it is only text.`;
      this.badReferences.push({ referrer: referrer.address, argument, reason });
    }
    return escape(text);
  }

  private interpolation(reference: Reference, referrer: Block, argument: string): string {
    this.check(reference.block, reference.traversal, referrer, argument);
    return `\${${reference.traversal}}`;
  }

  private check(block: Block, target: string, referrer: Block, argument: string): void {
    if (this.known.has(block)) return;
    const reason = `refers to ${target}, but ${block.address} was not added to this document.`;
    this.badReferences.push({ referrer: referrer.address, argument, reason });
  }
}
