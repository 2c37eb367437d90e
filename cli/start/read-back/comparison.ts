/** A property that the account does not have as the template asks for it. */
export interface PropertyDifference {
  /** Names and indices, such as `SecurityGroupEgress[0].Description`. */
  readonly path: string;
  /** Undefined for a list member that the template does not ask for. */
  readonly expected: unknown;
  /** Undefined if the account does not have it. */
  readonly actual: unknown;
}

/** A property that the table `notModelled` of a reader excludes from the comparison. */
export interface NotCompared {
  /** The entry of the table. */
  readonly entry: string;
  /** Values in it, counted in the template. */
  readonly values: number;
  /** Whether the account has the same: then the entry is not needed. */
  readonly equal: boolean;
}

/** Result of a comparison. */
export interface Comparison {
  /** Values of the template that the account has too. */
  readonly equal: number;
  readonly differences: readonly PropertyDifference[];
  readonly notModelled: readonly NotCompared[];
}
