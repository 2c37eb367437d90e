/** One reference that leads nowhere, or text that pretends to be a reference. */
export interface BadReference {
  /** Address of the block that refers. */
  readonly referrer: string;
  /** Argument in that block, such as `network_interface[0].network`. */
  readonly argument: string;
  /** Fault of it, as the rest of a sentence. */
  readonly reason: string;
}

/** Thrown on render when references do not fit the document. Names all of them, and what the document has. */
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

/** Thrown when a block is added under an address that is taken, or that Terraform does not allow. */
export class TerraformAddressError extends Error {
  constructor(document: string, address: string, reason: string) {
    super(`Terraform document "${document}": ${address} ${reason}`);
    this.name = 'TerraformAddressError';
  }
}
