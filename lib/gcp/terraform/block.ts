/** Kinds of blocks, in the order in which they are written. */
export const blockKinds = [
  'terraform',
  'provider',
  'variable',
  'locals',
  'data',
  'resource',
  'output',
] as const;
/** A kind of block of the Terraform language. */
export type BlockKind = (typeof blockKinds)[number];

/** One block of a document. `TerraformDocument` makes them. */
export class Block {
  /**
   * @param address - How the block is named in a reference and in an error, such as `var.region`.
   * @param place - Keys that lead to its body in the JSON form, such as `['variable', 'region']`.
   * @param body - Its arguments.
   */
  constructor(
    readonly kind: BlockKind,
    readonly address: string,
    readonly place: readonly string[],
    readonly body: unknown,
  ) {}
}

/** A resource or a data source: a block with attributes that other blocks can use. */
export class AttributeBlock<Attribute extends string> extends Block {
  /** Refers to an attribute, such as `id` or `network_interface[0].network_ip`. */
  ref(attribute: Attribute): Reference {
    return new Reference(this, attribute);
  }
}

/** A variable or a local value: a block that is a value itself. */
export class ValueBlock extends Block {
  /** Refers to the value. */
  ref(): Reference {
    return new Reference(this);
  }
}

/** An attribute of another block, such as `google_compute_network.ml_vpc.id`. */
export class Reference {
  /** @param attribute - Attribute of the block; a variable or a local value has none. */
  constructor(
    readonly block: Block,
    readonly attribute?: string,
  ) {}

  /** The reference as Terraform writes it, without `${}`. */
  get traversal(): string {
    return this.attribute === undefined ? this.block.address : `${this.block.address}.${this.attribute}`;
  }
}
