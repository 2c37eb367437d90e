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

/** One block of a document, created by `TerraformDocument`. */
export class Block {
  /**
   * @param address - Name of the block in references and errors, such as `var.region`.
   * @param place - Keys of its body in the JSON form, such as `['variable', 'region']`.
   * @param body - Its arguments.
   */
  constructor(
    readonly kind: BlockKind,
    readonly address: string,
    readonly place: readonly string[],
    readonly body: unknown,
  ) {}
}

/** A resource or a data source: a block with attributes that other blocks can refer to. */
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
  /** @param attribute - Attribute of the block; undefined for a variable or a local value. */
  constructor(
    readonly block: Block,
    readonly attribute?: string,
  ) {}

  /** The reference as Terraform writes it, without `${}`. */
  get traversal(): string {
    return this.attribute === undefined ? this.block.address : `${this.block.address}.${this.attribute}`;
  }
}
