/** A reference without a target, or text that looks like a reference. */
export interface BadReference {
  /** Address of the block with the reference. */
  readonly referrer: string;
  /** Argument in that block, such as `network_interface[0].network`. */
  readonly argument: string;
  /** Problem, as the rest of a sentence. */
  readonly reason: string;
}

/** Thrown on render for invalid references. The message lists all of them, and the addresses in the document. */
export class TerraformReferenceError extends Error {
  constructor(
    document: string,
    readonly references: readonly BadReference[],
    addresses: readonly string[],
  ) {
    const lines = references.map(({ referrer, argument, reason }) => `  ${referrer}: ${argument} ${reason}`);
    super(
      `Terraform document "${document}" has ${references.length === 1 ? 'a bad reference' : `${references.length} bad references`}:\n` +
        `${lines.join('\n')}\nThe document has: ${addresses.join(', ') || 'nothing to refer to'}.`,
    );
    this.name = 'TerraformReferenceError';
  }
}

/** Thrown when the address of a block is taken, or not allowed by Terraform. */
export class TerraformAddressError extends Error {
  constructor(document: string, address: string, reason: string) {
    super(`Terraform document "${document}": ${address} ${reason}`);
    this.name = 'TerraformAddressError';
  }
}
